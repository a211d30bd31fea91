import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import {
  eventually,
  livingProcessesOf,
  readJson,
  startProofhouse,
  temporaryFolder,
} from '../cli.ts';
import { leftOnMachine } from './left.ts';

/** One death of the harness, and of a guardian with it. */
export interface Strike {
  readonly scenario: string;
  /** A crash point of the harness, with the signal that it gives itself there. */
  readonly at?: string;
  /** Else: milliseconds after the venue began to be brought up. */
  readonly afterMs?: number;
  readonly guardianToo: boolean;
}

/** What became of it; without problems the promise was kept. */
export interface Struck {
  readonly problems: readonly string[];
  /** From the death to the last thing of the run that was gone; null if there was nothing. */
  readonly goneMs: number | null;
  readonly verdict: string | undefined;
}

/** The longest ttl of the scenarios tried, and the five seconds that are promised on top. */
const promisedMs = 25_000;
const judgedWithinMs = 60_000;
const leaseMs = 5_000;

/**
 * Runs a scenario, kills its harness, and looks at the machine by itself: process table, mounts,
 * loop devices, control groups. Beside it stand a stopped process and one of another run: both must
 * still stand afterwards.
 */
export async function strike(wanted: Strike): Promise<Struck> {
  const out = temporaryFolder();
  const state = temporaryFolder();
  const foreign = [stoppedProcess(), markedProcess()];
  try {
    const env = {
      PROOFHOUSE_STATE: state.path,
      ...(wanted.at === undefined ? {} : { PROOFHOUSE_CRASH_AT: wanted.at }),
    };
    const run = startProofhouse(['run', wanted.scenario, '--out', out.path], env);
    const folder = () => path.join(out.path, onlyRun(out.path) ?? 'none');
    const begun = () => guardianOf(state.path) !== undefined || run.child.exitCode !== null;
    await eventually('the run begins', begun, 120_000);
    if (run.child.exitCode !== null) throw new Error(`it did not begin: ${run.text()}`);
    const noticedMs = await die(wanted, run, state.path);
    const runId = path.basename(folder());
    const problems: string[] = [];
    const gone = () => leftOnMachine(runId, folder()).length === 0;
    await eventually('all gone', gone, promisedMs).catch((thrown: Error) => {
      const left = leftOnMachine(runId, folder()).join(', ');
      problems.push(`${thrown.message}: ${left}`);
    });
    // On a machine that is busy we may notice a death later than the guardian did.
    const diedMs = Math.min(noticedMs, tookOverMs(folder()) ?? noticedMs);
    const goneMs = Date.now() - diedMs;
    problems.push(...foreignProblems(foreign));
    problems.push(...(await healProblems(state.path, runId)));
    const verdict = await verdictOf(folder(), problems);
    return { problems, goneMs: Math.round(goneMs), verdict };
  } catch (thrown) {
    return { problems: [String(thrown)], goneMs: null, verdict: undefined };
  } finally {
    for (const one of foreign) one.kill('SIGKILL');
    out.dispose();
    state.dispose();
  }
}

/** Wall time at which a guardian began to heal; undefined if none had to. */
function tookOverMs(folder: string): number | undefined {
  try {
    const [first = ''] = readFileSync(path.join(folder, 'guardian.ndjson'), 'utf8').split('\n');
    return JSON.parse(first).wallMs;
  } catch {
    return undefined;
  }
}

/** Resolves to the moment of the death, in wall time. */
async function die(
  { at, afterMs = 0, guardianToo }: Strike,
  run: ReturnType<typeof startProofhouse>,
  state: string,
): Promise<number> {
  const guardian = guardianOf(state) ?? 0;
  if (at?.endsWith(':SIGSTOP')) {
    await eventually('it sleeps', () => processState(run.pid) === 'T', 120_000);
    const asleepMs = Date.now();
    await eventually('three leases', () => Date.now() - asleepMs > 3 * leaseMs, 30_000);
    // Whoever wakes a harness whose time is up wakes nobody: it is dead.
    run.child.kill('SIGCONT');
    await run.finished;
    return asleepMs + leaseMs;
  }
  if (at === undefined) {
    const sinceMs = performance.now();
    const due = () => performance.now() - sinceMs >= afterMs || run.child.exitCode !== null;
    await eventually('its moment', due, afterMs + 1_000);
    const diedMs = Date.now();
    if (guardianToo) killIfAlive(guardian);
    run.child.kill('SIGKILL');
    await run.finished;
    return diedMs;
  }
  await eventually('it dies', () => processState(run.pid) === undefined, 120_000);
  const diedMs = Date.now();
  if (guardianToo) killIfAlive(guardian);
  const { signal, stdout } = await run.finished;
  if (signal !== 'SIGKILL') throw new Error(`it never came to ${at}: ${stdout.slice(0, 400)}`);
  return diedMs;
}

/** The scan by the product agrees that nothing is left, and healing again changes nothing. */
async function healProblems(state: string, runId: string): Promise<string[]> {
  const env = { PROOFHOUSE_STATE: state };
  const heal = startProofhouse(['heal', '--all'], env);
  const { code, stdout } = await heal.finished;
  const problems = code === 0 ? [] : [`heal --all exits ${code}: ${stdout}`];
  const again = await startProofhouse(['heal'], env).finished;
  if (again.code !== 0) problems.push(`heal exits ${again.code} afterwards: ${again.stdout}`);
  const known = readdirSync(state).filter((name) => name.startsWith(runId));
  if (known.length > 0) problems.push(`it is still known as a run: ${known.join(', ')}`);
  return problems;
}

/** What there was is judged, and never as a pass. */
async function verdictOf(folder: string, problems: string[]): Promise<string | undefined> {
  const history = path.join(folder, 'history', 'events.ndjson');
  if (!existsSync(history) || readFileSync(history, 'utf8').length === 0) return undefined;
  const sealed = () => existsSync(path.join(folder, 'manifest.json'));
  await eventually('it was judged', sealed, judgedWithinMs).catch((thrown: Error) => {
    problems.push(thrown.message);
  });
  if (!sealed()) return undefined;
  const { verdict } = readJson(folder);
  const whole = readFileSync(history, 'utf8').includes('"type":"run-ended"');
  if (verdict === 'PASS' && !whole) problems.push('a run that was killed passed');
  return verdict;
}

function foreignProblems([stopped, marked]: readonly ChildProcess[]): string[] {
  const problems: string[] = [];
  if (processState(stopped?.pid ?? 0) !== 'T')
    problems.push('a foreign stopped process was touched');
  if (livingProcessesOf(['somebody-elses-run']).length === 0) {
    problems.push(`a process of another run (pid ${marked?.pid}) was ended`);
  }
  return problems;
}

function stoppedProcess(): ChildProcess {
  const child = spawn('sleep', ['600'], { stdio: 'ignore' });
  child.kill('SIGSTOP');
  return child;
}

function markedProcess(): ChildProcess {
  const env = { ...process.env, PROOFHOUSE_RUN: 'somebody-elses-run' };
  return spawn('sleep', ['600'], { stdio: 'ignore', env });
}

function onlyRun(out: string): string | undefined {
  return readdirSync(out).find((name) => /^\d{8}-/.test(name));
}

/** The first guardian, as the registry of runs names it. */
function guardianOf(state: string): number | undefined {
  const file = readdirSync(state).find((name) => name.endsWith('.json'));
  if (file === undefined) return undefined;
  const { guardians } = JSON.parse(readFileSync(path.join(state, file), 'utf8'));
  return guardians[0]?.pid;
}

function processState(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const state = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[0];
    return state === 'Z' ? undefined : state;
  } catch {
    return undefined;
  }
}

function killIfAlive(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself.
  }
}
