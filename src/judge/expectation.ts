import type { ObjectiveOutcome } from '#contract/run.ts';
import type { Evidence } from './evidence.ts';
import { degraded, heldLaneFailed, stateChanged } from './held.ts';
import type { Incident } from './incidents.ts';
import { allBackUs, firstBack, type Returns } from './rto.ts';
import { counted, seconds } from './wording.ts';

export interface ExpectationFinding {
  readonly outcome: ObjectiveOutcome;
  readonly because: string;
}

export interface JudgedIncident {
  readonly incident: Incident;
  readonly all: Returns;
  readonly clean: Returns;
}

/** Did what the scenario expects of the venue come true, besides its objectives? */
export function judgeExpectation(
  evidence: Evidence,
  incidents: readonly JudgedIncident[],
): ExpectationFinding {
  if (evidence.plan.faults.length === 0) return { outcome: 'not-required', because: 'no faults' };
  const unconfirmed = evidence.faults.find((fault) => fault.status !== 'confirmed');
  if (unconfirmed !== undefined) {
    return { outcome: 'unknown', because: `${unconfirmed.id} is not confirmed` };
  }
  if (evidence.plan.expect === 'reject') {
    const changed = stateChanged(evidence);
    if (changed !== undefined) return changed;
  }
  for (const judged of incidents) {
    const failure = failureOf(evidence, judged, false);
    if (failure === undefined) continue;
    // What only suspect samples say is unknown, and so is what the harness did not stay to see.
    const certain = !judged.incident.cutShort && failureOf(evidence, judged, true) !== undefined;
    return { outcome: certain ? 'fail' : 'unknown', because: failure };
  }
  return { outcome: 'pass', because: comeTrue(evidence, incidents) };
}

function failureOf(
  evidence: Evidence,
  { incident, all, clean: without }: JudgedIncident,
  clean: boolean,
): string | undefined {
  const returns = clean ? without : all;
  switch (evidence.plan.expect) {
    case 'survive':
      return staysAway(evidence, returns);
    case 'degrade':
      return staysAway(evidence, returns) ?? heldLaneFailed(evidence, incident, clean);
    case 'halt-safely':
      return acknowledgedAfterHalt(evidence, incident) ?? staysAway(evidence, returns);
    case 'reject':
      return heldLaneFailed(evidence, incident, clean) ?? staysAway(evidence, returns);
  }
}

/**
 * `degrade` wants every gateway back, the others one that serves; where an RTO is set, it decides.
 */
function staysAway({ plan }: Evidence, returns: Returns): string | undefined {
  const [relapse] = returns.relapses;
  if (relapse !== undefined) return `it relapsed at ${seconds(relapse.fromUs)} s`;
  if (plan.expect === 'degrade' && allBackUs(returns) === null) {
    return 'not every gateway was back when the load ended';
  }
  const first = firstBack(returns);
  const back = first === undefined || first.gateUs < Number.POSITIVE_INFINITY;
  return back ? undefined : 'it was not back when the load ended';
}

/**
 * A halted venue acknowledges nothing between the last effect and the heal command. One that serves
 * when the heal begins did not halt at all: it survived, and the other checks say whether rightly.
 */
function acknowledgedAfterHalt(evidence: Evidence, incident: Incident): string | undefined {
  const { count, serving } = acknowledgements(evidence, incident);
  if (count === 0 || serving) return undefined;
  return `${counted(count, 'operation')} sent after the halt were acknowledged before the heal`;
}

function acknowledgements(evidence: Evidence, incident: Incident) {
  const haltUs = Math.max(...incident.faults.map((fault) => fault.effectUs ?? incident.effectUs));
  const healUs = incident.healCommandUs ?? evidence.loadEndUs;
  const holdUs = evidence.plan.phases.holdMs * 1000;
  let count = 0;
  let serving = false;
  for (const lane of evidence.witness.lanes) {
    for (let at = 0; at < lane.count; at += 1) {
      const servedUs = lane.servedUs.get(at);
      if (servedUs === 0 || servedUs > healUs || lane.intendedUs.get(at) <= haltUs) continue;
      count += 1;
      if (servedUs > healUs - holdUs / 2) serving = true;
    }
  }
  return { count, serving };
}

function comeTrue(evidence: Evidence, incidents: readonly JudgedIncident[]): string {
  const { expect } = evidence.plan;
  if (expect === 'degrade') return degraded(evidence, incidents);
  if (expect === 'reject') return 'reject: refused, nothing of it is there, and trading went on';
  if (expect === 'survive') return 'survive: it came true';
  const survived = incidents.some(({ incident }) => acknowledgements(evidence, incident).serving);
  return survived
    ? 'halt-safely: it did not have to halt, it survived'
    : 'halt-safely: nothing was acknowledged between the halt and the heal';
}
