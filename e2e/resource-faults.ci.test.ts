import { spawnSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  eventually,
  livingProcessesOf,
  runFolders,
  startProofhouse,
  temporaryFolder,
} from './cli.ts';
import { available } from './requires.ts';

const checkout = path.resolve(import.meta.dirname, '..');
const isRoot = available('disk-image', process.getuid?.() === 0);

let out: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  out = temporaryFolder();
});
afterEach(() => out.dispose());

/** A slow machine must not keep the fault from being injected: this is not about latency. */
const undemanding = ['within=900ms', 'ratio=50%'].flatMap((one) => [
  '--set',
  `objectives.slo.ack.${one}`,
]);

/** The guardian is given 5 s; a loaded machine unmounts no faster than it can. */
const withinMs = 8_000;

describe.skipIf(!isRoot)('SIGKILL of the harness while a fault is in', () => {
  test.each(['grey-failure', 'memory-pressure', 'disk-full-under-log', 'slow-disk', 'fsync-error'])(
    '%s: no process, mount, loop device, control group or throttle is left',
    async (scenario) => {
      const file = `scenarios/${scenario}.yaml`;
      const run = startProofhouse(['run', file, '--out', out.path, ...undemanding]);
      const folder = () => runFolders(out.path).at(-1) ?? '';
      const says = (text: string) => journalOf(folder()).includes(text);
      await eventually('the fault is in', () => says('"state":"active"'), 90_000);
      const device = /"device":"([\d:]+)"/.exec(journalOf(folder()))?.[1];
      process.kill(-run.pid, 'SIGKILL');
      await eventually('nothing is left', () => leftOf(folder(), device).length === 0, withinMs);
    },
    150_000,
  );
});

describe.skipIf(!isRoot)('what the machine cannot do is refused before anything starts', () => {
  const nobody = { uid: 65_534, gid: 65_534 };
  test.each([
    { scenario: 'disk-full-under-log', cure: 'loop images need root: run as root', as: nobody },
    { scenario: 'slow-disk', cure: 'loop images need root: run as root', as: nobody },
    { scenario: 'fsync-error', cure: 'loop images need root: run as root', as: nobody },
    { scenario: 'grey-failure', cure: 'cannot be written: run as root', as: nobody },
    { scenario: 'memory-pressure', cure: 'cannot be written: run as root', as: nobody },
    { scenario: 'fd-exhaustion', cure: 'apt-get install util-linux', as: { PATH: '/nowhere' } },
    {
      scenario: 'clock-skew-leader',
      cure: 'apt-get install libfaketime',
      as: { PROOFHOUSE_LIBFAKETIME: '/nowhere' },
    },
  ])('$scenario: $cure', ({ scenario, cure, as }) => {
    const { uid, gid, ...env } = as as { uid?: number; gid?: number };
    const file = path.join(checkout, 'scenarios', `${scenario}.yaml`);
    const done = spawnSync(
      process.execPath,
      [path.join(checkout, 'bin', 'proofhouse.cjs'), 'run', file, '--out', out.path],
      {
        encoding: 'utf8',
        env: { ...process.env, NO_COLOR: '1', ...env },
        ...(uid && { uid, gid }),
      },
    );
    expect(done.status).toBe(69);
    expect(done.stderr.split('\n').filter((line) => line.includes(cure))).toHaveLength(1);
    expect(runFolders(out.path)).toEqual([]);
  });
});

function journalOf(folder: string): string {
  const file = path.join(folder, 'journal.ndjson');
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

/** What of a run is still in the world, by the kernel's own lists. */
function leftOf(folder: string, device: string | undefined): string[] {
  const runId = path.basename(folder);
  const mounts = readFileSync('/proc/self/mounts', 'utf8').split('\n');
  const images = globSync('/sys/block/loop*/loop/backing_file').map((file) =>
    readFileSync(file, 'utf8'),
  );
  const throttles = globSync('/sys/fs/cgroup/blkio/blkio.throttle.write_iops_device').flatMap(
    (file) => readFileSync(file, 'utf8').split('\n'),
  );
  return [
    ...livingProcessesOf([runId]).map((pid) => `process ${pid}`),
    ...mounts.filter((line) => line.includes(folder)),
    ...images.filter((file) => file.includes(folder)),
    ...globSync(`/sys/fs/cgroup/{,*/}proofhouse-${runId}-*`),
    ...throttles.filter((line) => device !== undefined && line.startsWith(`${device} `)),
  ];
}
