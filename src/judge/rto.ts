import type { RtoReport } from '#contract/run.ts';
import type { LaneTrack, Span } from '#contract/service/lanes.ts';
import type { Evidence } from './evidence.ts';
import type { Incident } from './incidents.ts';
import { type Interruption, longestSilenceUs, silencesOf } from './interruptions.ts';
import { ms, msOrNull, seconds } from './wording.ts';

/** How a gateway came through an incident, in one of the two readings of the witness. */
export interface GatewayReturn {
  readonly gateway: string;
  readonly interruptions: readonly Interruption[];
  /** Told time of the acceptance that ended the last interruption; null if it is not back. */
  readonly backUs: number | null;
  /** That operation's own latency. */
  readonly endLatencyUs: number;
  /**
   * Longest time in which one of its lanes was told nothing, and never less than the baseline's
   * noise.
   */
  readonly silenceUs: number;
  /** What the limit is compared with: 0 without interruption, infinite if it is not back. */
  readonly gateUs: number;
  readonly by: RtoReport['by'];
}

/** Interruptions of an incident's lanes; a later one that no new fault explains is a relapse. */
export interface Returns {
  readonly gateways: readonly GatewayReturn[];
  readonly relapses: readonly Interruption[];
}

/**
 * Reads from the witness lanes how each gateway came through. An interruption counts if it began
 * before `hold` had elapsed after the last verified heal; a silence counts right after the effect
 * if it is longer than anything in the baseline, later only if it takes half a hold.
 */
export function readReturns(evidence: Evidence, incident: Incident, clean: boolean): Returns {
  const byGateway = Map.groupBy(evidence.witness.lanes, (lane) => lane.lane.gateway);
  const relapses: Interruption[] = [];
  const gateways = [...byGateway].map(([gateway, lanes]) => {
    const interruptions: Interruption[] = [];
    for (const lane of lanes) {
      for (const one of interruptionsOf(lane, evidence, incident, clean)) {
        (one.fromUs < incident.cutoffUs ? interruptions : relapses).push(one);
      }
    }
    const rules = { withoutSuspects: clean, clockJumps: evidence.service.lanes.clockJumps };
    const longestUs = longestSilenceUs(lanes, spanOf(evidence, incident), rules);
    const silenceUs = Math.max(evidence.witness.silenceUs, longestUs);
    return gatewayReturn(gateway, interruptions, silenceUs, incident);
  });
  return { gateways, relapses };
}

/** From the command to the next incident or the end of the load. */
function spanOf({ loadEndUs }: Evidence, { commandUs, nextUs }: Incident): Span {
  return { fromUs: commandUs, toUs: Math.min(nextUs ?? loadEndUs, loadEndUs) };
}

export function interruptionsOf(
  lane: LaneTrack,
  evidence: Evidence,
  incident: Incident,
  clean: boolean,
): Interruption[] {
  const { plan, witness, service } = evidence;
  const holdUs = plan.phases.holdMs * 1000;
  const span = spanOf(evidence, incident);
  const failures = witness.failures.get(lane)?.[clean ? 'clean' : 'all'] ?? [];
  const rules = { withoutSuspects: clean, clockJumps: service.lanes.clockJumps };
  const silences = silencesOf(lane, witness.silenceUs, span, rules).filter((one) => {
    const lastedUs = (one.toUs as number) - one.fromUs;
    if (one.fromUs <= incident.effectUs + plan.witnessIntervalUs) return true;
    const aboveNoiseUs = witness.silenceUs + plan.witnessIntervalUs / 2;
    const near = one.fromUs <= incident.effectUs + holdUs;
    return lastedUs > (near ? aboveNoiseUs : Math.max(aboveNoiseUs, holdUs / 2));
  });
  return [...failures, ...silences].filter((one) => {
    const endsUs = one.toUs ?? Number.POSITIVE_INFINITY;
    // What was on its way when the next fault came is hurt by that one, though it left before.
    const ownUntilUs = endsUs > span.toUs ? span.toUs - witness.silenceUs : span.toUs;
    return (
      one.fromUs < (incident.nextUs === null ? span.toUs : ownUntilUs) &&
      endsUs > incident.commandUs
    );
  });
}

function gatewayReturn(
  gateway: string,
  interruptions: readonly Interruption[],
  silenceUs: number,
  incident: Incident,
): GatewayReturn {
  const none = { gateway, interruptions, silenceUs, backUs: null, endLatencyUs: 0 };
  if (interruptions.length === 0) return { ...none, gateUs: 0, by: 'none' };
  if (interruptions.some((one) => one.toUs === null)) {
    return { ...none, gateUs: Number.POSITIVE_INFINITY, by: 'none' };
  }
  const last = interruptions.reduce((a, b) => ((b.toUs ?? 0) > (a.toUs ?? 0) ? b : a));
  const backUs = last.toUs as number;
  const healUs = incident.healCommandUs ?? Number.POSITIVE_INFINITY;
  const before = interruptions.filter((one) => (one.toUs as number) <= healUs);
  const selfUs = Math.max(
    ...before.map((one) => (one.toUs as number) - countedFromUs(one, incident)),
  );
  // What ends after the heal command is repaired by it, and may not take longer than the limit
  // either.
  const repairUs = before.length === interruptions.length ? 0 : backUs - healUs;
  const spans = interruptions.some((one) => one.fromUs <= healUs && (one.toUs ?? 0) > healUs);
  return {
    gateway,
    interruptions,
    silenceUs,
    backUs,
    endLatencyUs: last.endLatencyUs,
    gateUs: Math.max(selfUs, repairUs),
    by: spans || before.length === 0 ? 'repair' : 'self-recovery',
  };
}

/**
 * Where an outage counts from: the last reading that showed no effect yet. One that was over by
 * then was seen by the lanes and not by the probe: it counts from its own beginning.
 */
function countedFromUs({ fromUs, toUs }: Interruption, incident: Incident): number {
  const unseen = toUs !== null && toUs <= incident.lastNegativeUs;
  return unseen ? Math.max(incident.commandUs, fromUs) : incident.lastNegativeUs;
}

/** The gateway that served again first carries the service RTO; all of them the redundancy RTO. */
export function firstBack(returns: Returns): GatewayReturn | undefined {
  const order = [...returns.gateways].sort(
    (a, b) => compare(a.gateUs, b.gateUs) || compare(a.backUs ?? 0, b.backUs ?? 0),
  );
  return order[0];
}

function compare(a: number, b: number): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

export function allBackUs(returns: Returns): number | null {
  const back = returns.gateways.map((one) => (one.gateUs === 0 ? 0 : one.backUs));
  return back.includes(null) ? null : Math.max(0, ...(back as number[]));
}

interface RtoFinding {
  readonly outcome: RtoReport['outcome'];
  readonly because: string;
}

/** The RTO of an incident; `all` and `clean` are the readings with and without suspect samples. */
export function judgeRto(
  evidence: Evidence,
  incident: Incident,
  all: Returns,
  clean: Returns,
): RtoReport {
  const { plan, witness } = evidence;
  const first = firstBack(all);
  const limits = plan.objectives.rto;
  const noInterruption = all.gateways.every((one) => one.interruptions.length === 0);
  const effectWindowUs = incident.effectUs - incident.lastNegativeUs;
  const redundant = redundancy(evidence, incident, all);
  const backUs = first?.backUs ?? null;
  const interrupted = first !== undefined && first.interruptions.length > 0;
  const gateUs = interrupted && backUs !== null ? first.gateUs : null;
  const { outcome, because } = decide(evidence, incident, all, clean);
  const healUs = incident.healCommandUs;
  return {
    outcome,
    because,
    serviceMs: msOrNull(gateUs),
    redundancyMs: msOrNull(redundant.gateUs),
    afterHealMs: msOrNull(since(backUs, healUs)),
    redundancyAfterHealMs: msOrNull(since(redundant.atUs, healUs)),
    intervalMs: first === undefined || backUs === null ? null : interval(incident, first, evidence),
    noInterruption: noInterruption && all.gateways.length > 0,
    unseenBelowMs: ms(first?.silenceUs ?? witness.silenceUs),
    limitMs: limits?.maxMs ?? null,
    redundancyLimitMs: limits?.redundancyMaxMs ?? null,
    resolutionMs: ms(resolutionOf(evidence, incident, backUs)),
    effectWindowMs: ms(effectWindowUs),
    by: first?.by ?? 'none',
    split: splitOf(evidence, incident, all, redundant.atUs),
    relapse: all.relapses.length > 0,
    rung: rungOf(interrupted ? gateUs : (first?.silenceUs ?? null)),
  };
}

function decide(evidence: Evidence, incident: Incident, all: Returns, clean: Returns): RtoFinding {
  const limits = evidence.plan.objectives.rto;
  if (limits === undefined) {
    return { outcome: 'not-required', because: measured(all, evidence) };
  }
  const unconfirmed = incident.faults.find((fault) => fault.status !== 'confirmed');
  if (unconfirmed !== undefined) {
    return { outcome: 'unknown', because: `${unconfirmed.id} is not confirmed` };
  }
  if (all.gateways.length === 0) return { outcome: 'unknown', because: 'no witness lane was seen' };
  const finding = compareWithLimits(evidence, incident, all);
  if (finding.outcome === 'fail') {
    const again = compareWithLimits(evidence, incident, clean);
    if (again.outcome === 'fail') return again;
    const because = `${finding.because}; without what the witness itself spoiled: ${again.because}`;
    return { outcome: 'unknown', because };
  }
  const windowUs = incident.effectUs - incident.lastNegativeUs;
  // Where nothing was interrupted nothing is counted from the effect.
  const counted = all.gateways.some((one) => one.interruptions.length > 0);
  if (counted && windowUs > limits.maxMs * 100) {
    const because = `the effect is known to ${ms(windowUs)} ms only, a tenth of the limit is needed`;
    return { outcome: 'unknown', because };
  }
  return finding;
}

function compareWithLimits(evidence: Evidence, incident: Incident, returns: Returns): RtoFinding {
  const { maxMs, redundancyMaxMs } = evidence.plan.objectives.rto ?? { maxMs: 0 };
  const first = firstBack(returns);
  const because = measured(returns, evidence);
  if (first === undefined) return { outcome: 'unknown', because: 'no witness lane was seen' };
  if (first.gateUs === Number.POSITIVE_INFINITY) return notBack(evidence, incident, maxMs);
  const unseen = first.interruptions.length === 0 ? first.silenceUs : first.gateUs;
  if (unseen > maxMs * 1000) return { outcome: 'fail', because };
  const [relapse] = returns.relapses;
  if (relapse !== undefined) {
    return { outcome: 'fail', because: `${because}; relapsed at ${seconds(relapse.fromUs)} s` };
  }
  if (redundancyMaxMs === undefined) return { outcome: 'pass', because };
  const redundant = redundancy(evidence, incident, returns);
  if (redundant.gateUs === null) return { outcome: redundant.outcome, because: redundant.because };
  const text = `${because}; redundant after ${ms(redundant.gateUs)} ms`;
  const late = redundant.gateUs > redundancyMaxMs * 1000;
  return { outcome: late ? 'fail' : 'pass', because: `${text} (limit ${redundancyMaxMs} ms)` };
}

/**
 * Not back when the window ends is a failure; when the harness ended it early, only past the limit.
 */
function notBack(evidence: Evidence, incident: Incident, maxMs: number): RtoFinding {
  const { loadEndUs } = evidence;
  const fromUs = incident.healCommandUs ?? incident.lastNegativeUs;
  const awayUs = loadEndUs - Math.min(fromUs, loadEndUs);
  const because = `not back when the load ended, ${ms(awayUs)} ms later (limit ${maxMs} ms)`;
  if (!incident.cutShort || awayUs > maxMs * 1000) return { outcome: 'fail', because };
  return { outcome: 'unknown', because: `${because}; the run ended early` };
}

function measured(returns: Returns, { plan }: Evidence): string {
  const first = firstBack(returns);
  if (first === undefined) return 'no witness lane was seen';
  const limit = plan.objectives.rto ? ` (limit ${plan.objectives.rto.maxMs} ms)` : '';
  if (first.interruptions.length === 0) {
    const all = returns.gateways.every((one) => one.interruptions.length === 0);
    const below = `< ${ms(first.silenceUs)} ms`;
    return all
      ? `no interruption seen (${below})${limit}`
      : `${first.gateway} served throughout (${below})${limit}`;
  }
  if (first.backUs === null) return `not back${limit}`;
  const how =
    first.by === 'repair'
      ? `repaired ${ms(first.gateUs)} ms after the heal command`
      : `recovered by itself after ${ms(first.gateUs)} ms`;
  return `${first.gateway} ${how}${limit}`;
}

interface Redundancy {
  readonly atUs: number | null;
  readonly gateUs: number | null;
  readonly outcome: RtoReport['outcome'];
  readonly because: string;
}

/**
 * Every gateway serves and a standby is in sync again; counted from the heal command if it came
 * later.
 */
function redundancy(evidence: Evidence, incident: Incident, returns: Returns): Redundancy {
  const { services, loadEndUs } = evidence;
  const backUs = allBackUs(returns);
  const missing = { atUs: null, gateUs: null };
  if (backUs === null) {
    const outcome = incident.cutShort ? 'unknown' : 'fail';
    return { ...missing, outcome, because: 'not every gateway is back' };
  }
  if (!services.tellsSync()) {
    return { ...missing, outcome: 'unknown', because: 'no service tells whether it is in sync' };
  }
  const syncUs = services.inSyncSince(incident.effectUs, spanOf(evidence, incident).toUs);
  if (syncUs === null) {
    const because = `no standby was in sync when the load ended at ${seconds(loadEndUs)} s`;
    return { ...missing, outcome: incident.cutShort ? 'unknown' : 'fail', because };
  }
  const atUs = Math.max(backUs, syncUs);
  const healUs = incident.healCommandUs ?? Number.POSITIVE_INFINITY;
  const gateUs = atUs - (atUs > healUs ? healUs : incident.lastNegativeUs);
  return { atUs, gateUs: Math.max(0, gateUs), outcome: 'pass', because: '' };
}

/**
 * What the lanes can tell of the moment of return: the lags that matter are those of the operation
 * that found the venue back and of the one before it. Without a return, those of the whole
 * incident.
 */
function resolutionOf(evidence: Evidence, incident: Incident, backUs: number | null): number {
  if (backUs === null) return evidence.witness.resolutionUs(spanOf(evidence, incident));
  const beforeUs = 2 * evidence.plan.witnessIntervalUs;
  return evidence.witness.resolutionUs({ fromUs: backUs - beforeUs, toUs: backUs });
}

function interval(
  incident: Incident,
  first: GatewayReturn,
  evidence: Evidence,
): [number, number] | null {
  if (first.backUs === null) return null;
  // The venue was open before it answered: by the answer's own latency, as far as that is usual.
  const answerUs = Math.min(first.endLatencyUs, evidence.witness.baselineP99Us);
  const resolutionUs = resolutionOf(evidence, incident, first.backUs);
  const low = first.backUs - incident.effectUs - resolutionUs - answerUs;
  const last = first.interruptions.find((one) => one.toUs === first.backUs);
  const fromUs = last === undefined ? incident.lastNegativeUs : countedFromUs(last, incident);
  return [ms(Math.max(0, low)), ms(first.backUs - fromUs)];
}

function splitOf(
  { services }: Evidence,
  incident: Incident,
  returns: Returns,
  redundantUs: number | null,
): RtoReport['split'] {
  const { effectUs } = incident;
  const hit = returns.gateways.flatMap((one) => one.interruptions.map(({ fromUs }) => fromUs));
  const reopenUs = firstBack(returns)?.backUs ?? null;
  return {
    impactMs: hit.length === 0 ? null : ms(Math.max(0, Math.min(...hit) - effectUs)),
    detectMs: msOrNull(since(services.firstReactionUs(effectUs), effectUs)),
    switchMs: msOrNull(since(services.newLeaderUs(effectUs), effectUs)),
    reopenMs: msOrNull(since(reopenUs, effectUs)),
    redundantMs: msOrNull(since(redundantUs, effectUs)),
  };
}

/** Time after `fromUs`; null if either is not known or it was earlier. */
function since(atUs: number | null, fromUs: number | null): number | null {
  return atUs === null || fromUs === null || atUs < fromUs ? null : atUs - fromUs;
}

/**
 * Rungs of availability practice: RTS 7 of MiFID II for the last, trading practice for the others.
 */
const rungs = [
  { belowMs: 1_000, name: 'below one second' },
  { belowMs: 5_000, name: 'high availability (1-5 s)' },
  { belowMs: 30_000, name: 'exchange grade (at most 30 s)' },
  { belowMs: 300_000, name: 'regional failover (below 5 min)' },
  { belowMs: 900_000, name: 'below 15 min' },
  { belowMs: 7_200_000, name: 'RTS 7 (about 2 h)' },
] as const;

export function rungOf(outageUs: number | null): string {
  if (outageUs === null) return 'none reached';
  return rungs.find((rung) => outageUs <= rung.belowMs * 1000)?.name ?? 'none reached';
}
