import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants, setPriority } from 'node:os';
import path from 'node:path';
import type { HistoryEvent } from '#contract/history.ts';
import { ownerVariable } from '#contract/process-table.ts';
import { runClock } from '#kit/clock.ts';
import { messageOf } from '#kit/errors.ts';
import type { LoadAnswers, LoadSetup } from './messages.ts';
import { type LoadPipe, openPipe } from './pipe.ts';

export interface LoadRequest extends Omit<LoadSetup, 'originNs'> {
  /** Monotonic nanoseconds of the run's beginning. */
  readonly originNs: bigint;
  readonly record: (event: HistoryEvent) => void;
  /** Put into the process's environment, where a guardian finds orphans by it. */
  readonly runId: string;
}

/**
 * A generator in its own process. No call throws for what happens to that process: its death is
 * written down as a failed part of the harness, and every later call resolves at once.
 */
export interface LoadProcess {
  readonly gen: number;
  readonly pid: number | undefined;
  /** Places the seeding and starts the flow; resolves when it has started. */
  begin(): Promise<void>;
  /** Sends nothing more; answers are still heard. */
  stop(): Promise<void>;
  /** Waits for late answers at most so long; the rest is told indeterminate. Ends the client. */
  drain(timeoutMs: number): Promise<void>;
  /** Delivers every n-th operation twice from now on; 0 ends it. */
  deliverTwice(everyNth: number): Promise<void>;
  /** Sends so many operations in the place of one from now on; false of a witness. */
  multiply(factor: number): Promise<boolean>;
  /** Ends the process, at once or by SIGKILL after two seconds. */
  end(): Promise<void>;
}

const childFile = path.join(import.meta.dirname, 'child.ts');
const endMaxMs = 2_000;
const pings = 8;

/**
 * Resolves when the process has loaded its generator and client and its clock was compared; rejects
 * only if it ended before that.
 */
export async function startLoad(request: LoadRequest): Promise<LoadProcess> {
  const { gen, record, runId, originNs, ...setup } = request;
  const clock = runClock(originNs);
  const part = `generator:${setup.load.id}`;
  const fail = (because: string): void =>
    record({ type: 'harness', atUs: clock.nowUs(), part, event: 'failed', because });
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', childFile], {
    env: { ...process.env, [ownerVariable]: runId },
    stdio: ['pipe', 'ignore', 'pipe', 'pipe'],
  });
  takePrecedence(child.pid);
  const pipe = openPipe(child, record, fail);
  const described = await pipe.ask('setup', {
    setup: { gen, ...setup, originNs: String(originNs) },
  });
  if (described === undefined) throw new Error(`${part} was not set up: ${pipe.ended()}`);
  const offset = await compareClocks(pipe, clock.nowUs);
  const { id, generator } = setup.load;
  record({ type: 'generator', atUs: clock.nowUs(), gen, id, generator, ...described, ...offset });
  return {
    gen,
    pid: child.pid,
    begin: async () => void (await pipe.ask('begin', {})),
    stop: async () => void (await pipe.ask('stop', {})),
    drain: async (timeoutMs) => void (await pipe.ask('drain', { timeoutMs })),
    deliverTwice: async (everyNth) => void (await pipe.ask('deliver-twice', { everyNth })),
    multiply: async (factor) => (await pipe.ask('multiply', { factor }))?.heeded ?? false,
    async end() {
      pipe.expectEnd();
      if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
      const exited = once(child, 'exit').catch(messageOf);
      child.stdin?.end();
      const timer = setTimeout(() => child.kill('SIGKILL'), endMaxMs);
      await exited;
      clearTimeout(timer);
    },
  };
}

/** The offset at the quickest of several exchanges; half its round trip is the error. */
async function compareClocks(
  pipe: LoadPipe,
  nowUs: () => number,
): Promise<{ clockOffsetUs: number; clockErrorUs: number }> {
  let best = { clockOffsetUs: 0, clockErrorUs: Number.MAX_SAFE_INTEGER };
  for (let turn = 0; turn < pings; turn++) {
    const askedUs = nowUs();
    const answer: LoadAnswers['ping'] | undefined = await pipe.ask('ping', {});
    const heardUs = nowUs();
    if (answer === undefined) break;
    const clockErrorUs = Math.ceil((heardUs - askedUs) / 2);
    if (clockErrorUs >= best.clockErrorUs) continue;
    const clockOffsetUs = Math.round(answer.nowUs - (askedUs + heardUs) / 2);
    best = { clockOffsetUs, clockErrorUs };
  }
  return best;
}

/**
 * What measures must not wait for what is measured: on a machine that both share, the load gets the
 * processor first, where the system allows it. Its lag is recorded either way.
 */
function takePrecedence(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    setPriority(pid, constants.priority.PRIORITY_HIGH);
  } catch {
    // Only root may: then the lag says what it cost.
  }
}
