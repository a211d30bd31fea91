import type { EventOf } from '#contract/history.ts';
import { known, type Outcomes } from '#contract/operations/outcomes.ts';
import type { TimelineReport } from '#contract/run.ts';
import type { LaneTrack } from '#contract/service/lanes.ts';
import { percentile } from '#contract/service/service.ts';
import type { Evidence } from './evidence.ts';
import { msOrNull } from './wording.ts';

/** Widths of a bin; the first with which the run has at most {@link binsMax} is taken. */
const binWidthsMs = [50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000, 600_000];
const binsMax = 1_200;
/** Generators say their lag this often: a narrower bin shows the lag of the time it lies in. */
const lagSaidMs = 100;

/** Greatest lag of witnesses, as the generators said it. */
export function createLagLine(isWitness: (gen: number) => boolean) {
  const lagUs: number[] = [];
  return {
    lagUs,
    on: {
      lag({ gen, fromUs, lagMaxUs }: EventOf<'lag'>) {
        if (!isWitness(gen)) return;
        const bin = Math.floor(fromUs / 1000 / lagSaidMs);
        lagUs[bin] = Math.max(lagUs[bin] ?? 0, lagMaxUs);
      },
    },
  };
}

/**
 * Points for a picture of the run: counts by when it was told, latencies by when it was intended.
 */
export function timeline(evidence: Evidence, lagUs: readonly number[]): TimelineReport {
  const endMs = evidence.lastUs / 1000;
  const binMs = binWidthsMs.find((width) => endMs / width <= binsMax) ?? 3_600_000;
  const bins = Math.max(1, Math.ceil(endMs / binMs));
  const latencies = latencyBins(evidence.witness.lanes, binMs, bins);
  return {
    binMs,
    ...outcomeBins(evidence.service.outcomes, binMs, bins),
    p50Ms: latencies.map((sorted) => at(sorted, 0.5)),
    p99Ms: latencies.map((sorted) => at(sorted, 0.99)),
    lagMs: lagBins(lagUs, binMs, bins),
    leaders: evidence.services.leaders,
    lanes: evidence.witness.lanes.map((lane) => ({
      lane: lane.name,
      outages: (evidence.witness.failures.get(lane)?.all ?? []).map(
        (one) => [one.fromUs, one.toUs ?? evidence.loadEndUs] as const,
      ),
    })),
  };
}

function outcomeBins(outcomes: Outcomes, binMs: number, bins: number) {
  const counts = {
    accepted: new Array<number>(bins).fill(0),
    rejected: new Array<number>(bins).fill(0),
    indeterminate: new Array<number>(bins).fill(0),
  };
  for (const generator of outcomes.generators) {
    if (generator === undefined) continue;
    for (let op = 0; op < generator.count; op += 1) {
      const flags = generator.flags.get(op);
      if (flags === 0) continue;
      const kind = kindOf(flags);
      const bin = Math.min(bins - 1, Math.floor(generator.toldUs.get(op) / 1000 / binMs));
      counts[kind][bin] = (counts[kind][bin] ?? 0) + 1;
    }
  }
  return counts;
}

function kindOf(flags: number): 'accepted' | 'rejected' | 'indeterminate' {
  if ((flags & known.accepted) !== 0) return 'accepted';
  if ((flags & (known.rejected | known.notExecuted)) !== 0) return 'rejected';
  return 'indeterminate';
}

function latencyBins(lanes: readonly LaneTrack[], binMs: number, bins: number): number[][] {
  const latencies: number[][] = Array.from({ length: bins }, () => []);
  for (const lane of lanes) {
    for (let index = 0; index < lane.count; index += 1) {
      const servedUs = lane.servedUs.get(index);
      if (servedUs === 0) continue;
      const intendedUs = lane.intendedUs.get(index);
      const bin = Math.min(bins - 1, Math.floor(intendedUs / 1000 / binMs));
      latencies[bin]?.push(servedUs - intendedUs);
    }
  }
  return latencies.map((bin) => bin.sort((a, b) => a - b));
}

function at(sorted: readonly number[], share: number): number | null {
  return sorted.length === 0 ? null : msOrNull(percentile(sorted, share));
}

function lagBins(lagUs: readonly number[], binMs: number, bins: number): (number | null)[] {
  const coarse: (number | null)[] = new Array(bins).fill(null);
  for (const [index, lag] of lagUs.entries()) {
    if (lag === undefined) continue;
    const first = Math.min(bins - 1, Math.floor((index * lagSaidMs) / binMs));
    const last = Math.min(bins - 1, Math.ceil(((index + 1) * lagSaidMs) / binMs) - 1);
    for (let bin = first; bin <= last; bin += 1) {
      coarse[bin] = Math.max(coarse[bin] ?? 0, lag / 1000);
    }
  }
  return coarse;
}
