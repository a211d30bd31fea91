import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { identify, ownerVariable, readProcess, stateOf } from '#contract/process-table.ts';
import { findResidue, type Owner } from './residue.ts';
import { undoRun } from './undo.ts';

let owner: Owner;
const isRoot = process.getuid?.() === 0;
const notes: string[] = [];
const note = (text: string) => void notes.push(text);

beforeEach(() => {
  const runFolder = mkdtempSync(path.join(tmpdir(), 'proofhouse-residue-'));
  owner = { runId: path.basename(runFolder), runFolder };
  notes.length = 0;
});
afterEach(() => rmSync(owner.runFolder, { recursive: true, force: true }));

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** A process that listens, marked as the run's or not, and then stopped. */
async function stoppedServer(mark: string) {
  const script = "require('net').createServer().listen(0,'127.0.0.1',()=>console.log('up'))";
  const env = { ...process.env, [ownerVariable]: mark };
  const child = spawn(process.execPath, ['-e', script], { env });
  await new Promise((resolve) => child.stdout.once('data', resolve));
  child.kill('SIGSTOP');
  const pid = child.pid ?? 0;
  await until(() => readProcess(pid)?.state === 'T');
  return { child, pid, identity: identify(pid) ?? { pid, startTicks: 0 } };
}

test('a stopped process is named with its socket, ended, and a foreign one beside it stands', async () => {
  const [ours, foreign] = [await stoppedServer(owner.runId), await stoppedServer('another')];
  try {
    const found = await findResidue(owner);
    expect(found.map((one) => one.what).join()).toMatch(
      new RegExp(`^process ${ours.pid} .*, stopped, listening on 127\\.0\\.0\\.1:\\d+$`),
    );
    expect(found[0]?.command).toBe(`kill -KILL ${ours.pid}`);
    expect(await undoRun(owner, [], note)).toEqual([]);
    expect(stateOf(ours.identity)).toBe(undefined);
    expect(stateOf(foreign.identity)).toBe('T');
    expect(await undoRun(owner, [], note)).toEqual([]);
  } finally {
    ours.child.kill('SIGKILL');
    foreign.child.kill('SIGKILL');
  }
});

test.skipIf(!isRoot)('mounts and the loop devices under them are named and removed', async () => {
  const image = path.join(owner.runFolder, 'disk.img');
  const folder = path.join(owner.runFolder, 'disk');
  mkdirSync(folder);
  writeFileSync(image, '');
  execFileSync('truncate', ['-s', '8M', image]);
  execFileSync('mkfs.ext4', ['-q', '-F', image]);
  execFileSync('mount', ['-o', 'loop', image, folder]);
  const found = await findResidue(owner);
  expect(found.map((one) => one.what)).toEqual([
    `mount on ${folder}`,
    expect.stringMatching(/^loop device \/dev\/loop\d+ over /),
  ]);
  expect(await undoRun(owner, [], note)).toEqual([]);
  expect(await findResidue(owner)).toEqual([]);
});

test.skipIf(!isRoot || !existsSync('/sys/fs/cgroup/cpu'))(
  'a control group of the run goes once its process has gone',
  async () => {
    const group = `/sys/fs/cgroup/cpu/proofhouse-${owner.runId}-engine`;
    mkdirSync(group);
    const ours = await stoppedServer(owner.runId);
    writeFileSync(path.join(group, 'cgroup.procs'), String(ours.pid));
    expect(await undoRun(owner, [], note)).toEqual([]);
    expect(existsSync(group)).toBe(false);
  },
);

test('a pause in the journal is reverted before its process is ended', async () => {
  const ours = await stoppedServer(owner.runId);
  const target = { service: 'engine-a', ...ours.identity };
  const open = [{ fault: 'sleep', steps: [{ injector: 'process', action: 'pause', target }] }];
  const found = await findResidue(owner, open);
  expect(found[0]?.what).toBe('fault sleep: pause on engine-a is still in');
  expect(await undoRun(owner, open, note)).toEqual([]);
  expect(notes[0]).toBe('reverted sleep: pause on engine-a');
});

test('a folder that is none owns nothing', async () => {
  for (const runFolder of ['', '/', 'relative']) {
    const found = await findResidue({ runId: 'nobody-has-this-id', runFolder });
    expect(found).toEqual([]);
  }
});
