import { messageOf } from '#kit/errors.ts';
import type { StopReason } from './context.ts';
import { killSwitch } from './kill-switch.ts';

const killSwitchEveryMs = 100;

/**
 * Ends a run for what no phase of it would notice: the kill switch, its longest time, and what a
 * plugin throws where nobody awaits it. `fail` is told of the last.
 */
export function watchOver(
  { runId, longestMs }: { readonly runId: string; readonly longestMs: number },
  end: (reason: StopReason) => void,
  fail: (because: string) => void,
): Disposable {
  const look = () => {
    const because = killSwitch(runId);
    if (because !== undefined) end({ by: 'kill-switch', breach: false, because });
  };
  const switchTimer = setInterval(look, killSwitchEveryMs);
  const timeUp = () => {
    const because = `the run was not over after ${longestMs} ms`;
    end({ by: 'time-limit', breach: false, because });
  };
  const longest = setTimeout(timeUp, longestMs);
  const onThrown = (thrown: unknown) => fail(`thrown where nobody waits: ${messageOf(thrown)}`);
  process.on('uncaughtException', onThrown);
  process.on('unhandledRejection', onThrown);
  return {
    [Symbol.dispose]() {
      clearInterval(switchTimer);
      clearTimeout(longest);
      process.off('uncaughtException', onThrown);
      process.off('unhandledRejection', onThrown);
    },
  };
}
