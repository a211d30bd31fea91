import type { IncidentReport, RtoReport, RunReport } from '#contract/run.ts';
import {
  type NotRun,
  type SuiteFigure,
  type SuiteReport,
  type SuiteRun,
  type SuiteScenario,
  type SuiteSelection,
  suiteSchema,
} from '#contract/suite.ts';

/** A stored run and where it lies, relative to the suite's folder. */
interface StoredRun {
  readonly report: RunReport;
  readonly folder: string;
}

export interface SuiteFrame {
  readonly id: string;
  readonly tool: SuiteReport['tool'];
  readonly selection: SuiteSelection;
  readonly startedAt: string;
  readonly durationMs: number;
  readonly environment: Readonly<Record<string, string>>;
}

/** The worst of several exit codes; the caller knows the rule. */
type Worst = (codes: readonly number[]) => number;

/** What a suite keeps of a run: its timeline stays in its own run.json. */
export interface RunSummary extends SuiteRun {
  readonly scenario: RunReport['scenario'];
  readonly measured: readonly Measured[];
}

interface Measured {
  readonly id: string;
  readonly unit: SuiteFigure['unit'];
  readonly value: number | null;
  readonly limit: number | null;
}

const reasonsKept = 5;

export function summarize({ report, folder }: StoredRun): RunSummary {
  const { id, verdict, residue, exitCode, seed, startedAt, durationMs, reproduce } = report;
  const reasons = report.reasons.slice(0, reasonsKept);
  const own = { id, folder, verdict, residue, exitCode, seed, startedAt, durationMs, reproduce };
  return { ...own, reasons, scenario: report.scenario, measured: measuredIn(report) };
}

/**
 * Puts runs together, worst scenario first. The exit code is the worst of all runs and of what was
 * not run: what a machine could not do is `unavailable`, what nobody came to is `notRun`.
 */
export function suiteOf(
  frame: SuiteFrame,
  runs: readonly RunSummary[],
  notRun: readonly NotRun[],
  codes: { readonly worst: Worst; readonly unavailable: number; readonly notRun: number },
): SuiteReport {
  const byScenario = Map.groupBy(runs, (run) => run.scenario.id);
  const scenarios = [...byScenario.values()].map((own) => scenarioOf(own, codes.worst));
  const missed = notRun.map(({ reason }) =>
    reason === 'unavailable' ? codes.unavailable : codes.notRun,
  );
  return {
    schema: suiteSchema,
    ...frame,
    exitCode: codes.worst([...runs.map((run) => run.exitCode), ...missed]),
    totals: {
      scenarios: new Set([...byScenario.keys(), ...notRun.map((one) => one.scenario)]).size,
      runs: runs.length,
      passed: runs.filter((run) => run.exitCode === 0).length,
      notRun: notRun.length,
      flaky: scenarios.filter((one) => one.flaky).length,
    },
    scenarios: scenarios.toSorted(byWorst(codes.worst)),
    notRun,
  };
}

/** Worst first, asked of the one rule that there is. */
function byWorst(worst: Worst) {
  return (a: SuiteScenario, b: SuiteScenario) => {
    if (a.exitCode === b.exitCode) return 0;
    return worst([a.exitCode, b.exitCode]) === a.exitCode ? -1 : 1;
  };
}

function scenarioOf(runs: readonly RunSummary[], worst: Worst): SuiteScenario {
  const [first] = runs as readonly [RunSummary, ...RunSummary[]];
  const exitCode = worst(runs.map((run) => run.exitCode));
  const passed = runs.filter((run) => run.exitCode === 0).length;
  const { id, title, file, requirements } = first.scenario;
  const decides = runs.find((run) => run.exitCode === exitCode) ?? first;
  return {
    ...{ id, title, file, requirements, verdict: decides.verdict, exitCode },
    flaky: passed > 0 && passed < runs.length,
    runs: runs.map(({ scenario: _scenario, measured: _measured, ...run }) => run),
    figures: figuresOf(runs),
  };
}

function figuresOf(runs: readonly RunSummary[]): SuiteFigure[] {
  const byId = Map.groupBy(
    runs.flatMap((run) => run.measured),
    (one) => one.id,
  );
  return [...byId].map(([id, all]) => {
    const values = all.flatMap(({ value }) => (value === null ? [] : [value]));
    const sorted = values.toSorted((a, b) => a - b);
    const { unit, limit } = all[0] as Measured;
    const seen = sorted.length;
    return { id, unit, seen, limit, ...spreadOf(sorted) };
  });
}

function spreadOf(sorted: readonly number[]): Pick<SuiteFigure, 'min' | 'median' | 'max'> {
  const [min = null] = sorted;
  const middle = (sorted.length - 1) / 2;
  const [low, high] = [sorted[Math.floor(middle)], sorted[Math.ceil(middle)]];
  const median = low === undefined || high === undefined ? null : (low + high) / 2;
  return { min, median, max: sorted.at(-1) ?? null };
}

/** Of several incidents the worst counts; one that was not seen makes the figure not seen. */
function measuredIn({ incidents, slo, durationMs }: RunReport): Measured[] {
  const [first] = incidents;
  const measured: Measured[] = [];
  if (first !== undefined) {
    const { rto, rpo } = first;
    const worst = (of: (incident: IncidentReport) => number | null) => worstOf(incidents.map(of));
    const back = worst((one) => backMs(one.rto));
    measured.push({ id: 'rto', unit: 'ms', value: back, limit: rto.limitMs });
    const redundant = worst((one) => one.rto.redundancyMs);
    const within = rto.redundancyLimitMs;
    measured.push({ id: 'redundancy', unit: 'ms', value: redundant, limit: within });
    const lost = worst((one) => one.rpo.lostOrders);
    measured.push({ id: 'rpo', unit: 'orders', value: lost, limit: rpo.limitOrders });
  }
  for (const [id, rows] of Map.groupBy(slo, (row) => row.id)) {
    const value = worstOf(rows.map((row) => row.p99Ms));
    measured.push({ id: `p99 ${id}`, unit: 'ms', value, limit: null });
  }
  measured.push({ id: 'duration', unit: 'ms', value: durationMs, limit: null });
  return measured;
}

/** Where no interruption was seen, it was shorter than this. */
function backMs(rto: RtoReport): number | null {
  return rto.noInterruption ? rto.unseenBelowMs : rto.serviceMs;
}

function worstOf(values: readonly (number | null)[]): number | null {
  return values.includes(null) ? null : Math.max(...(values as readonly number[]));
}
