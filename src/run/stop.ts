import type { CheckPlugin, Handlers } from '#contract/check.ts';
import { driveFolds } from '#contract/fold.ts';
import type { HistoryEvent, HistoryEventType } from '#contract/history.ts';
import type { Plan } from '#contract/plan.ts';
import type { ServiceFold } from '#contract/service/service.ts';
import type { RunClock } from '#kit/clock.ts';
import type { StopReason } from './context.ts';

/** Conditions are looked at with every answer and observation, but not more often than this. */
const lookEveryUs = 20_000;

/**
 * Watches the scenario's stop conditions online and ends the run when one holds. A breach of a
 * check is a breach of the venue; an error ratio above its bound is not.
 */
export function stopConditions(
  plan: Plan,
  checks: ReadonlyMap<string, CheckPlugin>,
  service: ServiceFold,
  clock: RunClock,
  end: (reason: StopReason) => void,
): { readonly on: Handlers } {
  const watched = plan.stopWhen.flatMap((condition) => {
    const plugin = 'check' in condition ? checks.get(condition.check) : undefined;
    if (plugin === undefined || !('check' in condition)) return [];
    const { outcomes } = service;
    const options = plugin.options.parse({});
    const context = { plan, options, outcomes, excused: () => false };
    return [{ id: condition.check, fold: plugin.begin(context) }];
  });
  const ratios = plan.stopWhen.filter((condition) => 'metric' in condition);
  if (watched.length + ratios.length === 0) return { on: {} };
  const deliver = driveFolds(watched.map((one) => one.fold));
  let lookedUs = 0;
  const look = (event: HistoryEvent) => {
    deliver(event);
    const nowUs = clock.nowUs();
    if (nowUs - lookedUs < lookEveryUs) return;
    lookedUs = nowUs;
    for (const { id, fold } of watched) {
      const because = fold.breached?.();
      if (because) end({ by: 'condition', breach: true, because: `check ${id}: ${because}` });
    }
    for (const condition of ratios) {
      const ratio = service.errorRatio(nowUs, condition.forMs * 1000);
      if (ratio <= condition.above) continue;
      const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
      const because = `error ratio ${percent(ratio)} over ${condition.forMs} ms (above ${percent(condition.above)})`;
      end({ by: 'condition', breach: false, because });
    }
  };
  const types: HistoryEventType[] = ['sent', 'told', 'service'];
  for (const { fold } of watched) types.push(...(Object.keys(fold.on) as HistoryEventType[]));
  return { on: Object.fromEntries([...new Set(types)].map((type) => [type, look])) };
}
