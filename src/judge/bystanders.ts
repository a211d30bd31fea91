import type { Bystander } from '#contract/plan.ts';
import type { BystanderReport } from '#contract/run.ts';
import { matchesLane } from '#contract/service/lane-pattern.ts';
import { type LaneTrack, type Span, serviceOf, suspect } from '#contract/service/lanes.ts';
import { percentile } from '#contract/service/service.ts';
import type { Evidence } from './evidence.ts';
import { ms, msOrNull } from './wording.ts';

/** A p99 of fewer operations is their worst one. */
const samplesMin = 100;

/** Whether what no fault should touch went on as in the baseline, by its own operations. */
export function judgeBystanders(evidence: Evidence): BystanderReport[] {
  return evidence.plan.bystanders.map((one) => judgeBystander(one, evidence));
}

function judgeBystander(bystander: Bystander, evidence: Evidence): BystanderReport {
  const lanes = evidence.witness.lanes.filter(({ lane }) => matchesLane(bystander, lane));
  const baseline = evidence.phases.find((phase) => phase.name === 'baseline');
  const before = baseline === undefined ? [] : latenciesUs(lanes, baseline, evidence, false);
  const span = spanOf(evidence);
  const during = span === undefined ? [] : latenciesUs(lanes, span, evidence, false);
  const baselineP99Us = percentile(before, 0.99);
  const { max, floorMs } = bystander.p99;
  const limitUs = Math.max(floorMs * 1_000, max * baselineP99Us);
  const p99Us = percentile(during, 0.99);
  const measured = { lanes: lanes.length, samples: during.length };
  const figures = {
    ...measured,
    p99Ms: msOrNull(p99Us),
    baselineP99Ms: msOrNull(baselineP99Us),
    limitMs: msOrNull(limitUs),
  };
  const unknown = unseen(evidence, before.length, during.length, baselineP99Us);
  if (unknown !== undefined) {
    return { id: bystander.id, outcome: 'unknown', because: unknown, ...figures };
  }
  const because = `${told(p99Us)} from the first fault to the end of the recovery`;
  if (p99Us <= limitUs) return { id: bystander.id, outcome: 'pass', because, ...figures };
  // What the harness may have spoiled itself is left out: only what is still too slow is a failure.
  const clean = latenciesUs(lanes, span as Span, evidence, true);
  const certain = clean.length >= samplesMin && percentile(clean, 0.99) > limitUs;
  const doubt = certain ? '' : ', but the load itself was late then';
  const outcome = certain ? 'fail' : 'unknown';
  return { id: bystander.id, outcome, because: `${because}${doubt}`, ...figures };
}

function unseen(
  { faults }: Evidence,
  before: number,
  during: number,
  baselineP99Us: number,
): string | undefined {
  const unconfirmed = faults.find((fault) => fault.status !== 'confirmed');
  if (unconfirmed !== undefined) return `${unconfirmed.id} is not confirmed`;
  if (before < samplesMin) return `${before} samples in the baseline, ${samplesMin} are needed`;
  if (during < samplesMin) return `${during} samples, ${samplesMin} are needed`;
  if (Number.isFinite(baselineP99Us)) return undefined;
  return 'more than 1 % was not served in the baseline already';
}

function told(p99Us: number): string {
  return Number.isFinite(p99Us) ? `p99 ${ms(p99Us)} ms` : 'more than 1 % was not served';
}

/** From the first command to the end of the recovery, or of the load if that was not reached. */
function spanOf({ faults, phases, loadEndUs }: Evidence): Span | undefined {
  const commands = faults.flatMap((fault) => fault.commandUs ?? []);
  if (commands.length === 0) return undefined;
  const recovery = phases.find((phase) => phase.name === 'recovery');
  return { fromUs: Math.min(...commands), toUs: recovery?.toUs ?? loadEndUs };
}

/** From the intended time, sorted; what was not accepted within a second takes for ever. */
function latenciesUs(
  lanes: readonly LaneTrack[],
  { fromUs, toUs }: Span,
  evidence: Evidence,
  clean: boolean,
): number[] {
  const latencies: number[] = [];
  for (const lane of lanes) {
    for (let at = 0; at < lane.count; at += 1) {
      const intendedUs = lane.intendedUs.get(at);
      if (intendedUs < fromUs || intendedUs >= toUs) continue;
      if (clean && suspect(lane, at, evidence.service.lanes.clockJumps)) continue;
      const served = serviceOf(lane, at, Number.POSITIVE_INFINITY) === 1;
      latencies.push(served ? lane.servedUs.get(at) - intendedUs : Number.POSITIVE_INFINITY);
    }
  }
  return latencies.sort((a, b) => a - b);
}
