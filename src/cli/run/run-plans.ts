import path from 'node:path';
import { loadPlugin, loadPlugins, pluginNames } from '#catalogue';
import type { CheckPlugin } from '#contract/check.ts';
import type { Plan } from '#contract/plan.ts';
import type { ReportPlugin } from '#contract/report.ts';
import type { RunReport } from '#contract/run.ts';
import { exitCodeOf, worstExitCode } from '#judge/exit.ts';
import { judgeFile } from '#judge/judge.ts';
import { sealRun } from '#judge/seal.ts';
import { digestOf } from '#kit/canonical.ts';
import { checkout } from '#kit/checkout.ts';
import type { ExitCode } from '#kit/errors.ts';
import { planAll } from '#plan/plan.ts';
import { createProgress, type ProgressPrinter } from '#report/progress.ts';
import { runJson, writeRunJson } from '#report/run-json.ts';
import { describeVerdict } from '#report/terminal.ts';
import { writeReports } from '#report/write.ts';
import { readNoiseFloor } from '#run/noise-floor.ts';
import { executeRun, type RunOutcome } from '#run/run.ts';
import { reporters } from '../reporters.ts';
import { pointLatestAt, prepareRunFolder } from './folder.ts';
import { commitOf, machineFacts, newRunId, toolVersion } from './identity.ts';
import { pluginsOf } from './plugins.ts';
import { type SignalWatch, watchSignals } from './signals.ts';

export interface RunPlansOptions {
  readonly seed: string | undefined;
  readonly set: readonly string[];
  readonly defects: readonly string[];
  readonly out: string;
  readonly reporters: readonly string[] | undefined;
  readonly json: boolean;
}

/**
 * Plans everything first: one invalid scenario and nothing is started. Then one run after another.
 */
export async function runPlans(
  patterns: readonly string[],
  options: RunPlansOptions,
): Promise<ExitCode> {
  const { seed, set, defects } = options;
  const formats = await reporters(options.reporters);
  const plans = await planAll(patterns, {
    seed,
    set,
    defects,
    catalogue: { loadPlugin, pluginNames },
  });
  const progress = createProgress(process.stderr);
  const signals = watchSignals((text) => progress.note(text));
  const codes: ExitCode[] = [];
  try {
    for (const plan of plans) {
      if (signals.stop.aborted) break;
      codes.push(await runPlan(plan, { ...options, formats }, progress, signals));
    }
  } finally {
    signals.release();
    progress.end();
  }
  return worstExitCode(codes);
}

async function runPlan(
  plan: Plan,
  options: RunPlansOptions & { readonly formats: ReadonlyMap<string, ReportPlugin> },
  progress: ProgressPrinter,
  signals: SignalWatch,
): Promise<ExitCode> {
  const startedAt = new Date();
  const runId = newRunId(plan.scenario.id, startedAt);
  const runFolder = path.join(options.out, runId);
  prepareRunFolder(runFolder);
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
    judge: (judged, historyFile) => judgeFile(judged, historyFile, checks),
  });
  const report = await reportOf(
    { plan, planDigest, runId, startedAt },
    outcome,
    signals,
    options.set,
  );
  progress.end();
  await writeRunJson(report, runFolder);
  const written = await writeReports(report, runFolder, options.formats);
  await sealRun(runFolder);
  pointLatestAt(runFolder);
  if (options.json) process.stdout.write(runJson(report));
  else process.stdout.write(`${describeVerdict(report, { written })}\n`);
  return report.exitCode as ExitCode;
}

interface RunIdentity {
  readonly plan: Plan;
  readonly planDigest: string;
  readonly runId: string;
  readonly startedAt: Date;
}

async function reportOf(
  { plan, planDigest, runId, startedAt }: RunIdentity,
  outcome: RunOutcome,
  signals: SignalWatch,
  set: readonly string[],
): Promise<RunReport> {
  const { schema: _schema, ...verdict } = outcome.verdict;
  const { id, title, file, digest, requirements } = plan.scenario;
  const { name, version, options, defects } = plan.venue;
  const residue = outcome.residues.length > 0 ? 'dirty' : 'clean';
  const judged = exitCodeOf(verdict, residue);
  const commit = commitOf(checkout);
  const planted = defects.map(({ role, name: defect, argument }) =>
    argument === undefined ? `${role}=${defect}` : `${role}=${defect}:${argument}`,
  );
  return {
    ...verdict,
    schema: 'proofhouse.run/1',
    id: runId,
    tool: { version: toolVersion(), commit },
    scenario: { id, title, file, digest, requirements },
    plan: { digest: planDigest },
    seed: plan.seed,
    runtime: plan.runtime,
    venue: {
      name,
      version,
      commit,
      configDigest: digestOf({ options, defects }),
      defects: planted,
    },
    startedAt: startedAt.toISOString(),
    durationMs: outcome.durationMs,
    residue,
    residues: outcome.residues,
    exitCode: residue === 'clean' ? (signals.exitCode() ?? judged) : judged,
    noiseFloor: await readNoiseFloor(),
    environment: machineFacts(),
    reproduce: reproduceCommand(plan, planted, set),
  };
}

function reproduceCommand(plan: Plan, defects: readonly string[], set: readonly string[]): string {
  const quoted = (text: string) =>
    /^[\w=.:/-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
  const flags = [
    `--seed ${plan.seed}`,
    ...set.map((one) => `--set ${quoted(one)}`),
    ...defects.map((one) => `--defect ${quoted(one)}`),
  ];
  return `npx proofhouse run ${quoted(plan.scenario.file)} ${flags.join(' ')}`;
}
