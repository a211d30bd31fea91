import type { VerdictWord } from './run.ts';

/**
 * suite.json (`proofhouse.suite/1`): several runs, gated together. It is put together from their
 * run.json files and from what was planned and not run; null means not seen, never zero.
 */
export const suiteSchema = 'proofhouse.suite/1';

/** One run as the suite tells it; everything else stands in its own run.json. */
export interface SuiteRun {
  readonly id: string;
  /** The run's folder, relative to the suite's. */
  readonly folder: string;
  readonly verdict: VerdictWord;
  readonly residue: 'clean' | 'dirty';
  readonly exitCode: number;
  readonly seed: number;
  readonly startedAt: string;
  readonly durationMs: number;
  readonly reasons: readonly string[];
  readonly reproduce: string;
}

/** A figure over the runs of one scenario: the gate uses the worst, a trend the median. */
export interface SuiteFigure {
  /** `rto`, `redundancy`, `rpo`, `p99 ack`, `duration`. */
  readonly id: string;
  readonly unit: 'ms' | 'orders';
  /** Runs in which it was seen; the others do not count as zero. */
  readonly seen: number;
  readonly min: number | null;
  readonly median: number | null;
  readonly max: number | null;
  readonly limit: number | null;
}

export interface SuiteScenario {
  readonly id: string;
  readonly title: string;
  readonly file: string;
  readonly requirements: readonly string[];
  /** The worst of its runs: what the gate uses. */
  readonly verdict: VerdictWord;
  readonly exitCode: number;
  /** Some of its runs passed and some did not. */
  readonly flaky: boolean;
  readonly runs: readonly SuiteRun[];
  readonly figures: readonly SuiteFigure[];
}

export type NotRunReason = 'unavailable' | 'time-budget' | 'fail-fast' | 'interrupted';

/** What was selected and did not run: never left out silently, and never green. */
export interface NotRun {
  readonly scenario: string;
  readonly title: string;
  /** Which of the repeats, from 1. */
  readonly repeat: number;
  readonly reason: NotRunReason;
  readonly because: string;
}

/** What was asked for on the command line. */
export interface SuiteSelection {
  readonly patterns: readonly string[];
  readonly tags: readonly string[];
  /** Part `index` of `of`, from 1. */
  readonly shard: { readonly index: number; readonly of: number } | null;
  readonly repeat: number;
  readonly timeBudgetMs: number | null;
}

export interface SuiteReport {
  readonly schema: typeof suiteSchema;
  readonly id: string;
  readonly tool: { readonly version: string; readonly commit: string };
  readonly selection: SuiteSelection;
  readonly startedAt: string;
  readonly durationMs: number;
  readonly exitCode: number;
  readonly totals: {
    readonly scenarios: number;
    readonly runs: number;
    readonly passed: number;
    readonly notRun: number;
    readonly flaky: number;
  };
  /** Worst first. */
  readonly scenarios: readonly SuiteScenario[];
  readonly notRun: readonly NotRun[];
  readonly environment: Readonly<Record<string, string>>;
}
