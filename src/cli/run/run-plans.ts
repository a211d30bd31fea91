import { stat } from 'node:fs/promises';
import { loadPlugin, pluginNames } from '#catalogue';
import { type ExitCode, exitCodes, ProofhouseError } from '#kit/errors.ts';
import { planScenario } from '#plan/plan.ts';
import { planSuite, type Shard } from '#plan/suite.ts';
import { createProgress, type ProgressPrinter } from '#report/progress.ts';
import { runJson } from '#report/run-json.ts';
import { describeVerdict } from '#report/terminal.ts';
import { reporters } from '../reporters.ts';
import { readyToStart } from './ready.ts';
import { runPlan } from './run-plan.ts';
import { runSuite } from './run-suite.ts';
import { type SignalWatch, watchSignals } from './signals.ts';

export interface RunPlansOptions {
  readonly seed: string | undefined;
  readonly set: readonly string[];
  readonly defects: readonly string[];
  readonly out: string;
  readonly reporters: readonly string[] | undefined;
  readonly json: boolean;
  /** Leaves the venue of a single run up. */
  readonly keep: boolean;
  /** Removes what an earlier run left behind, instead of refusing to start. */
  readonly healFirst: boolean;
  readonly suite: SuiteOptions;
}

export interface SuiteOptions {
  readonly tags: readonly string[];
  readonly shard: Shard | undefined;
  readonly repeat: number;
  readonly timeBudgetMs: number | undefined;
  readonly failFast: boolean;
}

/**
 * Plans everything first: one invalid scenario and nothing is started. One file, named by its path
 * and run once, is one run; everything else is a suite, with a report of its own.
 */
export async function runPlans(
  patterns: readonly string[],
  options: RunPlansOptions,
): Promise<ExitCode> {
  const formats = await reporters(options.reporters);
  const { seed, set, defects } = options;
  const planning = { seed, set, defects, catalogue: { loadPlugin, pluginNames } };
  if (await isSingle(patterns, options.suite)) {
    const plan = await planScenario(patterns[0] as string, planning);
    return whileListening(options, async (progress, signals) => {
      const { report, written } = await runPlan(plan, { ...options, formats }, progress, signals);
      if (options.json) process.stdout.write(runJson(report));
      else process.stdout.write(`${describeVerdict(report, { written })}\n`);
      return report.exitCode as ExitCode;
    });
  }
  if (options.keep) throw keepOfMany();
  const planned = await planSuite(patternsOf(patterns, options.suite), planning, options.suite);
  return whileListening(options, (progress, signals) =>
    runSuite(planned, { ...options, patterns, formats }, progress, signals),
  );
}

async function isSingle(patterns: readonly string[], suite: SuiteOptions): Promise<boolean> {
  const { tags, shard, repeat, timeBudgetMs } = suite;
  const asked = tags.length > 0 || shard !== undefined || repeat > 1 || timeBudgetMs !== undefined;
  const [only] = patterns;
  if (asked || patterns.length !== 1 || only === undefined) return false;
  return (await stat(only).catch(() => undefined))?.isFile() === true;
}

/** With a tag and without a path all of `scenarios` is meant; without either nothing is. */
function patternsOf(patterns: readonly string[], { tags }: SuiteOptions): readonly string[] {
  if (patterns.length > 0) return patterns;
  if (tags.length > 0) return ['scenarios'];
  throw new ProofhouseError('No scenario was named.', {
    code: 'empty-selection',
    exitCode: exitCodes.usage,
    cure: 'Name scenario files, folders or globs, or say --tag, e.g. --tag gate.',
  });
}

/** Two venues side by side would be measured by each other. */
function keepOfMany(): ProofhouseError {
  return new ProofhouseError('--keep leaves one venue up, and a suite has many.', {
    code: 'usage',
    exitCode: exitCodes.usage,
    cure: 'Expected one scenario file beside --keep; nothing was started.',
  });
}

async function whileListening(
  { healFirst }: RunPlansOptions,
  work: (progress: ProgressPrinter, signals: SignalWatch) => Promise<ExitCode>,
): Promise<ExitCode> {
  const progress = createProgress(process.stderr);
  await readyToStart(healFirst, (text) => progress.note(text));
  const signals = watchSignals((text) => progress.note(text));
  try {
    return await work(progress, signals);
  } finally {
    signals.release();
    progress.end();
  }
}
