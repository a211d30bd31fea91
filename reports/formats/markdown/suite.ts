import {
  figureLimit,
  figureName,
  figureText,
  flakyText,
  notRunReason,
  type SuiteReport,
  type SuiteScenario,
  suiteAnswer,
  suiteSummary,
} from 'proofhouse/contract';
import { code, safe, table } from './escape.ts';

/** Rows that GitHub shows in one comment; the page has all of them. */
const rowsMax = 80;
const marks: Readonly<Record<number, string>> = { 0: '✅', 1: '❌', 2: '🛑', 5: '🛑' };

/** summary.md of a suite: the answer, each scenario with its worst figures, what was not run. */
export function suiteMarkdown(suite: SuiteReport): string {
  const head = [
    `<!-- proofhouse:suite ${suite.selection.tags.join('-').replace(/[^\w.]+/g, '-')} -->`,
    `## ${marks[suite.exitCode] ?? '❔'} ${safe(suiteSummary(suite))}`,
    '',
    `**May it be released? ${suiteAnswer(suite)}** (exit ${suite.exitCode})`,
  ];
  const rows = suite.scenarios.slice(0, rowsMax).map(row);
  const header = ['', 'Scenario', 'Worst seen', 'Runs'];
  const hidden = suite.scenarios.length - rows.length;
  const parts = [head.join('\n'), table(header, rows)];
  if (hidden > 0) parts.push(`_${hidden} more scenarios are in the full report._`);
  if (suite.notRun.length > 0) {
    const lines = suite.notRun
      .slice(0, rowsMax)
      .map((one) => `- ${code(one.scenario)}: ${notRunReason(one)}; ${safe(one.because)}`);
    parts.push(['**Not run**', '', ...lines].join('\n'));
  }
  return `${parts.join('\n\n')}\n`;
}

function row(one: SuiteScenario): string[] {
  const figures = one.figures.map((figure) => {
    const limit = figureLimit(figure);
    const text = `${figureName(figure)} ${figureText(figure, one.runs.length)}`;
    return limit === '' ? text : `${text} [${limit}]`;
  });
  const worst = one.runs.find((run) => run.exitCode === one.exitCode);
  const why = one.exitCode === 0 ? [] : (worst?.reasons.slice(0, 1) ?? []);
  const texts = [flakyText(one), ...why, ...figures].filter((text) => text !== '');
  return [
    `${marks[one.exitCode] ?? '❔'} ${one.verdict}`,
    code(one.id),
    texts.map(safe).join('<br>'),
    String(one.runs.length),
  ];
}
