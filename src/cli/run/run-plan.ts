import path from 'node:path';
import { loadPlugins } from '#catalogue';
import type { CheckPlugin } from '#contract/check.ts';
import type { Plan } from '#contract/plan.ts';
import type { ReportPlugin } from '#contract/report.ts';
import { judgeFile } from '#judge/judge.ts';
import { digestOf } from '#kit/canonical.ts';
import { checkout } from '#kit/checkout.ts';
import type { ProgressPrinter } from '#report/progress.ts';
import { executeRun } from '#run/run.ts';
import { prepareRunFolder } from './folder.ts';
import { newRunId } from './identity.ts';
import { pluginsOf } from './plugins.ts';
import { reportOf, reproduceCommand } from './report-of.ts';
import type { SignalWatch } from './signals.ts';
import { type StoredRun, storeRun } from './store.ts';

export interface RunPlanOptions {
  /** `--set`, as it must be repeated. */
  readonly set: readonly string[];
  readonly out: string;
  /** Leaves the venue up after the verdict. */
  readonly keep: boolean;
  readonly formats: ReadonlyMap<string, ReportPlugin>;
}

export interface FinishedRun extends StoredRun {
  readonly folder: string;
}

/** One run of one plan, with its reports written and its folder sealed. */
export async function runPlan(
  plan: Plan,
  options: RunPlanOptions,
  progress: ProgressPrinter,
  signals: SignalWatch,
): Promise<FinishedRun> {
  const startedAt = new Date();
  const runId = newRunId(plan.scenario.id, startedAt);
  const runFolder = path.join(options.out, runId);
  prepareRunFolder(runFolder);
  signals.underway(runId);
  progress.note(`${plan.scenario.title}  (${plan.scenario.id}, seed ${plan.seed})`);
  const planDigest = digestOf(plan);
  const checks = await loadPlugins<CheckPlugin>('check');
  const outcome = await executeRun({
    plan,
    planDigest,
    runId,
    runFolder,
    plugins: await pluginsOf(plan),
    progress,
    stop: signals.stop,
    keep: options.keep,
    epilogue: [process.execPath, path.join(checkout, 'src/main.ts'), 'heal', '--run', runFolder],
    judge: (judged, historyFile) => judgeFile(judged, historyFile, checks),
  });
  const { durationMs, residues, unwritten, kept } = outcome;
  const facts = {
    ...{ plan, planDigest, runId, startedAt, durationMs, residues },
    signalCode: signals.exitCode(),
    reproduce: reproduceCommand(plan, options.set),
  };
  const report = await reportOf(facts, outcome.verdict);
  progress.end();
  const stored = await storeRun(report, runFolder, options.formats, unwritten, !kept);
  if (kept) progress.note(`the venue is still up, and nobody watches it: proofhouse down ${runId}`);
  else if (options.keep) progress.note('the venue was not left up: the run was ended early');
  return { ...stored, folder: runFolder };
}
