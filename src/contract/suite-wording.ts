import { count, milliseconds, notSeen, plural } from './figures.ts';
import type { NotRun, NotRunReason, SuiteFigure, SuiteReport, SuiteScenario } from './suite.ts';

/** What a suite says, in words: one wording for the terminal and for every format. */

const names: Readonly<Record<string, string>> = {
  rto: 'Back in service',
  redundancy: 'Redundant again',
  rpo: 'Orders lost',
  duration: 'Duration',
};

/** `Back in service`, `p99 of ack`. */
export function figureName({ id }: SuiteFigure): string {
  return names[id] ?? id.replace(/^p99 /, 'p99 of ');
}

/** `190 ms (median 180 ms, best 170 ms)`; of one run, or where all are alike, the worst alone. */
export function figureText(figure: SuiteFigure, runs: number): string {
  const spread = figureSpread(figure, runs);
  return spread === '' ? figureWorst(figure) : `${figureWorst(figure)} (${spread})`;
}

/** `190 ms`, `3`, `not seen`. */
export function figureWorst({ unit, max }: SuiteFigure): string {
  return unit === 'ms' ? milliseconds(max) : count(max);
}

/** `median 180 ms, best 170 ms, not seen in 1 run`; empty where there is nothing to add. */
export function figureSpread({ unit, seen, min, median, max }: SuiteFigure, runs: number): string {
  const say = unit === 'ms' ? milliseconds : count;
  if (max === null) return '';
  const unseen = seen < runs ? [`${notSeen} in ${plural(runs - seen, 'run')}`] : [];
  const spread = min === max ? [] : [`median ${say(median)}`, `best ${say(min)}`];
  return [...spread, ...unseen].join(', ');
}

/** `limit 2 s`, or nothing where there is none. */
export function figureLimit({ unit, limit }: SuiteFigure): string {
  if (limit === null) return '';
  return `limit ${unit === 'ms' ? milliseconds(limit) : count(limit)}`;
}

/** `2 of 3 passed` where the runs of a scenario differ, so that nobody takes the last for all. */
export function flakyText({ flaky, runs }: SuiteScenario): string {
  if (!flaky) return '';
  const passed = runs.filter((run) => run.exitCode === 0).length;
  return `flaky: ${passed} of ${runs.length} runs passed`;
}

const reasons: Readonly<Record<NotRunReason, string>> = {
  unavailable: 'refused',
  'time-budget': 'no time left',
  'fail-fast': 'after a failure',
  interrupted: 'interrupted',
};

/** `refused`, `no time left`. */
export function notRunReason({ reason }: NotRun): string {
  return reasons[reason];
}

/** `6 runs of 5 scenarios in 1 min 12 s: 5 passed, 1 flaky scenario, 2 not run` */
export function suiteSummary({ totals, durationMs }: SuiteReport): string {
  const { scenarios, runs, passed, notRun, flaky } = totals;
  const parts = [`${count(passed)} passed`];
  if (passed < runs) parts.push(`${count(runs - passed)} did not`);
  if (flaky > 0) parts.push(plural(flaky, 'flaky scenario'));
  if (notRun > 0) parts.push(`${count(notRun)} not run`);
  const head = `${plural(runs, 'run')} of ${plural(scenarios, 'scenario')}`;
  return `${head} in ${milliseconds(durationMs)}: ${parts.join(', ')}`;
}

/** The answer to "may I release?" over everything that was selected. */
export function suiteAnswer({ exitCode, notRun }: SuiteReport): string {
  if (exitCode === 0) return 'Yes, as far as these runs looked.';
  if (exitCode === 1 || exitCode === 2) return 'No.';
  const missing = notRun.length > 0 ? ' Not everything that was selected was run.' : '';
  return `Not on this evidence.${missing}`;
}
