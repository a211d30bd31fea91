import { constants } from 'node:os';
import { type ExitCode, exitCodes } from '#kit/errors.ts';
import type { StopReason } from '#run/context.ts';

export interface SignalWatch {
  readonly stop: AbortSignal;
  /** Names the run that is going on, for whoever must heal it by hand. */
  underway(runId: string): void;
  /** The exit code of the signal that came, once everything is healed. */
  exitCode(): ExitCode | undefined;
  release(): void;
}

/** A second Ctrl-C sooner than this is the first one, handed on twice by whatever started us. */
const sameKeyMs = 400;

/**
 * The first signal stops and heals; a second one leaves the healing to the guardian and exits 5.
 */
export function watchSignals(say: (text: string) => void): SignalWatch {
  const controller = new AbortController();
  let first: { readonly signal: NodeJS.Signals; readonly atMs: number } | undefined;
  let runId: string | undefined;
  const hear = (signal: NodeJS.Signals) => {
    const atMs = performance.now();
    if (first === undefined) {
      first = { signal, atMs };
      say(`${signal}: healing and ending the venue; once more leaves that to the guardian`);
      const reason: StopReason = { by: 'signal', breach: false, because: signal };
      controller.abort(reason);
    } else if (atMs - first.atMs > sameKeyMs) {
      say('leaving without healing: the guardian heals and ends what the run started, within 5 s');
      say(`by hand: proofhouse heal ${runId === undefined ? '--all' : `--run ${runId}`}`);
      process.exit(exitCodes.residue);
    }
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, hear);
  return {
    stop: controller.signal,
    underway(next) {
      runId = next;
    },
    exitCode() {
      if (first === undefined) return undefined;
      return (128 + constants.signals[first.signal]) as ExitCode;
    },
    release() {
      for (const signal of signals) process.off(signal, hear);
    },
  };
}
