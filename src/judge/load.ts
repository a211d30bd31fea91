import type { EventOf } from '#contract/history.ts';
import { type GeneratorOutcomes, known } from '#contract/operations/outcomes.ts';
import type { PlannedLoad } from '#contract/plan.ts';
import type { LoadReport } from '#contract/run.ts';
import { createHistogram, type Histogram } from '#kit/histogram.ts';
import type { Evidence, PhaseSpan } from './evidence.ts';
import { msOrNull, percent } from './wording.ts';

/**
 * A generator that intends nothing for this long fell silent; its missing operations are counted.
 */
const silentUs = 1_000_000;

/** How punctual each generator was, and for how long it intended nothing although load was on. */
export function createPunctuality() {
  const lags: Histogram[] = [];
  const gaps: { fromUs: number; toUs: number }[][] = [];
  const lastIntendedUs: number[] = [];
  return {
    lags,
    gaps,
    lastIntendedUs,
    on: {
      generator({ gen }: EventOf<'generator'>) {
        lags[gen] = createHistogram();
        gaps[gen] = [];
      },
      sent({ gen, atUs, intendedUs }: EventOf<'sent'>) {
        lags[gen]?.add(atUs - intendedUs);
        const before = lastIntendedUs[gen] ?? intendedUs;
        if (intendedUs - before > silentUs) gaps[gen]?.push({ fromUs: before, toUs: intendedUs });
        lastIntendedUs[gen] = Math.max(before, intendedUs);
      },
    },
  };
}

export type Punctuality = ReturnType<typeof createPunctuality>;

/** What became of the load of each generator, and whether that is enough to prove anything. */
export function judgeLoad(evidence: Evidence, punctuality: Punctuality): LoadReport[] {
  return evidence.plan.load.map((planned) => {
    const { generators } = evidence.service.outcomes;
    const gen = generators.findIndex((one) => one?.declared.id === planned.id);
    const generator = generators[gen];
    if (generator === undefined) return neverBegan(planned);
    return judgeGenerator(planned, gen, generator, evidence, punctuality);
  });
}

interface PhaseCounts {
  intended: number;
  late: number;
  accepted: number;
  rejected: number;
  predicted: number;
  notExecuted: number;
  indeterminate: number;
  trades: number;
}

function judgeGenerator(
  planned: PlannedLoad,
  gen: number,
  generator: GeneratorOutcomes,
  evidence: Evidence,
  punctuality: Punctuality,
): LoadReport {
  const counts = evidence.phases.map(noCounts);
  for (let op = 0; op < generator.count; op += 1) {
    const flags = generator.flags.get(op);
    const phase = counts[generator.phase.get(op)];
    if (flags !== 0 && phase !== undefined) countOperation(phase, flags);
  }
  const failedUs = evidence.harness.failedUs(`generator:${planned.id}`);
  const missing = (phase: PhaseSpan) =>
    missingIn(phase, planned, gen, punctuality, Math.min(failedUs, phase.toUs));
  const total = noCounts();
  for (const phase of counts) addTo(total, phase);
  const unsent = evidence.phases
    .filter((phase) => loaded(phase) && begun(planned, phase))
    .reduce((sum, phase) => sum + missing(phase), 0);
  const lag = punctuality.lags[gen];
  return {
    id: planned.id,
    generator: planned.generator,
    witness: generator.declared.witness,
    intended: total.intended + unsent,
    sent: total.intended,
    accepted: total.accepted,
    rejected: total.rejected,
    notExecuted: total.notExecuted,
    indeterminate: total.indeterminate,
    trades: total.trades,
    ...decide(planned, evidence, counts, missing, failedUs),
    lagMs: {
      p50: msOrNull(lag?.percentile(0.5) ?? null),
      p99: msOrNull(lag?.percentile(0.99) ?? null),
      max: lag === undefined || lag.count === 0 ? null : msOrNull(lag.max),
    },
  };
}

const loadPhases = new Set(['baseline', 'fault', 'recovery', 'steady']);
const loaded = (phase: PhaseSpan): boolean => loadPhases.has(phase.name);
/** A load that begins with the fault phase owes nothing to the baseline. */
const begun = (planned: PlannedLoad, phase: PhaseSpan): boolean =>
  planned.begins === 'warmup' || phase.name !== 'baseline';

/**
 * Rejected load proves nothing; load that was not sent proves less. Neither is the venue's failure.
 */
function decide(
  planned: PlannedLoad,
  evidence: Evidence,
  counts: readonly PhaseCounts[],
  missing: (phase: PhaseSpan) => number,
  failedUs: number,
): Pick<LoadReport, 'outcome' | 'because'> {
  const lines: string[] = [];
  for (const [index, phase] of evidence.phases.entries()) {
    const seen = counts[index] as PhaseCounts;
    if (!loaded(phase) || !begun(planned, phase)) continue;
    const intended = seen.intended + missing(phase);
    const punctual = seen.intended - seen.late;
    if (intended === 0) {
      if (phase.toUs - phase.fromUs > silentUs) lines.push(`nothing was sent in ${phase.name}`);
      continue;
    }
    const sent = punctual / intended;
    if (sent < planned.minSent) lines.push(`${percent(sent)} sent on time in ${phase.name}`);
    if (phase.name !== 'baseline' && phase.name !== 'steady') continue;
    const countable = seen.intended - seen.predicted;
    const accepted = countable === 0 ? 0 : seen.accepted / countable;
    if (accepted < planned.minAccepted)
      lines.push(`${percent(accepted)} accepted in ${phase.name}`);
    if (seen.trades < planned.minTrades) lines.push(`${seen.trades} trades in ${phase.name}`);
  }
  if (failedUs < evidence.loadEndUs) lines.push('the generator failed');
  if (lines.length > 0) return { outcome: 'unknown', because: lines.join(', ') };
  if (!evidence.phases.some(loaded)) return { outcome: 'unknown', because: 'no load was on' };
  return { outcome: 'pass', because: 'sent on time, accepted and traded as required' };
}

/** Operations that the base rate asks for in the silences of a phase and at its end. */
function missingIn(
  phase: PhaseSpan,
  planned: PlannedLoad,
  gen: number,
  punctuality: Punctuality,
  toUs: number,
): number {
  let silent = 0;
  for (const gap of punctuality.gaps[gen] ?? []) {
    silent += Math.max(0, Math.min(gap.toUs, toUs) - Math.max(gap.fromUs, phase.fromUs));
  }
  const last = Math.max(punctuality.lastIntendedUs[gen] ?? phase.fromUs, phase.fromUs);
  if (phase.toUs - last > silentUs) silent += phase.toUs - last;
  return Math.floor((silent * planned.ratePerSecond) / 1_000_000);
}

function noCounts(): PhaseCounts {
  return {
    intended: 0,
    late: 0,
    accepted: 0,
    rejected: 0,
    predicted: 0,
    notExecuted: 0,
    indeterminate: 0,
    trades: 0,
  };
}

function countOperation(counts: PhaseCounts, flags: number): void {
  counts.intended += 1;
  if ((flags & known.lateSent) !== 0) counts.late += 1;
  if ((flags & known.accepted) !== 0) counts.accepted += 1;
  else if ((flags & known.rejected) !== 0) counts.rejected += 1;
  else if ((flags & known.notExecuted) !== 0 && (flags & known.undecidedMask) === 0) {
    counts.notExecuted += 1;
  } else counts.indeterminate += 1;
  if ((flags & known.predicted) !== 0 && (flags & known.accepted) === 0) counts.predicted += 1;
  if ((flags & known.traded) !== 0) counts.trades += 1;
}

function addTo(total: PhaseCounts, phase: PhaseCounts): void {
  for (const key of Object.keys(total) as (keyof PhaseCounts)[]) total[key] += phase[key];
}

function neverBegan(planned: PlannedLoad): LoadReport {
  return {
    id: planned.id,
    generator: planned.generator,
    witness: false,
    intended: 0,
    sent: 0,
    accepted: 0,
    rejected: 0,
    notExecuted: 0,
    indeterminate: 0,
    trades: 0,
    outcome: 'unknown',
    because: 'it never began',
    lagMs: { p50: null, p99: null, max: null },
  };
}
