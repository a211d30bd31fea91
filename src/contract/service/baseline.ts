import { known, type Outcomes } from '../operations/outcomes.ts';
import type { Plan, PlannedLoad, SloObjective } from '../plan.ts';
import { firstSince, type Lanes, type LaneTrack, serviceOf, suspect } from './lanes.ts';

export interface BaselineFinding {
  readonly met: boolean;
  /** The first thing that is not met, with its numbers; or what was seen if it is met. */
  readonly because: string;
}

interface Counts {
  good: number;
  bad: number;
}

/**
 * Was the venue healthy before anything was broken? Every lane serves, every load is accepted and
 * trades, and the SLOs of the baseline hold. What the harness itself may have spoiled is left out.
 */
export function judgeBaseline(
  plan: Plan,
  outcomes: Outcomes,
  lanes: Lanes,
  nowUs: number,
): BaselineFinding {
  const index = outcomes.phases.findIndex((phase) => phase.name === 'baseline');
  if (index < 0) return { met: false, because: 'there was no baseline' };
  const fromUs = outcomes.phases[index]?.fromUs ?? 0;
  const toUs = Math.min(outcomes.phases[index + 1]?.fromUs ?? nowUs, nowUs);
  const span = { fromUs, toUs, nowUs };
  const witnessLanes = lanes.witnessLanes();
  const serving = plan.objectives.rto?.serving ?? 0.95;
  const total = { good: 0, bad: 0 };
  for (const lane of witnessLanes) {
    const counts = countLane(lane, span, lanes);
    const seen = counts.good + counts.bad;
    if (seen === 0) return { met: false, because: `${lane.name}: no answer in the baseline` };
    if (counts.good < serving * seen) {
      return { met: false, because: `${lane.name}: ${share(counts.good, seen)} accepted` };
    }
    total.good += counts.good;
    total.bad += counts.bad;
  }
  for (const load of plan.load) {
    if (load.begins !== 'warmup') continue;
    const unmet = loadUnmet(load, outcomes, index);
    if (unmet !== undefined) return { met: false, because: unmet };
  }
  for (const slo of plan.objectives.slo) {
    const unmet = slo.phases.includes('baseline') ? sloUnmet(slo, lanes, span) : undefined;
    if (unmet !== undefined) return { met: false, because: unmet };
  }
  const seen = total.good + total.bad;
  if (seen === 0) return { met: false, because: 'no witness lane was seen' };
  return {
    met: true,
    because: `${witnessLanes.length} lanes served, ${share(total.good, seen)} accepted`,
  };
}

interface JudgedSpan {
  readonly fromUs: number;
  readonly toUs: number;
  readonly nowUs: number;
}

/** `withinUs`: also count as bad what was accepted later than this. */
function countLane(lane: LaneTrack, span: JudgedSpan, lanes: Lanes, withinUs?: number): Counts {
  const counts = { good: 0, bad: 0 };
  for (let at = firstSince(lane, span.fromUs); at < lane.count; at += 1) {
    const intendedUs = lane.intendedUs.get(at);
    if (intendedUs >= span.toUs) break;
    const service = serviceOf(lane, at, span.nowUs);
    if (service === 0) continue;
    const inTime = withinUs === undefined || lane.servedUs.get(at) - intendedUs <= withinUs;
    if (service === 1 && inTime) counts.good += 1;
    else if (!suspect(lane, at, lanes.clockJumps)) counts.bad += 1;
  }
  return counts;
}

function sloUnmet(slo: SloObjective, lanes: Lanes, span: JudgedSpan): string | undefined {
  const counts = { good: 0, bad: 0 };
  for (const track of lanes.tracks) {
    if (track === undefined || track.declared.id !== slo.load) continue;
    for (const lane of track.lanes) {
      const { good, bad } = countLane(lane, span, lanes, slo.withinMs * 1000);
      counts.good += good;
      counts.bad += bad;
    }
  }
  const total = counts.good + counts.bad;
  if (total === 0 || counts.good >= slo.ratio * total) return undefined;
  return `${slo.id}: ${share(counts.good, total)} within ${slo.withinMs} ms`;
}

function loadUnmet(load: PlannedLoad, outcomes: Outcomes, phase: number): string | undefined {
  const generator = outcomes.generators.find((one) => one?.declared.id === load.id);
  if (generator === undefined) return `${load.id}: it never began`;
  let accepted = 0;
  let refused = 0;
  let trades = 0;
  for (let op = generator.count - 1; op >= 0; op -= 1) {
    const ofPhase = generator.phase.get(op);
    if (ofPhase < phase) break;
    if (ofPhase !== phase) continue;
    const flags = generator.flags.get(op);
    if ((flags & known.accepted) !== 0) accepted += 1;
    else if ((flags & (known.rejected | known.notExecuted)) !== 0) {
      if ((flags & (known.predicted | known.lateSent)) === 0) refused += 1;
    }
    if ((flags & known.traded) !== 0) trades += 1;
  }
  const answered = accepted + refused;
  if (answered === 0) return `${load.id}: nothing was answered`;
  if (accepted < load.minAccepted * answered) {
    return `${load.id}: ${share(accepted, answered)} accepted, below ${load.minAccepted * 100} %`;
  }
  if (trades < load.minTrades) return `${load.id}: ${trades} trades, below ${load.minTrades}`;
  return undefined;
}

function share(part: number, whole: number): string {
  return `${part} of ${whole} (${((100 * part) / whole).toFixed(1)} %)`;
}
