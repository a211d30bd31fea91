import type { CheckPlugin, Handlers } from '#contract/check.ts';
import { driveFolds } from '#contract/fold.ts';
import type { HistoryEvent, HistoryEventType } from '#contract/history.ts';
import type { Plan, StopCondition } from '#contract/plan.ts';
import type { ServiceFold } from '#contract/service/service.ts';
import type { RunClock } from '#kit/clock.ts';
import type { StopReason } from './context.ts';

/** A ratio is looked at with every answer and observation, but not more often than this. */
const lookEveryUs = 20_000;
/** What load processes tell comes in batches, at most so late. */
const batchUs = 50_000;

export interface StopConditions {
  readonly on: Handlers;
  /** Looks without a new event: a venue that says nothing any more must not go unnoticed. */
  look(): void;
}

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
): StopConditions {
  const watched = plan.stopWhen.flatMap((condition) => {
    const plugin = 'check' in condition ? checks.get(condition.check) : undefined;
    if (plugin === undefined || !('check' in condition)) return [];
    const { outcomes } = service;
    const options = plugin.options.parse({});
    const context = { plan, options, outcomes, excused: () => false };
    return [{ id: condition.check, fold: plugin.begin(context) }];
  });
  const ratios = plan.stopWhen.filter((condition) => 'metric' in condition);
  if (watched.length + ratios.length === 0) return { on: {}, look() {} };
  const deliver = driveFolds(watched.map((one) => one.fold));
  let lookedUs = 0;
  let firstSentUs = Number.POSITIVE_INFINITY;
  const stop = (breach: boolean, what: string, boundUs: number, delayUs: number) => {
    const delay = `seen within ${Math.ceil(delayUs / 1000)} ms (bound ${boundUs / 1000} ms)`;
    end({ by: 'condition', breach, because: `${what}; ${delay}`, delayUs });
  };
  const lookNow = (nowUs: number) => {
    const sinceUs = nowUs - lookedUs;
    lookedUs = nowUs;
    for (const condition of ratios) {
      // Before the load has gone on for so long, there is no such span to speak of.
      if (nowUs - firstSentUs < condition.forMs * 1000) continue;
      const because = exceeded(condition, service, nowUs);
      if (because !== undefined) stop(false, because, lookEveryUs + batchUs, sinceUs + batchUs);
    }
  };
  const hear = (event: HistoryEvent) => {
    deliver(event);
    for (const { id, fold } of watched) {
      const because = fold.breached?.();
      const delayUs = 'atUs' in event ? Math.max(0, clock.nowUs() - event.atUs) : 0;
      if (because) stop(true, `check ${id}: ${because}`, batchUs, delayUs);
    }
    if (event.type === 'sent') firstSentUs = Math.min(firstSentUs, event.atUs);
    const nowUs = clock.nowUs();
    if (nowUs - lookedUs >= lookEveryUs) lookNow(nowUs);
  };
  const types: HistoryEventType[] = ['sent', 'told', 'service'];
  for (const { fold } of watched) types.push(...(Object.keys(fold.on) as HistoryEventType[]));
  return {
    on: Object.fromEntries([...new Set(types)].map((type) => [type, hear])),
    look() {
      const nowUs = clock.nowUs();
      if (nowUs - lookedUs >= lookEveryUs) lookNow(nowUs);
    },
  };
}

function exceeded(
  condition: Extract<StopCondition, { metric: string }>,
  service: ServiceFold,
  nowUs: number,
): string | undefined {
  const { above, forMs } = condition;
  const ratio = service.errorRatio(nowUs, forMs * 1000);
  if (ratio <= above) return undefined;
  const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
  return `error ratio ${percent(ratio)} over ${forMs} ms (above ${percent(above)})`;
}
