import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  eventually,
  livingProcessesOf,
  proofhouse,
  readJson,
  runFolders,
  type Started,
  startProofhouse,
  temporaryFolder,
} from './cli.ts';

const scenario = 'e2e/safety/short-pause.yaml';
let out: ReturnType<typeof temporaryFolder>;
let state: ReturnType<typeof temporaryFolder>;
const env = () => ({ PROOFHOUSE_STATE: state.path });
const command = (...args: string[]) => proofhouse(args, env());
const folder = () => runFolders(out.path).at(-1) ?? '';

beforeEach(() => {
  out = temporaryFolder();
  state = temporaryFolder();
});
afterEach(async () => {
  // Whatever a test left because it failed must not stand in the way of another.
  await command('heal', '--all');
  out.dispose();
  state.dispose();
});

/** Kills the harness and both guardians while the leader is stopped; resolves to the run's id. */
async function orphanedRun(): Promise<string> {
  const run = await startedUntil('"active"');
  const runId = path.basename(folder());
  const stopped = () => livingProcessesOf([runId]).some((pid) => stateOf(pid) === 'T');
  await eventually('the leader is stopped', stopped);
  for (const pid of [...guardians(), run.pid]) process.kill(pid, 'SIGKILL');
  await run.finished;
  return runId;
}

function stateOf(pid: number): string | undefined {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[0];
}

/** A machine too busy for a baseline injects nothing: then it is tried once more. */
async function startedUntil(text: string, attempts = 2): Promise<Started> {
  const run = startProofhouse(['run', scenario, '--out', out.path], env());
  await eventually('it has a folder', () => runFolders(out.path).length > 0, 60_000);
  const journal = () => path.join(folder(), 'journal.ndjson');
  const written = () => existsSync(journal()) && readFileSync(journal(), 'utf8').includes(text);
  const over = () => run.child.exitCode !== null;
  await eventually(`the journal says ${text}`, () => written() || over(), 90_000);
  if (written()) return run;
  if (attempts > 1) return startedUntil(text, attempts - 1);
  throw new Error(`it never came to ${text}: ${run.text().slice(-600)}`);
}

function guardians(): number[] {
  const name = readdirSync(state.path).find((one) => one.endsWith('.json')) ?? '';
  const record = JSON.parse(readFileSync(path.join(state.path, name), 'utf8'));
  return record.guardians.map(({ pid }: { pid: number }) => pid);
}

test('all three killed at once: a start is refused, heal names what is left and removes it', async () => {
  const runId = await orphanedRun();
  expect(livingProcessesOf([runId]).length).toBeGreaterThan(4);

  const refused = await command('run', scenario, '--out', out.path);
  expect(refused.code).toBe(5);
  expect(refused.stderr).toContain('remove it with: kill -KILL');
  expect(refused.stderr).toContain('proofhouse heal --all');

  const shown = await command('heal');
  expect(shown.code).toBe(5);
  expect(shown.stdout).toMatch(
    /process \d+ \(engine\/main\.ts\), stopped, listening on 127\.0\.0\.1/,
  );

  const healed = await command('heal', '--run', runId);
  expect(healed.code, healed.stdout).toBe(0);
  expect(livingProcessesOf([runId])).toEqual([]);
  expect(readJson(folder()).verdict).toBe('INCONCLUSIVE');
  expect((await command('recheck', folder())).code).toBe(3);
  expect((await command('heal', '--all')).code).toBe(0);
}, 240_000);

test('--heal-first removes what is left, and then starts', async () => {
  const runId = await orphanedRun();
  const next = await command('run', scenario, '--out', out.path, '--heal-first');
  expect(next.code, next.stderr).not.toBe(5);
  expect(next.stderr).toContain('removed process');
  expect(livingProcessesOf([runId])).toEqual([]);
}, 240_000);

test('stop --all: a run stops, heals and says STOPPED; no new one begins until the release', async () => {
  const run = await startedUntil('"active"');
  const stopped = await command('stop', '--all', '--because', 'the lab is needed');
  expect(stopped.code).toBe(0);
  const { code, stdout } = await run.finished;
  expect(code).toBe(4);
  expect(stdout).toContain('stopped by kill-switch: the lab is needed');
  expect(readJson(folder())).toMatchObject({ verdict: 'STOPPED', residue: 'clean' });
  expect(readFileSync(path.join(folder(), 'journal.ndjson'), 'utf8')).toContain('"verified"');

  const refused = await command('run', scenario, '--out', out.path);
  expect(refused.code).toBe(4);
  expect(refused.stderr).toContain('the lab is needed');
  expect((await command('stop', '--release')).code).toBe(0);
  const again = await proofhouse(['run', scenario], { ...env(), PROOFHOUSE_STOP: '1' });
  expect(again.code).toBe(4);
  expect(again.stderr).toContain('PROOFHOUSE_STOP is set');
}, 240_000);

test.each([
  { signal: 'SIGTERM', exit: 143 },
  { signal: 'SIGHUP', exit: 129 },
] as const)(
  '$signal heals, ends the venue, and exits $exit',
  async ({ signal, exit }) => {
    const run = await startedUntil('"active"');
    process.kill(run.pid, signal);
    const { code } = await run.finished;
    expect(code).toBe(exit);
    expect(readJson(folder())).toMatchObject({ verdict: 'STOPPED', residue: 'clean' });
    expect(livingProcessesOf([path.basename(folder())])).toEqual([]);
  },
  240_000,
);

test('a guardian that dies ends the run: it heals by itself and nothing more is injected', async () => {
  const run = await startedUntil('"active"');
  const [first] = guardians();
  process.kill(first ?? 0, 'SIGKILL');
  const { code } = await run.finished;
  expect(code).toBe(3);
  const report = readJson(folder());
  expect(report.verdict).toBe('INCONCLUSIVE');
  expect(report.reasons.join()).toContain('the guardian is gone');
  expect(report.residue).toBe('clean');
  expect(readFileSync(path.join(folder(), 'journal.ndjson'), 'utf8')).toContain('"healed"');
}, 240_000);

test('heal --all beside a run that goes on does not touch it', async () => {
  const run = await startedUntil('"active"');
  const runId = path.basename(folder());
  const before = livingProcessesOf([runId]).length;
  const healed = await command('heal', '--all');
  expect(healed.code).toBe(0);
  expect(healed.stderr).toContain(`${runId} is running; it was not touched`);
  expect(livingProcessesOf([runId]).length).toBe(before);
  expect((await command('heal', '--run', runId)).code).toBe(64);
  await run.finished;
  expect(readJson(folder()).residue).toBe('clean');
  expect(readJson(folder()).verdict).not.toBe('STOPPED');
}, 240_000);

test('a longest run time ends a run that it is too short for', async () => {
  const limits = ['--set', 'limits={"runTime":"3100ms"}'];
  const run = await command('run', scenario, '--out', out.path, ...limits);
  expect(run.code, run.stderr).toBe(4);
  expect(run.stdout).toContain('stopped by time-limit');
  expect(readJson(folder()).residue).toBe('clean');
}, 240_000);
