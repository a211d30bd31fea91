import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Inventory } from './residue.ts';

const run = promisify(execFile);
const commandMaxMs = 5_000;

/** Whatever is mounted below the run's folder, the deepest and youngest first. */
export const mounts: Inventory = {
  async find({ runFolder }) {
    return mountPoints()
      .filter((point) => isBelow(point, runFolder))
      .reverse()
      .map((point) => ({
        what: `mount on ${point}`,
        command: `umount ${quoted(point)}`,
        remove: async () => void (await run('umount', [point], { timeout: commandMaxMs })),
      }));
  },
};

/** Loop devices over a file below the run's folder; one that was mounted goes with its mount. */
export const loopDevices: Inventory = {
  async find({ runFolder }) {
    return loopFiles()
      .filter(({ file }) => isBelow(file, runFolder))
      .map(({ device, file }) => ({
        what: `loop device ${device} over ${file}`,
        command: `losetup -d ${device}`,
        remove: async () => void (await run('losetup', ['-d', device], { timeout: commandMaxMs })),
      }));
  },
};

/** The kernel tells paths without links. */
function isBelow(file: string, folder: string): boolean {
  if (!path.isAbsolute(folder) || folder === path.parse(folder).root) return false;
  return [folder, realPath(folder)].some((one) => file.startsWith(`${one}${path.sep}`));
}

function realPath(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return folder;
  }
}

function quoted(text: string): string {
  return /^[\w./:-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** Oldest first, as the kernel lists them (proc_pid_mounts(5): blanks as `\040`). */
function mountPoints(): string[] {
  const lines = textOf('/proc/self/mounts').split('\n').filter(Boolean);
  return lines.map((line) =>
    (line.split(' ')[1] ?? '').replaceAll(/\\(\d{3})/g, (_, octal: string) =>
      String.fromCharCode(Number.parseInt(octal, 8)),
    ),
  );
}

function loopFiles(): { readonly device: string; readonly file: string }[] {
  let names: string[];
  try {
    names = readdirSync('/sys/block').filter((name) => name.startsWith('loop'));
  } catch {
    return [];
  }
  return names.flatMap((name) => {
    const file = textOf(`/sys/block/${name}/loop/backing_file`).trim();
    return file === '' ? [] : [{ device: `/dev/${name}`, file: file.replace(/ \(deleted\)$/, '') }];
  });
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
