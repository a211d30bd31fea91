import { count, milliseconds, moment, notSeen, percent, plural, seconds } from './figures.ts';
import type {
  BystanderReport,
  FaultReport,
  IncidentReport,
  LoadReport,
  NoiseFloor,
  ObjectiveOutcome,
  RpoReport,
  RtoReport,
  RunReport,
  SloReport,
  VerdictWord,
} from './run.ts';

/**
 * What a run says, in words: one wording for the terminal and for every format. Nothing is judged
 * here. Strings of venues and scenarios stand in it as they came: each format makes them safe.
 */
export interface ObjectiveRow {
  /**
   * Stable within a run: `rto`, `rpo`, `slo ack steady`, `load witness`; with several incidents
   * `rto 2`.
   */
  readonly id: string;
  readonly name: string;
  readonly measured: string;
  /** The target as it stands inside the cell, `limit 2 s`; empty where there is none. */
  readonly limit: string;
  readonly outcome: ObjectiveOutcome;
  readonly because: string;
  /** What a reader needs to believe the number, one short sentence each. */
  readonly details: readonly string[];
}

const answers: Readonly<Record<VerdictWord, { readonly short: string; readonly long: string }>> = {
  PASS: {
    short: 'Yes, as far as this run looked.',
    long: 'Everything it required was run, seen and held.',
  },
  FAIL: { short: 'No.', long: 'The venue missed an objective that it has to meet.' },
  VIOLATION: { short: 'No.', long: 'The venue broke a safety promise.' },
  INCONCLUSIVE: {
    short: 'Not on this evidence.',
    long: 'Too little was seen to say yes or no.',
  },
  STOPPED: {
    short: 'Not on this evidence.',
    long: 'The run was ended early; what it had not seen by then is unknown.',
  },
  BROKEN: {
    short: 'Not on this evidence.',
    long: 'The run did not come about as it should, so it says nothing about the venue.',
  },
};

/** The answer to "may I release?", short and with its ground. */
export function answer(verdict: VerdictWord): { readonly short: string; readonly long: string } {
  return answers[verdict];
}

/** Every objective of the run, failures first, each with its limit beside what was measured. */
export function objectiveRows(run: RunReport): ObjectiveRow[] {
  const single = run.incidents.length === 1;
  const rows = run.incidents.flatMap((incident, index) => {
    const suffix = single ? '' : ` ${index + 1}`;
    return [rtoRow(incident.rto, suffix), rpoRow(incident, run.load, suffix)];
  });
  rows.push(...run.slo.map(sloRow), ...run.bystanders.map(bystanderRow), ...run.load.map(loadRow));
  return worstFirst(rows);
}

const severity = { fail: 0, unknown: 1, skipped: 3, pass: 2, 'not-required': 3 } as const;

/** Failed, unknown, passed, then what was not required; otherwise as they came. */
export function worstFirst<T extends { readonly outcome: keyof typeof severity }>(
  rows: readonly T[],
): T[] {
  return rows.toSorted((a, b) => severity[a.outcome] - severity[b.outcome]);
}

function rtoRow(rto: RtoReport, suffix: string): ObjectiveRow {
  return {
    id: `rto${suffix}`,
    name: `RTO${suffix}`,
    measured: rtoMeasured(rto),
    limit: limit(rto.limitMs, milliseconds),
    outcome: rto.outcome,
    because: rto.because,
    details: [...rtoDetails(rto), redundancy(rto)],
  };
}

/** `0.41 s ±0.06`, as the gate counts it: by repair `1.20 s ±0.06 after the heal`. */
export function rtoMeasured(rto: RtoReport): string {
  if (rto.noInterruption) return `no interruption seen (< ${milliseconds(rto.unseenBelowMs)})`;
  if (rto.serviceMs === null && rto.outcome === 'pass') {
    return `a gateway served throughout (< ${milliseconds(rto.unseenBelowMs)})`;
  }
  if (rto.serviceMs === null)
    return rto.outcome === 'fail' ? 'not back while it was watched' : notSeen;
  const spread = seconds(rto.resolutionMs, rto.resolutionMs);
  const after = countsFromHeal(rto) ? ' after the heal' : '';
  return `${seconds(rto.serviceMs, rto.resolutionMs)} s ±${spread}${after}`;
}

/** By repair the gate counts from the heal command: the scenario's own wait is not the venue's. */
export function countsFromHeal(rto: RtoReport): boolean {
  return rto.by === 'repair' && rto.serviceMs !== null && rto.serviceMs === rto.afterHealMs;
}

function rtoDetails(rto: RtoReport): string[] {
  const details: string[] = [];
  if (rto.by === 'self-recovery') details.push('it came back by itself, before the heal');
  if (rto.by === 'repair') {
    const whole = rto.split.reopenMs;
    const from = whole === null ? '' : `, ${milliseconds(whole)} after the effect`;
    details.push(`it came back by the heal${from}`);
  }
  if (rto.effectWindowMs !== null) {
    details.push(`the effect is dated to within ${milliseconds(rto.effectWindowMs)}`);
  }
  if (rto.intervalMs !== null && !rto.noInterruption) {
    const [low, high] = rto.intervalMs.map((ms) => seconds(ms, rto.resolutionMs));
    details.push(`the outage lies between ${low} and ${high} s`);
  }
  if (rto.relapse) details.push('it relapsed: an interruption began later without a new fault');
  return details;
}

/** `redundant again 609 ms after the heal (limit 10 s), 4.1 s after the effect` */
export function redundancy(rto: RtoReport): string {
  const within = limit(rto.redundancyLimitMs, milliseconds);
  const tail = within === '' ? '' : ` (${within})`;
  if (rto.redundancyMs === null) return `redundancy restored: ${notSeen}${tail}`;
  const [counted, other] = redundancySpans(rto);
  return `redundant again ${counted}${tail}${other === '' ? '' : `, ${other}`}`;
}

/** What the gate counts, then the time from the effect where that is another one. */
export function redundancySpans(rto: RtoReport): readonly [string, string] {
  const { redundancyMs, redundancyAfterHealMs, split } = rto;
  if (redundancyMs !== redundancyAfterHealMs) {
    return [`after ${milliseconds(redundancyMs)}`, ''];
  }
  const whole = split.redundantMs;
  return [
    `${milliseconds(redundancyMs)} after the heal`,
    whole === null ? '' : `${milliseconds(whole)} after the effect`,
  ];
}

function rpoRow(incident: IncidentReport, load: readonly LoadReport[], suffix: string) {
  const { rpo } = incident;
  const limits = [
    rpo.limitOrders === null ? '' : `limit ${count(rpo.limitOrders)}`,
    limit(rpo.limitAgeMs, milliseconds),
  ];
  return {
    id: `rpo${suffix}`,
    name: `RPO${suffix}`,
    measured: rpoMeasured(rpo, load),
    limit: limits.filter((text) => text !== '').join(', '),
    outcome: rpo.outcome,
    because: rpo.because,
    details: rpoDetails(rpo),
  };
}

/** `lost 0 of 4,103 acknowledged` */
export function rpoMeasured(rpo: RpoReport, load: readonly LoadReport[]): string {
  const told = count(load.reduce((sum, row) => sum + row.accepted, 0));
  if (rpo.lostOrders === null) return `lost: ${notSeen}, of ${told} acknowledged`;
  return `lost ${count(rpo.lostOrders)} of ${told} acknowledged`;
}

function rpoDetails(rpo: RpoReport): string[] {
  const details: string[] = [];
  if (rpo.upperBound !== null && rpo.upperBound !== rpo.lostOrders) {
    details.push(`at most ${count(rpo.upperBound)} if they were acked unheard`);
  }
  details.push(`${count(rpo.exposure.toldLast100Ms)} told in the last 100 ms before the effect`);
  if (rpo.lostAgeMs !== null && (rpo.lostOrders ?? 0) > 0) {
    details.push(`the oldest lost one was told ${milliseconds(rpo.lostAgeMs)} before the effect`);
  }
  const extra = [
    [rpo.phantom, 'phantom'],
    [rpo.resurrected, 'resurrected'],
    [rpo.duplicated, 'duplicated'],
    [rpo.reordered, 'reordered'],
  ] as const;
  const seen = extra.filter(([number]) => number > 0);
  if (seen.length > 0) {
    details.push(seen.map(([number, what]) => `${count(number)} ${what}`).join(', '));
  }
  return details;
}

function sloRow(slo: SloReport): ObjectiveRow {
  const spent =
    slo.budgetSpent === null ? [] : [`${percent(slo.budgetSpent)} of the error budget spent`];
  return {
    id: `slo ${slo.id} ${slo.phase}`,
    name: `SLO ${slo.id}, ${slo.phase}`,
    measured:
      slo.ratio === null ? notSeen : `${percent(slo.ratio)} within ${milliseconds(slo.withinMs)}`,
    limit: `at least ${percent(slo.target)}`,
    outcome: slo.outcome,
    because: slo.because,
    details:
      slo.total === 0
        ? ['no operation was counted']
        : [
            `p50 ${milliseconds(slo.p50Ms)}, p99 ${milliseconds(slo.p99Ms)} of ${plural(slo.total, 'operation')}`,
            ...spent,
          ],
  };
}

function bystanderRow(one: BystanderReport): ObjectiveRow {
  return {
    id: `bystander ${one.id}`,
    name: `Bystander ${one.id}`,
    measured: `p99 ${milliseconds(one.p99Ms)}`,
    limit: limit(one.limitMs, milliseconds),
    outcome: one.outcome,
    because: one.because,
    details: [
      `p99 ${milliseconds(one.baselineP99Ms)} in the baseline`,
      `${plural(one.samples, 'operation')} on ${plural(one.lanes, 'lane')}`,
    ],
  };
}

function loadRow(load: LoadReport): ObjectiveRow {
  return {
    id: `load ${load.id}`,
    name: `Load ${load.id}`,
    measured: `${count(load.accepted)} of ${count(load.sent)} accepted`,
    limit: '',
    outcome: load.outcome,
    because: load.because,
    details: [
      [
        `${count(load.rejected)} rejected`,
        `${count(load.notExecuted)} not executed`,
        `${count(load.indeterminate)} indeterminate`,
        plural(load.trades, 'trade'),
      ].join(', '),
      `sent late by p50 ${milliseconds(load.lagMs.p50)}, p99 ${milliseconds(load.lagMs.p99)}`,
    ],
  };
}

/** `12 passed on 34,567 facts, 1 failed` */
export function checksSummary(run: RunReport): string {
  const of = (outcome: string) => run.checks.filter((check) => check.outcome === outcome);
  const facts = of('pass').reduce((sum, check) => sum + check.examined, 0);
  const parts = [`${of('pass').length} passed on ${plural(facts, 'fact')}`];
  if (of('fail').length > 0) parts.unshift(`${of('fail').length} failed`);
  if (of('unknown').length > 0) parts.push(`${of('unknown').length} unknown`);
  if (of('skipped').length > 0) parts.push(`${of('skipped').length} skipped`);
  return run.checks.length === 0 ? 'none ran' : parts.join(', ');
}

/** `process-kill on engine-a: confirmed 3.32 ms after the command, healed at 10.875 s` */
export function faultSentence(fault: FaultReport): string {
  const head = `${fault.kind} on ${fault.target}: ${fault.status.replaceAll('-', ' ')}`;
  if (fault.status !== 'confirmed' || fault.commandUs === null) return head;
  const effect =
    fault.effectUs === null
      ? ''
      : ` ${milliseconds((fault.effectUs - fault.commandUs) / 1000)} after the command`;
  const heal =
    fault.healedUs === null ? ', heal not seen' : `, healed at ${moment(fault.healedUs)}`;
  return `${head}${effect}${heal}`;
}

/** `1 of 1 confirmed`, `none planned`. */
export function faultsSummary(faults: readonly FaultReport[]): string {
  if (faults.length === 0) return 'none planned';
  const confirmed = faults.filter((fault) => fault.status === 'confirmed').length;
  return `${confirmed} of ${faults.length} confirmed`;
}

/** `round trip p50 0.21 ms, p99 0.94 ms; timer lag p99 1.18 ms` */
export function noiseSentence(noise: NoiseFloor): string {
  const seen = [noise.roundTripP50Ms, noise.roundTripP99Ms, noise.timerLagP99Ms];
  if (seen.every((ms) => ms === null))
    return `${notSeen}; proofhouse doctor --calibrate measures it`;
  const [p50, p99, lag] = seen.map(milliseconds);
  return `round trip p50 ${p50}, p99 ${p99}; timer lag p99 ${lag}`;
}

/** `reference 1.0.0 (a13dadc) on process, seed 8421` */
export function venueSentence(run: RunReport): string {
  const commit = run.venue.commit === '' ? '' : ` (${shortCommit(run.venue.commit)})`;
  return `${run.venue.name} ${run.venue.version}${commit} on ${run.runtime}, seed ${run.seed}`;
}

/** Ten digits name a commit; a mark after them (`+`: changed since) is kept. */
export function shortCommit(commit: string): string {
  return commit.replace(/^([0-9a-f]{10})[0-9a-f]+/, '$1');
}

function limit(value: number | null, say: (value: number) => string): string {
  return value === null ? '' : `limit ${say(value)}`;
}
