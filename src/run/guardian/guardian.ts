import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Step } from '#contract/fault.ts';
import { identify } from '#contract/process-table.ts';
import type { ProcessIdentity } from '#contract/runtime.ts';
import { type FromGuardian, leaseBeatMs, type ToGuardian } from './protocol.ts';

/** The harness's end of the guardian. Every call resolves when the guardian has confirmed. */
export interface Guardian {
  readonly identity: ProcessIdentity;
  arm(fault: string, steps: readonly Step[], ttlMs: number): Promise<void>;
  disarm(fault: string): Promise<void>;
  /** The run is over and has healed by itself. */
  finish(): Promise<void>;
  /**
   * Leaves the rest to the guardian: it heals and ends what the run started, after this process is
   * gone.
   */
  abandon(): void;
  /**
   * True once the guardian is gone although the run is not over: nothing may be injected any more.
   */
  lost(): boolean;
}

const answerWithinMs = 5_000;

/** Starts the guardian, detached, and resolves when it watches over the run. */
export async function startGuardian(runId: string, runFolder: string): Promise<Guardian> {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, 'main.ts')], {
    detached: true,
    stdio: ['pipe', 'pipe', 'ignore'],
    cwd: '/',
  });
  const waiting: ((answer: FromGuardian) => void)[] = [];
  let gone = false;
  child.once('exit', () => {
    gone = true;
  });
  child.once('error', () => {
    gone = true;
  });
  child.stdin.on('error', () => {});
  createInterface({ input: child.stdout }).on('line', (line) => {
    waiting.shift()?.(JSON.parse(line) as FromGuardian);
  });
  const tell = (message: ToGuardian) => child.stdin.write(`${JSON.stringify(message)}\n`);
  const ask = (message: ToGuardian): Promise<void> =>
    new Promise((resolve, reject) => {
      if (gone) {
        reject(new Error('the guardian is gone: nothing may be injected without it'));
        return;
      }
      const timer = setTimeout(() => {
        // An answer that comes later would confirm the wrong thing: it is as good as gone.
        gone = true;
        reject(new Error(`the guardian did not confirm "${message.say}" in ${answerWithinMs} ms`));
      }, answerWithinMs);
      waiting.push(() => {
        clearTimeout(timer);
        resolve();
      });
      tell(message);
    });
  const beat = setInterval(() => tell({ say: 'alive' }), leaseBeatMs);
  beat.unref();
  const harness = identify(process.pid);
  const identity = identify(child.pid ?? -1);
  if (harness === undefined || identity === undefined)
    throw new Error('the guardian did not start');
  await ask({ say: 'begin', runId, runFolder, harness });
  return {
    identity,
    arm: (fault, steps, ttlMs) => ask({ say: 'arm', fault, steps, ttlMs }),
    disarm: (fault) => ask({ say: 'disarm', fault }),
    async finish() {
      clearInterval(beat);
      // Told even to one that was given up: the end of its input alone would make it take over.
      if (gone) tell({ say: 'finished' });
      else await ask({ say: 'finished' }).catch(() => {});
      child.stdin.end();
      child.unref();
    },
    abandon() {
      clearInterval(beat);
      child.stdin.destroy();
      child.unref();
    },
    lost: () => gone,
  };
}
