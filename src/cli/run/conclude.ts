import { existsSync, readFileSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { loadPlugins } from '#catalogue';
import type { CheckPlugin } from '#contract/check.ts';
import type { Plan } from '#contract/plan.ts';
import { processesOf } from '#contract/process-table.ts';
import type { RunReport } from '#contract/run.ts';
import { judgeFile } from '#judge/judge.ts';
import { manifestFile, sealRun } from '#judge/seal.ts';
import { canonicalJson, digestOf } from '#kit/canonical.ts';
import { reporters } from '../reporters.ts';
import { quoted, reportOf } from './report-of.ts';
import { storeRun } from './store.ts';

/**
 * Judges and reports a run whose harness died before it could: what stands in the history is
 * evidence, and that it ends too early keeps it from any pass. Resolves to undefined where there is
 * nothing to judge, or somebody has done it.
 */
export async function concludeRun(
  runFolder: string,
  residues: readonly string[],
): Promise<RunReport | undefined> {
  const planFile = path.join(runFolder, 'plan.json');
  const history = path.join(runFolder, 'history', 'events.ndjson');
  if (!existsSync(planFile) || !existsSync(history)) return undefined;
  // Whose processes live is not over, whoever says so.
  if (processesOf(path.basename(runFolder)).length > 0) return undefined;
  if (existsSync(path.join(runFolder, 'run.json'))) {
    if (!existsSync(path.join(runFolder, manifestFile))) await sealRun(runFolder);
    return undefined;
  }
  const plan = JSON.parse(readFileSync(planFile, 'utf8')) as Plan;
  const checks = await loadPlugins<CheckPlugin>('check');
  const verdict = await judgeFile(plan, history, checks, { tornTail: true });
  await writeFile(path.join(runFolder, 'verdict.json'), `${canonicalJson(verdict)}\n`);
  const lastUs = verdict.phases.at(-1)?.toUs ?? 0;
  const report = await reportOf(
    {
      plan,
      planDigest: digestOf(plan),
      runId: path.basename(runFolder),
      startedAt: statSync(planFile).mtime,
      durationMs: lastUs / 1000,
      residues,
      signalCode: undefined,
      reproduce: `npx proofhouse run ${quoted(planFile)}`,
    },
    verdict,
  );
  return (await storeRun(report, runFolder, await reporters(undefined), [])).report;
}
