import path from 'node:path';
import { milliseconds } from '#contract/figures.ts';
import type { Plan } from '#contract/plan.ts';
import type { ReportPlugin } from '#contract/report.ts';
import type { NotRun, NotRunReason } from '#contract/suite.ts';
import { worstExitCode } from '#judge/exit.ts';
import { checkout } from '#kit/checkout.ts';
import { type ExitCode, exitCodes } from '#kit/errors.ts';
import type { PlannedSuite } from '#plan/suite.ts';
import type { ProgressPrinter } from '#report/progress.ts';
import { type RunSummary, suiteOf, summarize } from '#report/suite.ts';
import { suiteJson, writeSuite } from '#report/suite-json.ts';
import { describeSuite } from '#report/suite-terminal.ts';
import { describeVerdict } from '#report/terminal.ts';
import { killSwitch } from '#run/kill-switch.ts';
import { pointLatestAt, prepareRunFolder } from './folder.ts';
import { commitOf, machineFacts, newRunId, toolVersion } from './identity.ts';
import { type FinishedRun, runPlan } from './run-plan.ts';
import type { RunPlansOptions } from './run-plans.ts';
import type { SignalWatch } from './signals.ts';
import { estimateOf } from './time-estimate.ts';

interface RunSuiteOptions extends RunPlansOptions {
  readonly patterns: readonly string[];
  readonly formats: ReadonlyMap<string, ReportPlugin>;
}

interface Turn {
  readonly plan: Plan;
  readonly repeat: number;
}

/** How several exit codes become one, for whoever puts a suite together. */
export const suiteCodes = {
  worst: (codes: readonly number[]) => worstExitCode(codes as readonly ExitCode[]),
  unavailable: exitCodes.unavailable,
  notRun: exitCodes.inconclusive,
} as const;

/**
 * Runs everything once before it runs anything twice, so that a time budget costs repeats first.
 * What does not come to run is named with its reason, and keeps the suite from passing.
 */
export async function runSuite(
  planned: PlannedSuite,
  options: RunSuiteOptions,
  progress: ProgressPrinter,
  signals: SignalWatch,
): Promise<ExitCode> {
  const startedAt = new Date();
  const id = newRunId('suite', startedAt);
  const folder = path.join(options.out, id);
  prepareRunFolder(folder);
  const beganMs = performance.now();
  const { runs, notRun } = await runTurns(planned, options, progress, signals, beganMs);
  const { tags, shard = null, repeat, timeBudgetMs = null } = options.suite;
  const frame = {
    id,
    tool: { version: toolVersion(), commit: commitOf(checkout) },
    selection: { patterns: options.patterns, tags, shard, repeat, timeBudgetMs },
    startedAt: startedAt.toISOString(),
    durationMs: Math.round(performance.now() - beganMs),
    environment: machineFacts(),
  };
  const suite = suiteOf(frame, runs, [...refusedOf(planned), ...notRun], suiteCodes);
  progress.end();
  const written = await writeSuite(suite, folder, options.formats);
  pointLatestAt(folder);
  if (options.json) process.stdout.write(suiteJson(suite));
  else process.stdout.write(`\n${describeSuite(suite, { written })}\n`);
  return signals.exitCode() ?? (suite.exitCode as ExitCode);
}

async function runTurns(
  { plans }: PlannedSuite,
  options: RunSuiteOptions,
  progress: ProgressPrinter,
  signals: SignalWatch,
  beganMs: number,
): Promise<{ readonly runs: readonly RunSummary[]; readonly notRun: readonly NotRun[] }> {
  const runs: RunSummary[] = [];
  const notRun: NotRun[] = [];
  const estimate = estimateOf();
  const { failFast, timeBudgetMs, repeat } = options.suite;
  for (const turn of turnsOf(plans, repeat)) {
    const { plan } = turn;
    const leaveOut = (reason: NotRunReason, because: string) =>
      notRun.push(notRunOf(turn, reason, because));
    const leftMs = (timeBudgetMs ?? Number.POSITIVE_INFINITY) - (performance.now() - beganMs);
    const needsMs = estimate.needsMs(plan);
    const failed = runs.find((run) => run.exitCode !== 0);
    const stopped = killSwitch();
    if (stopped !== undefined) leaveOut('interrupted', `the kill switch is on: ${stopped}`);
    else if (signals.stop.aborted) leaveOut('interrupted', 'the suite was interrupted');
    else if (failFast && failed !== undefined) {
      leaveOut('fail-fast', `${failed.scenario.id} ended ${failed.verdict}`);
    } else if (needsMs > leftMs) {
      const left = milliseconds(Math.max(0, leftMs));
      leaveOut('time-budget', `it takes about ${milliseconds(needsMs)}, and ${left} are left`);
    } else {
      const runBeganMs = performance.now();
      const finished = await runPlan(plan, options, progress, signals);
      estimate.took(plan, performance.now() - runBeganMs);
      tell(finished, options);
      const where = path.join('..', path.basename(finished.folder));
      runs.push(summarize({ report: finished.report, folder: where }));
    }
  }
  return { runs, notRun };
}

function turnsOf(plans: readonly Plan[], repeat: number): Turn[] {
  const repeats = Array.from({ length: repeat }, (_, index) => index + 1);
  return repeats.flatMap((one) => plans.map((plan) => ({ plan, repeat: one })));
}

function notRunOf({ plan, repeat }: Turn, reason: NotRunReason, because: string): NotRun {
  const { id, title } = plan.scenario;
  return { scenario: id, title, repeat, reason, because };
}

/** What a machine cannot do it cannot do at any repeat: said once. */
function refusedOf({ refused }: PlannedSuite): NotRun[] {
  return refused.map(({ id, file, title, problems }) => ({
    scenario: id ?? file,
    title,
    repeat: 1,
    reason: 'unavailable',
    because: problems.map(({ message, hints }) => [message, ...hints].join('; ')).join('; '),
  }));
}

/** A pass is one line; everything else says at once what was wrong. */
function tell({ report, written }: FinishedRun, { json }: RunSuiteOptions): void {
  if (json) return;
  const { scenario, verdict, exitCode, durationMs } = report;
  const line = `${verdict}  ${scenario.id}  ${milliseconds(durationMs)}`;
  process.stdout.write(
    exitCode === 0 ? `${line}\n` : `\n${describeVerdict(report, { written })}\n\n`,
  );
}
