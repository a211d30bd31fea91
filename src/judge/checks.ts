import type { CheckContext, CheckPlugin, CheckResult, Fold, Handlers } from '#contract/check.ts';
import type { Outcomes } from '#contract/operations/outcomes.ts';
import type { Plan } from '#contract/plan.ts';
import type { CheckReport } from '#contract/run.ts';
import { messageOf } from '#kit/errors.ts';

interface Running {
  readonly id: string;
  readonly plugin: CheckPlugin;
  readonly named: boolean;
  fold: Fold | undefined;
  /** Why it crashed, if it did. */
  crashed: string | undefined;
}

const evidenceMax = 20;

/** The checks of a plan: those that every scenario runs, and those that it names. */
export function beginChecks(
  plan: Plan,
  plugins: ReadonlyMap<string, CheckPlugin>,
  outcomes: Outcomes,
  excused: CheckContext['excused'],
) {
  const running: Running[] = [];
  for (const [id, plugin] of plugins) {
    const named = plan.checks.find((check) => check.id === id);
    if (named === undefined && !plugin.always) continue;
    const one: Running = {
      id,
      plugin,
      named: named !== undefined,
      fold: undefined,
      crashed: undefined,
    };
    guarded(one, () => {
      // A plan holds options as they were decoded.
      const options = named === undefined ? plugin.options.parse({}) : named.options;
      one.fold = plugin.begin({ plan, options, outcomes, excused });
    });
    running.push(one);
  }
  for (const { id } of plan.checks) {
    if (!plugins.has(id)) throw new Error(`the plan names the check "${id}", which is not there`);
  }
  return {
    folds: running.map((one) => ({ on: guardedHandlers(one) })),
    /** Checks that threw, with what. */
    crashes: () => running.filter((one) => one.crashed !== undefined),
    /** `doubt`: why a `sometimes` that was missed is unknown, if it is. */
    end: (doubt: string | undefined): EndedCheck[] => running.map((one) => endCheck(one, doubt)),
  };
}

export interface EndedCheck {
  readonly report: CheckReport;
  readonly found: number;
}

/** A crashed check is unknown; it must not take the others with it. */
function guarded(one: Running, act: () => void): void {
  if (one.crashed !== undefined) return;
  try {
    act();
  } catch (thrown) {
    one.crashed = messageOf(thrown);
  }
}

function guardedHandlers(one: Running): Handlers {
  const handlers = Object.entries(one.fold?.on ?? {}).map(([type, handler]) => {
    const handle = handler as (event: unknown) => void;
    const guardedHandle = (event: unknown): void => {
      if (one.crashed !== undefined) return;
      try {
        handle(event);
      } catch (thrown) {
        one.crashed = messageOf(thrown);
      }
    };
    return [type, guardedHandle];
  });
  return Object.fromEntries(handlers);
}

function endCheck(one: Running, doubt: string | undefined): EndedCheck {
  let result: CheckResult | undefined;
  guarded(one, () => {
    result = one.fold?.end();
  });
  const settled = settle(one, result, doubt);
  return {
    found: result?.found ?? result?.evidence.length ?? 0,
    report: {
      id: one.id,
      class: one.plugin.class,
      outcome: settled.outcome,
      examined: settled.examined,
      because: settled.because,
      evidence: settled.evidence.slice(0, evidenceMax),
      doesNotVerify: one.plugin.doesNotVerify,
    },
  };
}

function settle(
  one: Running,
  result: CheckResult | undefined,
  doubt: string | undefined,
): CheckResult {
  if (one.crashed !== undefined || result === undefined) {
    const because = `the check itself failed: ${one.crashed ?? 'no result'}`;
    return { outcome: 'unknown', examined: 0, because, evidence: [] };
  }
  // Planning leaves out what the venue lets nobody see; what is seen all the same counts.
  const { needs } = one.plugin;
  if (!one.named && needs !== undefined && result.outcome !== 'fail' && result.examined === 0) {
    return { ...result, outcome: 'skipped', because: `the venue has no ${needs}` };
  }
  if (result.outcome === 'pass' && result.examined === 0) {
    return { ...result, outcome: 'unknown', because: `nothing was examined; ${result.because}` };
  }
  if (result.outcome === 'skipped' && one.named) return { ...result, outcome: 'unknown' };
  if (one.plugin.class === 'sometimes' && doubt !== undefined) {
    return {
      ...result,
      outcome: 'unknown',
      because: `${doubt}; ${result.because}`,
    };
  }
  return result;
}
