import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, truncateSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { livingProcessesOf, proofhouse, readJson, runFolders, temporaryFolder } from './cli.ts';
import { available } from './requires.ts';

let out: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  out = temporaryFolder();
});
afterEach(() => out.dispose());

const isRoot = process.getuid?.() === 0;

function nothingLeft(): void {
  const ids = runFolders(out.path).map((folder) => path.basename(folder));
  expect(livingProcessesOf(ids)).toEqual([]);
}

test('ports taken: says which range and what to do, exits 69', async () => {
  const taken = net.createServer().listen(19_317, '127.0.0.1');
  try {
    const { code, stdout, stderr } = await proofhouse(
      ['run', 'scenarios/healthy.yaml', '--out', out.path],
      { PROOFHOUSE_PORTS: '19317-19317' },
    );
    expect(stdout + stderr).toContain('no free port on 127.0.0.1 from 19317 to 19317');
    expect(stdout + stderr).toContain('PROOFHOUSE_PORTS');
    expect(code).toBe(69);
    nothingLeft();
  } finally {
    taken.close();
  }
}, 60_000);

test('a venue that dies at start: its last log lines are in the message, exits 69', async () => {
  const { code, stdout } = await proofhouse([
    ...['run', 'scenarios/healthy.yaml', '--out', out.path],
    ...['--defect', 'engine=lose-ack:many'],
  ]);
  const [folder] = runFolders(out.path);
  expect(readJson(folder ?? '').verdict).toBe('BROKEN');
  expect(stdout).toContain('ended before it was ready');
  expect(stdout).toContain('lose-ack takes a number of orders');
  expect(code).toBe(69);
  nothingLeft();
}, 60_000);

test('an output folder that cannot be made: says where, exits 69, starts nothing', async () => {
  const file = path.join(out.path, 'a-file');
  writeFileSync(file, '');
  const { code, stderr } = await proofhouse([
    ...['run', 'scenarios/healthy.yaml', '--out', path.join(file, 'below')],
  ]);
  expect(code).toBe(69);
  expect(stderr).toContain(file);
  expect(stderr).toContain('--out');
}, 60_000);

test.skipIf(!available('disk-image', isRoot))(
  'a disk that fills up under the history: says so, exits 70',
  async () => {
    const image = path.join(out.path, 'small.img');
    const mount = path.join(out.path, 'small');
    writeFileSync(image, '');
    truncateSync(image, 1_500_000);
    execFileSync('mkfs.ext4', ['-q', '-F', '-m', '0', '-O', '^has_journal', image]);
    mkdirSync(mount);
    execFileSync('mount', ['-o', 'loop', image, mount]);
    try {
      const { code, stderr } = await proofhouse(['run', 'scenarios/healthy.yaml', '--out', mount]);
      expect(stderr).toContain('disk is full');
      expect(stderr).toContain('--out');
      expect(code).toBe(70);
      const ids = readdirSync(mount).filter((name) => name !== 'lost+found');
      expect(livingProcessesOf(ids)).toEqual([]);
    } finally {
      execFileSync('umount', [mount]);
    }
  },
  90_000,
);

test('a venue that is never healthy: BROKEN, and no fault was injected', async () => {
  const { code } = await proofhouse([
    ...['run', 'scenarios/leader-killed.yaml', '--out', out.path],
    ...['--defect', 'engine=silent-stall:10'],
  ]);
  const report = readJson(runFolders(out.path)[0] ?? '');
  expect(report.verdict).toBe('BROKEN');
  expect(report.faults.every((fault: { status: string }) => fault.status === 'not-injected')).toBe(
    true,
  );
  expect(report.reasons.join()).toContain('baseline');
  expect(code).toBe(69);
  nothingLeft();
}, 90_000);
