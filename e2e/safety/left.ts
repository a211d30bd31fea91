import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { livingProcessesOf } from '../cli.ts';

/**
 * What a run left on the machine, found without the product's own scan: processes by their
 * environment, mounts and loop devices below the run's folder, control groups by the run's name.
 */
export function leftOnMachine(runId: string, folder: string): string[] {
  const mounts = textOf('/proc/mounts')
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '')
    .filter((point) => point.startsWith(`${folder}/`));
  const loops = namesIn('/sys/block')
    .filter((name) => textOf(`/sys/block/${name}/loop/backing_file`).startsWith(`${folder}/`))
    .map((name) => `/dev/${name}`);
  return [
    ...livingProcessesOf([runId]).map((pid) => `process ${pid}`),
    ...mounts.map((point) => `mount ${point}`),
    ...loops,
    ...groupsNamed(runId, '/sys/fs/cgroup', 3),
  ];
}

function groupsNamed(runId: string, folder: string, depth: number): string[] {
  if (depth === 0) return [];
  return namesIn(folder).flatMap((name) => {
    const below = path.join(folder, name);
    return name.includes(runId) ? [below] : groupsNamed(runId, below, depth - 1);
  });
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() || entry.isSymbolicLink())
      .map((entry) => entry.name);
  } catch {
    return [];
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
