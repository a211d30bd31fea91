import type { Plan } from '#contract/plan.ts';

/** What phases need beside their own times: starts, drains, a slow machine. */
const slackMs = 120_000;

/** Milliseconds after which a run that keeps to its phases must be over; longer, and it hangs. */
export function longestRunMs(phases: Plan['phases']): number {
  const { upMaxMs, warmupMaxMs, baselineMs, faultMs, recoveryMaxMs, steadyMs } = phases;
  const tradingMs = warmupMaxMs + baselineMs + faultMs + recoveryMaxMs + steadyMs;
  return upMaxMs + tradingMs + phases.reconcileMaxMs + slackMs;
}
