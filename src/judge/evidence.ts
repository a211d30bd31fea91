import type { Plan } from '#contract/plan.ts';
import type { LaneTrack, Span } from '#contract/service/lanes.ts';
import { percentile, type ServiceFold } from '#contract/service/service.ts';
import type { Facts } from './facts.ts';
import type { JudgedFault } from './faults.ts';
import type { Harness } from './harness.ts';
import { failuresOf, type Interruption, longestSilenceUs } from './interruptions.ts';
import type { Reads } from './reads.ts';
import type { Services } from './services.ts';

/** Everything the history said, once it is read to its end. */
export interface Evidence {
  readonly plan: Plan;
  readonly service: ServiceFold;
  readonly services: Services;
  readonly facts: Facts;
  readonly reads: Reads;
  readonly harness: Harness;
  readonly faults: readonly JudgedFault[];
  readonly phases: readonly PhaseSpan[];
  /** Time of the last line. */
  readonly lastUs: number;
  /** Load ended here: the beginning of reconcile, or whatever ended the run before. */
  readonly loadEndUs: number;
  readonly witness: Witness;
}

export interface PhaseSpan extends Span {
  readonly name: string;
  readonly because: string;
}

/** What the witness lanes say, in the two readings that decide between failed and unknown. */
export interface Witness {
  readonly lanes: readonly LaneTrack[];
  /**
   * Interruptions by failures a lane: all, and without what the harness may have spoiled itself.
   */
  readonly failures: ReadonlyMap<LaneTrack, { all: Interruption[]; clean: Interruption[] }>;
  /**
   * 99th percentile of accepted operations of the baseline, from the intended time; 0 without any.
   */
  readonly baselineP99Us: number;
  /** A lane that is silent no longer than this does what it did without any fault. */
  readonly silenceUs: number;
  /** Interval of a lane, error of its clock, greatest lag of the generator around the span. */
  resolutionUs(span: Span): number;
}

export function readWitness(
  plan: Plan,
  service: ServiceFold,
  phases: readonly PhaseSpan[],
): Witness {
  const { lanes: record } = service;
  const lanes = record.witnessLanes();
  const rules = {
    holdUs: plan.phases.holdMs * 1000,
    serving: plan.objectives.rto?.serving ?? 0.95,
    clockJumps: record.clockJumps,
  };
  const failures = new Map(
    lanes.map((lane) => [
      lane,
      {
        all: failuresOf(lane, { ...rules, withoutSuspects: false }),
        clean: failuresOf(lane, { ...rules, withoutSuspects: true }),
      },
    ]),
  );
  const baseline = phases.find((phase) => phase.name === 'baseline');
  const p99 = baseline === undefined ? Number.NaN : percentile(acceptedUs(lanes, baseline), 0.99);
  const baselineP99Us = Number.isNaN(p99) ? 0 : p99;
  const clean = { withoutSuspects: true, clockJumps: record.clockJumps };
  const noise = baseline === undefined ? 0 : longestSilenceUs(lanes, baseline, clean);
  const witnesses = record.tracks.filter((track) => track?.declared.witness);
  const clockErrorUs = Math.max(0, ...witnesses.map((one) => one?.declared.clockErrorUs ?? 0));
  const lags = witnesses.flatMap((one) => one?.lags ?? []);
  return {
    lanes,
    failures,
    baselineP99Us,
    silenceUs: Math.max(plan.witnessIntervalUs + baselineP99Us, noise),
    resolutionUs({ fromUs, toUs }) {
      const near = lags.filter((lag) => lag.fromUs <= toUs && lag.toUs >= fromUs);
      const lagUs = near.reduce((most, lag) => Math.max(most, lag.lagMaxUs), 0);
      return plan.witnessIntervalUs + clockErrorUs + lagUs;
    },
  };
}

/** Latencies from the intended time of what was accepted of a span, sorted. */
export function acceptedUs(lanes: readonly LaneTrack[], { fromUs, toUs }: Span): Float64Array {
  let count = 0;
  for (const lane of lanes) count += lane.count;
  const latencies = new Float64Array(count);
  count = 0;
  for (const lane of lanes) {
    for (let at = 0; at < lane.count; at += 1) {
      const intendedUs = lane.intendedUs.get(at);
      const servedUs = lane.servedUs.get(at);
      const inside = intendedUs >= fromUs && intendedUs < toUs;
      if (inside && servedUs > 0) latencies[count++] = servedUs - intendedUs;
    }
  }
  return latencies.subarray(0, count).sort();
}
