import path from 'node:path';
import type { RunReport } from '#contract/run.ts';
import type { NotRun, SuiteReport } from '#contract/suite.ts';
import { checkout } from '#kit/checkout.ts';
import { readRunJson } from '#report/run-json.ts';
import { type RunSummary, suiteOf, summarize } from '#report/suite.ts';
import { isSuite, readSuiteJson } from '#report/suite-json.ts';
import { commitOf, toolVersion } from './identity.ts';
import { suiteCodes } from './run-suite.ts';

/**
 * One suite over stored runs and suites (shards, nights): every run once, and what a suite did not
 * come to run stays not run, unless another of them ran that scenario as often.
 */
export async function mergeStored(
  named: readonly string[],
  folders: readonly string[],
  target: string,
): Promise<SuiteReport> {
  const stored = new Map<string, string>();
  const missing: NotRun[] = [];
  for (const folder of folders) {
    if (!isSuite(folder)) {
      stored.set(path.basename(folder), folder);
      continue;
    }
    const suite = await readSuiteJson(folder);
    missing.push(...suite.notRun);
    const runs = suite.scenarios.flatMap((scenario) => scenario.runs);
    for (const run of runs) stored.set(run.id, path.resolve(folder, run.folder));
  }
  const runs: RunSummary[] = [];
  const environments: RunReport['environment'][] = [];
  for (const folder of stored.values()) {
    const report = await readRunJson(folder);
    environments.push(report.environment);
    runs.push(summarize({ report, folder: path.relative(target, folder) }));
  }
  const ran = (scenario: string) => runs.filter((run) => run.scenario.id === scenario).length;
  const notRun = missing.filter(({ scenario, repeat }) => ran(scenario) < repeat);
  const frame = {
    id: path.basename(target),
    tool: { version: toolVersion(), commit: commitOf(checkout) },
    selection: selectionOf(named, runs),
    ...spanOf(runs),
    environment: sharedBy(environments),
  };
  return suiteOf(frame, runs, notRun, suiteCodes);
}

function selectionOf(named: readonly string[], runs: readonly RunSummary[]) {
  const counts = [...Map.groupBy(runs, (run) => run.scenario.id).values()].map((own) => own.length);
  const repeat = Math.max(1, ...counts);
  return { patterns: named, tags: [], shard: null, repeat, timeBudgetMs: null };
}

/** From the beginning of the first run to the end of the last, wherever they ran. */
function spanOf(runs: readonly RunSummary[]): { startedAt: string; durationMs: number } {
  const begins = runs.map((run) => Date.parse(run.startedAt));
  const ends = runs.map((run, index) => (begins[index] ?? 0) + run.durationMs);
  const began = Math.min(...begins);
  const durationMs = runs.length === 0 ? 0 : Math.round(Math.max(...ends) - began);
  return { startedAt: new Date(runs.length === 0 ? 0 : began).toISOString(), durationMs };
}

/** Facts on which the runs differ are said to differ. */
function sharedBy(all: readonly RunReport['environment'][]): Record<string, string> {
  const [first = {}, ...others] = all;
  return Object.fromEntries(
    Object.entries(first).map(([name, value]) => {
      const same = others.every((one) => one[name] === value);
      return [name, same ? value : 'differs between the runs'];
    }),
  );
}
