import type { Handlers } from '../check.ts';
import type { ServiceObserved } from '../history.ts';
import { createOutcomes, type Outcomes } from '../operations/outcomes.ts';
import type { Plan } from '../plan.ts';
import { type BaselineFinding, judgeBaseline } from './baseline.ts';
import {
  createLanes,
  firstSince,
  type Lanes,
  type LaneTrack,
  laneState,
  serviceOf,
} from './lanes.ts';

export interface BackFinding {
  readonly back: boolean;
  readonly because: string;
}

/**
 * How well the venue serves, followed as the history grows: the run asks it when a phase is over,
 * the judge asks the same again at the same line. To be found in agreement the run writes the phase
 * event with the `nowUs` it asked with, before it delivers any other event.
 *
 * It does not verify: that the generators kept their schedule (`minSent` is judged at the end).
 */
export interface ServiceFold {
  readonly on: Handlers;
  readonly outcomes: Outcomes;
  readonly lanes: Lanes;
  /** Warm-up may end: two seconds in a row with about the same p99, and every lane serving. */
  p99Stable(nowUs: number): boolean;
  /** Whether the baseline that began with its phase event holds. */
  baseline(nowUs: number): BaselineFinding;
  /** Whether every lane served for `hold`, all of it after `sinceUs` and the last verified heal. */
  back(nowUs: number, sinceUs: number): BackFinding;
  /**
   * Share of failures among the decided witness operations of the last `windowUs`; 0 without any.
   */
  errorRatio(nowUs: number, windowUs: number): number;
}

/**
 * Lines of different processes may be out of order by this much: younger times are not judged yet.
 */
const settleUs = 50_000;
const stableWindowUs = 1_000_000;
const stableSamplesMin = 20;
/** A p99 below this needs no stability: it is far from every limit a scenario may set. */
const stableFloorUs = 25_000;

export function servingOf(plan: Plan): number {
  return plan.objectives.rto?.serving ?? 0.95;
}

export function createServiceFold(plan: Plan): ServiceFold {
  const sloLoads = new Set(plan.objectives.slo.map((slo) => slo.load));
  const outcomes = createOutcomes(plan.witnessIntervalUs);
  const lanes = createLanes(sloLoads, plan.witnessIntervalUs);
  const services = new Map<string, ServiceObserved>();
  let verifiedUs = 0;
  let everInSync = false;
  const standbyInSync = () =>
    [...services.values()].some(
      (one) => one.answered && one.leader === false && one.inSync === true,
    );
  return {
    outcomes,
    lanes,
    on: {
      ...outcomes.on,
      ...lanes.on,
      generator: both(outcomes.on.generator, lanes.on.generator),
      sent: both(outcomes.on.sent, lanes.on.sent),
      told: both(outcomes.on.told, lanes.on.told),
      fault({ state, atUs }) {
        if (state === 'verified') verifiedUs = Math.max(verifiedUs, atUs);
      },
      service(event) {
        services.set(event.service, event);
        everInSync ||= standbyInSync();
      },
    },
    p99Stable: (nowUs) => p99Stable(lanes.witnessLanes(), nowUs - settleUs, servingOf(plan)),
    baseline: (nowUs) => judgeBaseline(plan, outcomes, lanes, nowUs),
    back(nowUs, sinceUs) {
      const holdUs = plan.phases.holdMs * 1000;
      const toUs = nowUs - settleUs;
      const fromUs = toUs - holdUs;
      if (fromUs < Math.max(sinceUs, verifiedUs)) {
        return { back: false, because: `the hold of ${plan.phases.holdMs} ms is not over` };
      }
      const behind = lanes
        .witnessLanes()
        .find((lane) => !servesThroughout(lane, fromUs, toUs, servingOf(plan)));
      if (behind !== undefined) return { back: false, because: `${behind.name} is not served` };
      if (everInSync && !standbyInSync()) {
        return { back: false, because: 'no standby says that it is in sync' };
      }
      return { back: lanes.witnessLanes().length > 0, because: 'all lanes back' };
    },
    errorRatio: (nowUs, windowUs) => errorRatio(lanes.witnessLanes(), nowUs, windowUs),
  };
}

function both<E>(first?: (event: E) => void, second?: (event: E) => void): (event: E) => void {
  return (event) => {
    first?.(event);
    second?.(event);
  };
}

/** What has not been answered counts as not served: a hold is never called over too early. */
function servesThroughout(lane: LaneTrack, fromUs: number, toUs: number, serving: number): boolean {
  let good = 0;
  let total = 0;
  for (let at = firstSince(lane, fromUs); at < lane.count; at += 1) {
    if (lane.intendedUs.get(at) > toUs) break;
    total += 1;
    if (serviceOf(lane, at, toUs) === 1) good += 1;
  }
  return total > 0 && good >= serving * total;
}

function p99Stable(lanes: readonly LaneTrack[], toUs: number, serving: number): boolean {
  const middleUs = toUs - stableWindowUs;
  const earlier = latenciesUs(lanes, middleUs - stableWindowUs, middleUs, toUs);
  const later = latenciesUs(lanes, middleUs, toUs, toUs);
  if (Math.min(earlier.length, later.length) < stableSamplesMin) return false;
  const serves = (lane: LaneTrack) =>
    servesThroughout(lane, middleUs - stableWindowUs, toUs, serving);
  if (!lanes.every(serves)) return false;
  const low = Math.min(percentile(earlier, 0.99), percentile(later, 0.99));
  const high = Math.max(percentile(earlier, 0.99), percentile(later, 0.99));
  return high <= Math.max(2 * low, stableFloorUs);
}

/** From the intended time; what is unanswered has waited at least until now. Sorted. */
function latenciesUs(
  lanes: readonly LaneTrack[],
  fromUs: number,
  toUs: number,
  nowUs: number,
): number[] {
  const latencies: number[] = [];
  for (const lane of lanes) {
    for (let at = firstSince(lane, fromUs); at < lane.count; at += 1) {
      const intendedUs = lane.intendedUs.get(at);
      if (intendedUs >= toUs) break;
      const servedUs = lane.servedUs.get(at);
      latencies.push((servedUs > 0 ? servedUs : nowUs) - intendedUs);
    }
  }
  return latencies.sort((a, b) => a - b);
}

/** Nearest-rank percentile of sorted numbers; `share` in (0, 1]. NaN of nothing. */
export function percentile(sorted: ArrayLike<number>, share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

function errorRatio(lanes: readonly LaneTrack[], nowUs: number, windowUs: number): number {
  let failed = 0;
  let total = 0;
  for (const lane of lanes) {
    for (let at = firstSince(lane, nowUs - windowUs); at < lane.count; at += 1) {
      const service = serviceOf(lane, at, nowUs);
      const untold = (lane.state.get(at) & laneState.indeterminate) !== 0;
      const bad = service === -1 || (service === 0 && untold);
      if (bad) failed += 1;
      if (bad || service === 1) total += 1;
    }
  }
  return total === 0 ? 0 : failed / total;
}
