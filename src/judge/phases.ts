import type { EventOf } from '#contract/history.ts';
import type { Plan } from '#contract/plan.ts';
import type { PhaseReport } from '#contract/run.ts';
import type { BaselineFinding } from '#contract/service/baseline.ts';
import type { ServiceFold } from '#contract/service/service.ts';
import type { PhaseSpan } from './evidence.ts';

/** The run asks and then writes down; between the two lie at most some milliseconds. */
const askedBeforeUs = 5_000;
/** A phase that was cut shorter than planned by more than this was not ended by its time. */
const shortByUs = 100_000;

function asked(holds: (nowUs: number) => boolean, atUs: number): boolean {
  return holds(atUs) || holds(atUs - askedBeforeUs);
}

/**
 * Asks at each change of phase what the run must have asked, with the same knowledge: it must be
 * driven before the service fold. What the run claims and the history does not show is a
 * disagreement, and the run is broken.
 */
export function createPhaseAudit(plan: Plan, service: ServiceFold) {
  const disagreements: string[] = [];
  let current: EventOf<'phase'> | undefined;
  let stopped = false;
  let baseline: BaselineFinding | undefined;

  function audit(from: EventOf<'phase'>, next: EventOf<'phase'>): string | undefined {
    const { atUs, because = '' } = next;
    const shortOf = (ms: number): boolean => atUs - from.atUs < ms * 1000 - shortByUs;
    const { phases } = plan;
    switch (from.phase) {
      case 'warmup': {
        if (next.phase !== 'baseline') return undefined;
        if (because === 'limit reached') {
          return shortOf(phases.warmupMaxMs) ? 'the warm-up limit was not reached' : undefined;
        }
        const stable = asked((nowUs) => service.p99Stable(nowUs), atUs);
        return stable ? undefined : 'the p99 was not stable when the warm-up ended';
      }
      case 'baseline': {
        baseline = service.baseline(atUs);
        const finding = baseline.because;
        const met = asked((nowUs) => service.baseline(nowUs).met, atUs);
        if (next.phase === 'fault') {
          if (shortOf(phases.baselineMs)) return 'the baseline was shorter than planned';
          return met ? undefined : `the baseline was not met (${finding}), yet faults began`;
        }
        const refused = because.startsWith('baseline not met');
        return refused && met
          ? `the baseline was met (${finding}), the run says it was not`
          : undefined;
      }
      case 'fault':
        return next.phase === 'recovery' && shortOf(phases.faultMs)
          ? 'the fault phase was shorter than planned'
          : undefined;
      case 'recovery': {
        if (next.phase !== 'steady' || !shortOf(phases.recoveryMaxMs)) return undefined;
        const back = asked((nowUs) => service.back(nowUs, from.atUs).back, atUs);
        const finding = service.back(atUs, from.atUs).because;
        return back ? undefined : `the recovery was not over (${finding})`;
      }
      case 'steady':
        return next.phase === 'reconcile' && shortOf(phases.steadyMs)
          ? 'the steady phase was shorter than planned'
          : undefined;
      default:
        return undefined;
    }
  }

  return {
    disagreements,
    /** As it stood when the baseline ended: what a fault spoiled afterwards does not count. */
    baseline: () => baseline,
    on: {
      stop() {
        stopped = true;
      },
      phase(event: EventOf<'phase'>) {
        if (current !== undefined && !stopped) {
          const disagreement = audit(current, event);
          if (disagreement !== undefined) disagreements.push(disagreement);
        }
        current = event;
      },
    },
  };
}

/** Phases from their beginnings, each until the next one. */
export function phaseSpans(service: ServiceFold, lastUs: number): PhaseSpan[] {
  const { phases } = service.outcomes;
  return phases.map(({ name, fromUs }, index) => ({
    name,
    fromUs,
    toUs: phases[index + 1]?.fromUs ?? Math.max(fromUs, lastUs),
    because: phases[index + 1]?.because ?? '',
  }));
}

export function phaseReports(phases: readonly PhaseSpan[]): PhaseReport[] {
  return phases.map(({ name, ...times }) => ({ name: name as PhaseReport['name'], ...times }));
}
