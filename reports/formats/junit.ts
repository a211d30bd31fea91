import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  answer,
  type CheckReport,
  defineReport,
  type ObjectiveRow,
  objectiveRows,
  type RunReport,
  type SuiteReport,
} from 'proofhouse/contract';
import { notRunSuite } from './junit/not-run.ts';
import { document, type Suite, type Test } from './junit/xml.ts';

export default defineReport({
  summary: 'junit.xml: one test per check and objective, for CI systems.',
  always: true,
  async write(result, folder) {
    await writeFile(path.join(folder, 'junit.xml'), junitXml(result));
    return ['junit.xml'];
  },
  async writeSuite(suite, folder, readRun) {
    await writeFile(path.join(folder, 'junit.xml'), await suiteXml(suite, readRun));
    return ['junit.xml'];
  },
});

/**
 * One test for the verdict, each check and each objective. What is unknown is an `error` of type
 * `inconclusive`, never a skipped test: most CI systems count those as green.
 */
export function junitXml(result: RunReport): string {
  return document([runSuite(result)]);
}

/** One `<testsuite>` a run, then one of what was not run, each of those an error. */
async function suiteXml(
  suite: SuiteReport,
  readRun: (id: string) => Promise<RunReport>,
): Promise<string> {
  const suites: Suite[] = [];
  const runs = suite.scenarios.flatMap((scenario) => scenario.runs);
  for (const { id } of runs) suites.push(runSuite(await readRun(id)));
  if (suite.notRun.length > 0) suites.push(notRunSuite(suite));
  return document(suites);
}

function runSuite(result: RunReport): Suite {
  const tests = [
    verdictTest(result),
    ...result.checks.map(checkTest),
    ...objectiveRows(result)
      .filter((row) => row.outcome !== 'not-required')
      .map(objectiveTest),
  ];
  return {
    name: result.scenario.id,
    durationMs: result.durationMs,
    startedAt: result.startedAt,
    properties: properties(result),
    tests,
  };
}

function properties(result: RunReport): Record<string, string | number> {
  return {
    run: result.id,
    seed: result.seed,
    commit: result.venue.commit,
    verdict: result.verdict,
    residue: result.residue,
    exitCode: result.exitCode,
    tool: `${result.tool.version} ${result.tool.commit}`,
    venue: `${result.venue.name} ${result.venue.version}`,
    defects: result.venue.defects.join(', '),
    plan: result.plan.digest,
    reproduce: result.reproduce,
  };
}

function verdictTest(result: RunReport): Test {
  const red = result.verdict === 'VIOLATION' || result.verdict === 'FAIL';
  const dirty = result.residue === 'dirty';
  const type = { INCONCLUSIVE: 'inconclusive', STOPPED: 'inconclusive', BROKEN: 'broken' };
  const { short, long } = answer(result.verdict);
  return {
    suite: 'run',
    name: 'verdict',
    state: red || dirty ? 'failure' : result.verdict === 'PASS' ? 'pass' : 'error',
    type: dirty && !red ? 'residue' : (type[result.verdict as keyof typeof type] ?? result.verdict),
    message: `${result.verdict}: ${short} ${long}`,
    lines: [...result.reasons, ...result.residues.map((left) => `left behind: ${left}`)],
    seconds: (result.durationMs / 1000).toFixed(3),
  };
}

function checkTest(check: CheckReport): Test {
  const states = { pass: 'pass', fail: 'failure', unknown: 'error', skipped: 'skipped' } as const;
  return {
    suite: `checks.${check.class}`,
    name: check.id,
    state: states[check.outcome],
    type:
      check.outcome === 'fail' ? (check.class === 'safety' ? 'VIOLATION' : 'FAIL') : 'inconclusive',
    message: check.because,
    lines: [`examined ${check.examined}`, ...check.evidence],
  };
}

function objectiveTest(row: ObjectiveRow): Test {
  const limit = row.limit === '' ? '' : ` (${row.limit})`;
  return {
    suite: 'objectives',
    name: row.id,
    state: row.outcome === 'pass' ? 'pass' : row.outcome === 'fail' ? 'failure' : 'error',
    type: row.outcome === 'fail' ? 'FAIL' : 'inconclusive',
    message: `${row.measured}${limit}: ${row.because}`,
    lines: row.details,
  };
}
