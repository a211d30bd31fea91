import type { Plan } from '#contract/plan.ts';
import { leastDurationMs } from '#plan/suite.ts';

interface TimeEstimate {
  /** How long a run of this plan will take, as far as this suite has seen; milliseconds. */
  needsMs(plan: Plan): number;
  took(plan: Plan, durationMs: number): void;
}

/** Start, warm-up, recovery, reading back, judging: what a run takes beside its fixed phases. */
const firstOverheadMs = 6_000;

/** Learns from the runs of a suite: a scenario's own longest, else the largest overhead of any. */
export function estimateOf(): TimeEstimate {
  const longest = new Map<string, number>();
  let overheadMs: number | undefined;
  return {
    needsMs(plan) {
      const own = longest.get(plan.scenario.id);
      return own ?? leastDurationMs(plan) + (overheadMs ?? firstOverheadMs);
    },
    took(plan, durationMs) {
      const { id } = plan.scenario;
      longest.set(id, Math.max(durationMs, longest.get(id) ?? 0));
      overheadMs = Math.max(durationMs - leastDurationMs(plan), overheadMs ?? 0);
    },
  };
}
