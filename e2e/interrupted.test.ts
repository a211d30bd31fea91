import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  eventually,
  livingProcessesOf,
  readJson,
  runFolders,
  startProofhouse,
  temporaryFolder,
} from './cli.ts';

let out: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  out = temporaryFolder();
});
afterEach(() => out.dispose());

async function startedUntilActive() {
  const run = startProofhouse(['run', 'scenarios/leader-paused.yaml', '--out', out.path]);
  const folder = () => runFolders(out.path).at(-1) ?? '';
  const journal = () => path.join(folder(), 'journal.ndjson');
  await eventually(
    'the leader is paused',
    () => existsSync(journal()) && readFileSync(journal(), 'utf8').includes('"state":"active"'),
    60_000,
  );
  return { run, folder: folder(), runId: path.basename(folder()) };
}

test('Ctrl-C heals, ends the venue, says STOPPED and exits 130', async () => {
  const { run, folder, runId } = await startedUntilActive();
  process.kill(run.pid, 'SIGINT');
  const { code, stdout } = await run.finished;
  expect(code).toBe(130);
  expect(livingProcessesOf([runId])).toEqual([]);
  const report = readJson(folder);
  expect(report.verdict, report.reasons.join('; ')).toBe('STOPPED');
  expect(report.residue).toBe('clean');
  expect(stdout).toContain('STOPPED');
  expect(readFileSync(path.join(folder, 'journal.ndjson'), 'utf8')).toContain('"state":"verified"');
}, 90_000);

test('a second Ctrl-C exits 5 at once and the guardian ends the rest', async () => {
  const { run, folder, runId } = await startedUntilActive();
  // Stopped, guardians confirm nothing: healing waits for it, and the second key press can
  // come.
  const guardians = guardiansOf(run.pid);
  expect(guardians).toHaveLength(2);
  for (const guardian of guardians) process.kill(guardian, 'SIGSTOP');
  try {
    process.kill(run.pid, 'SIGINT');
    await eventually('the first was heard', () => run.text().includes('SIGINT'));
    // Sooner than this a second signal counts as the same key press, handed on twice.
    const heardAt = performance.now();
    await eventually('long enough', () => performance.now() - heardAt > 450);
    process.kill(run.pid, 'SIGINT');
    const { code, stderr } = await run.finished;
    expect(code).toBe(5);
    expect(stderr).toContain('the guardian heals');
    expect(stderr).toContain(`by hand: proofhouse heal --run ${runId}`);
    expect(livingProcessesOf([runId]).length).toBeGreaterThan(0);
  } finally {
    for (const guardian of guardians) process.kill(guardian, 'SIGCONT');
  }
  await eventually('all processes gone', () => livingProcessesOf([runId]).length === 0, 5_000);
  expect(readFileSync(path.join(folder, 'guardian.ndjson'), 'utf8')).toContain('taking over');
}, 90_000);

function guardiansOf(harness: number): number[] {
  const children = readFileSync(`/proc/${harness}/task/${harness}/children`, 'utf8').split(' ');
  const isGuardian = (pid: string) =>
    readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('guardian/main.ts');
  return children.filter((pid) => pid !== '' && isGuardian(pid)).map(Number);
}
