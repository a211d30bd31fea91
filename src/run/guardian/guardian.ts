import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Step } from '#contract/fault.ts';
import { identify } from '#contract/process-table.ts';
import type { ProcessIdentity } from '#contract/runtime.ts';
import { type FromGuardian, leaseBeatMs, type ToGuardian } from './protocol.ts';

/** The harness's end of the guardians. Every call resolves when both have confirmed. */
export interface Guardian {
  /** The one that acts, and its second, which acts when the first does not. */
  readonly identities: readonly ProcessIdentity[];
  arm(fault: string, steps: readonly Step[], ttlMs: number): Promise<void>;
  disarm(fault: string): Promise<void>;
  /** The run is over and has healed by itself. */
  finish(): Promise<void>;
  /**
   * Why one of them is gone or silent although the run is not over: nothing may be injected any
   * more.
   */
  lost(): string | undefined;
}

export interface GuardianRequest {
  readonly runId: string;
  readonly runFolder: string;
  readonly epilogue?: readonly string[];
  /** Told once, at the moment at which one of them is lost. */
  readonly onLost?: (because: string) => void;
}

const answerWithinMs = 5_000;

/**
 * Starts the guardian and its second, detached, and resolves when both watch over the run: the run
 * is healed although the harness dies, and although one of them dies with it.
 */
export async function startGuardian(request: GuardianRequest): Promise<Guardian> {
  const { runId, runFolder, epilogue = [], onLost } = request;
  let because: string | undefined;
  const lose = (why: string): void => {
    if (because === undefined) onLost?.(why);
    because ??= why;
  };
  const watchers = [startWatcher('guardian', lose), startWatcher('guardian’s second', lose)];
  const both = async (message: ToGuardian): Promise<void> => {
    if (because !== undefined) throw new Error(`${because}: nothing may be injected without it`);
    await Promise.all(watchers.map((one) => one.ask(message)));
  };
  const harness = identify(process.pid);
  const [first] = watchers.map((one) => one.identity);
  if (harness === undefined || first === undefined) throw new Error('the guardian did not start');
  const begin = { say: 'begin', runId, runFolder, harness, epilogue } as const;
  await Promise.all(
    watchers.map((one, index) => one.ask(index === 0 ? begin : { ...begin, first })),
  );
  const beat = setInterval(() => {
    for (const one of watchers) one.tell({ say: 'alive' });
  }, leaseBeatMs);
  beat.unref();
  return {
    identities: watchers.flatMap((one) => one.identity ?? []),
    arm: (fault, steps, ttlMs) => both({ say: 'arm', fault, steps, ttlMs }),
    disarm: (fault) => both({ say: 'disarm', fault }),
    async finish() {
      clearInterval(beat);
      await Promise.all(watchers.map((one) => one.finish()));
    },
    lost: () => because,
  };
}

/** One guardian process, as the harness speaks with it. */
function startWatcher(name: string, lose: (because: string) => void) {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, 'main.ts')], {
    detached: true,
    stdio: ['pipe', 'pipe', 'ignore'],
    cwd: '/',
  });
  const waiting: ((answer: FromGuardian) => void)[] = [];
  let gone = false;
  let finishing = false;
  const end = () => {
    gone = true;
    if (!finishing) lose(`the ${name} is gone`);
  };
  child.once('exit', end);
  child.once('error', end);
  child.stdin.on('error', () => {});
  createInterface({ input: child.stdout }).on('line', (line) => {
    waiting.shift()?.(JSON.parse(line) as FromGuardian);
  });
  const tell = (message: ToGuardian) => child.stdin.write(`${JSON.stringify(message)}\n`);
  const ask = (message: ToGuardian): Promise<void> =>
    new Promise((resolve, reject) => {
      if (gone) return reject(new Error(`the ${name} is gone`));
      const late = () => {
        // An answer that comes later would confirm the wrong thing: it is as good as gone.
        gone = true;
        const because = `the ${name} did not confirm "${message.say}" in ${answerWithinMs} ms`;
        lose(because);
        reject(new Error(because));
      };
      const timer = setTimeout(late, answerWithinMs);
      waiting.push(() => {
        clearTimeout(timer);
        resolve();
      });
      tell(message);
    });
  return {
    identity: identify(child.pid ?? -1),
    tell,
    ask,
    async finish() {
      finishing = true;
      // Told even to one that was given up: the end of its input alone would make it take over.
      if (gone) tell({ say: 'finished' });
      else await ask({ say: 'finished' }).catch(() => {});
      child.stdin.end();
      child.unref();
    },
  };
}
