import type { SloObjective } from '#contract/plan.ts';
import type { AvailabilityReport, LaneAvailability, SloReport } from '#contract/run.ts';
import { type LaneTrack, type Span, serviceOf, suspect } from '#contract/service/lanes.ts';
import { percentile } from '#contract/service/service.ts';
import { acceptedUs, type Evidence } from './evidence.ts';
import { msOrNull, percent } from './wording.ts';

interface Counts {
  good: number;
  bad: number;
  /** Of the bad ones, those that the harness may have spoiled itself. */
  suspect: number;
}

/** Every SLO in every phase it names. */
export function judgeSlos(evidence: Evidence): SloReport[] {
  return evidence.plan.objectives.slo.flatMap((slo) =>
    slo.phases.map((phase) => judgeSlo(slo, phase, evidence)),
  );
}

function judgeSlo(slo: SloObjective, phase: string, evidence: Evidence): SloReport {
  const { lanes } = evidence.service;
  const track = lanes.tracks.find((one) => one?.declared.id === slo.load);
  const span = evidence.phases.find((one) => one.name === phase);
  const own = span === undefined ? [] : (track?.lanes ?? []);
  const counts = { good: 0, bad: 0, suspect: 0 };
  for (const lane of own) count(lane, span as Span, slo.withinMs * 1000, evidence, counts);
  const latencies = acceptedUs(own, span ?? { fromUs: 0, toUs: 0 });
  const total = counts.good + counts.bad;
  const ratio = total === 0 ? null : counts.good / total;
  const allowed = (1 - slo.ratio) * total;
  const at = (share: number) =>
    latencies.length === 0 ? null : msOrNull(percentile(latencies, share));
  return {
    id: slo.id,
    phase,
    ...decide(slo, counts, phase),
    withinMs: slo.withinMs,
    good: counts.good,
    total,
    ratio: ratio === null ? null : rounded(ratio),
    target: slo.ratio,
    budgetSpent: total === 0 || allowed === 0 ? null : rounded(counts.bad / allowed),
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    p999Ms: at(0.999),
  };
}

function count(
  lane: LaneTrack,
  span: Span,
  withinUs: number,
  evidence: Evidence,
  counts: Counts,
): void {
  for (let at = 0; at < lane.count; at += 1) {
    const intendedUs = lane.intendedUs.get(at);
    if (intendedUs < span.fromUs || intendedUs >= span.toUs) continue;
    const servedUs = lane.servedUs.get(at);
    if (servedUs > 0 && servedUs - intendedUs <= withinUs) counts.good += 1;
    else {
      counts.bad += 1;
      if (suspect(lane, at, evidence.service.lanes.clockJumps)) counts.suspect += 1;
    }
  }
}

function decide(
  slo: SloObjective,
  { good, bad, suspect: spoiled }: Counts,
  phase: string,
): Pick<SloReport, 'outcome' | 'because'> {
  const total = good + bad;
  if (total === 0) return { outcome: 'unknown', because: `nothing was sent in ${phase}` };
  const because = `${percent(good / total)} of ${total} within ${slo.withinMs} ms`;
  if (good < slo.ratio * total) {
    if (good < slo.ratio * (total - spoiled)) return { outcome: 'fail', because };
    const text = `${spoiled} of the late ones fall into times in which the load itself was late`;
    return { outcome: 'unknown', because: `${because}, but ${text}` };
  }
  if (total < slo.minSamples) {
    return { outcome: 'unknown', because: `${because}; ${slo.minSamples} samples are needed` };
  }
  return { outcome: 'pass', because };
}

/**
 * Accepted of intended witness operations, a phase, and so of each lane: accepted means within a
 * second of the intention.
 */
export function availability(evidence: Evidence): AvailabilityReport[] {
  const phases = evidence.phases.filter((phase) => judgedPhases.has(phase.name));
  return phases.map((phase) => {
    const lanes = evidence.witness.lanes.map((lane) => laneAvailability(lane, phase));
    const sum = (part: 'accepted' | 'intended') => lanes.reduce((all, one) => all + one[part], 0);
    lanes.sort((a, b) => (a.ratio ?? 0) - (b.ratio ?? 0) || (a.lane < b.lane ? -1 : 1));
    return { phase: phase.name, ...shareOf(sum('accepted'), sum('intended')), lanes };
  });
}

function laneAvailability(lane: LaneTrack, span: Span): LaneAvailability {
  let accepted = 0;
  let intended = 0;
  for (let at = 0; at < lane.count; at += 1) {
    const intendedUs = lane.intendedUs.get(at);
    if (intendedUs < span.fromUs || intendedUs >= span.toUs) continue;
    intended += 1;
    if (serviceOf(lane, at, Number.POSITIVE_INFINITY) === 1) accepted += 1;
  }
  return { lane: lane.name, ...shareOf(accepted, intended) };
}

function shareOf(accepted: number, intended: number) {
  return { accepted, intended, ratio: intended === 0 ? null : rounded(accepted / intended) };
}

const judgedPhases = new Set(['baseline', 'fault', 'recovery', 'steady']);

/** Six decimals: finer than any ratio that a run can resolve. */
function rounded(ratio: number): number {
  return Math.round(ratio * 1e6) / 1e6;
}
