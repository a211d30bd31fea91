import type { Lane } from '#contract/history.ts';
import type { Plan } from '#contract/plan.ts';
import { matchesLane } from '#contract/service/lane-pattern.ts';
import type { LaneTrack } from '#contract/service/lanes.ts';
import type { Evidence } from './evidence.ts';
import type { ExpectationFinding, JudgedIncident } from './expectation.ts';
import type { Incident } from './incidents.ts';
import type { Interruption } from './interruptions.ts';
import { interruptionsOf } from './rto.ts';
import { counted, ms, seconds } from './wording.ts';

/**
 * What must hold while something else is broken: every lane that `mayFail` does not name, and under
 * `reject` the venue's state.
 */
export function heldLaneFailed(
  evidence: Evidence,
  incident: Incident,
  clean: boolean,
): string | undefined {
  for (const lane of evidence.witness.lanes) {
    if (mayFail(evidence.plan, lane.lane)) continue;
    const [first] = failuresOf(lane, evidence, incident, clean);
    if (first === undefined) continue;
    const until =
      first.toUs === null ? 'and did not end' : `for ${ms(first.toUs - first.fromUs)} ms`;
    return `${lane.name} must hold, it was interrupted at ${seconds(first.fromUs)} s ${until}`;
  }
  return undefined;
}

/**
 * Refusals, and silences of half a hold: a shorter pause is a matter of latency, which SLOs and
 * bystanders limit.
 */
function failuresOf(lane: LaneTrack, evidence: Evidence, incident: Incident, clean: boolean) {
  const longUs = (evidence.plan.phases.holdMs * 1_000) / 2;
  const counts = ({ kind, fromUs, toUs }: Interruption) =>
    kind === 'failures' || (toUs ?? Number.POSITIVE_INFINITY) - fromUs > longUs;
  return interruptionsOf(lane, evidence, incident, clean).filter(counts);
}

function mayFail({ mayFail: patterns }: Plan, lane: Lane): boolean {
  return patterns.some((pattern) => matchesLane(pattern, lane));
}

/** An order that nobody of the run sent is what should have been refused. */
export function stateChanged({ reads }: Evidence): ExpectationFinding | undefined {
  const whole = reads.summaries.filter((read) => read.complete);
  const changed = whole.find((read) => read.foreign > 0);
  if (changed !== undefined) {
    const what = counted(changed.foreign, 'order');
    const because = `${what} came of what was to be refused, e.g. ${changed.firstForeign}`;
    return { outcome: 'fail', because };
  }
  if (reads.enough()) return undefined;
  return { outcome: 'unknown', because: 'whether the state is unchanged was not read completely' };
}

export function degraded(evidence: Evidence, incidents: readonly JudgedIncident[]): string {
  const { lanes } = evidence.witness;
  const named = lanes.filter((lane) => mayFail(evidence.plan, lane.lane));
  const failed = named.filter((lane) =>
    incidents.some(({ incident }) => failuresOf(lane, evidence, incident, false).length > 0),
  );
  const held = lanes.length - named.length;
  return `degrade: ${failed.length} of ${counted(named.length, 'lane')} that may fail did and came back, ${held} held`;
}
