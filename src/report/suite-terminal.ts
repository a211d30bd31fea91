import path from 'node:path';
import { milliseconds } from '#contract/figures.ts';
import type { SuiteReport, SuiteScenario } from '#contract/suite.ts';
import {
  figureLimit,
  figureName,
  figureText,
  flakyText,
  notRunReason,
  suiteAnswer,
  suiteSummary,
} from '#contract/suite-wording.ts';
import { printable } from '#kit/sanitize.ts';
import { beside, type Colour, paint, type TerminalStream, textWidth } from './layout.ts';
import type { WrittenReports } from './write.ts';

interface SuiteTerminalOptions {
  readonly written: WrittenReports;
  readonly stream?: TerminalStream;
}

/** Figures that fit beside a scenario; the page has all of them. */
const shown = ['rto', 'rpo'];
const reasonsShown = 2;

/** All scenarios, worst first, then what was not run, where the page lies, and the answer last. */
export function describeSuite(suite: SuiteReport, options: SuiteTerminalOptions): string {
  const { written, stream = process.stdout } = options;
  return [
    paint(stream, 'bold', suiteSummary(suite)),
    '',
    ...table(suite, stream),
    ...notRun(suite, stream),
    '',
    ...where(written, stream),
    '',
    ...answer(suite, stream),
  ].join('\n');
}

function table({ scenarios }: SuiteReport, stream: TerminalStream): string[] {
  const names = scenarios.map((one) => printable(one.id));
  const idWidth = Math.max(8, ...names.map((name) => name.length)) + 2;
  const wordWidth = Math.max(7, ...scenarios.map((one) => one.verdict.length)) + 2;
  return scenarios.flatMap((one, index) => {
    const word = one.exitCode === 5 ? 'RESIDUE' : one.verdict;
    const label = `${(names[index] ?? '').padEnd(idWidth)}${paint(stream, colourOf(one), word)}`;
    const column = idWidth + wordWidth;
    return [
      ...beside(label, sentence(one), column, textWidth(stream)),
      ...reasonsOf(one).flatMap((reason) =>
        beside('', printable(reason), idWidth, textWidth(stream)).map((line) =>
          paint(stream, 'dim', line),
        ),
      ),
    ];
  });
}

/** `back in service 190 ms (limit 2 s), orders lost 0 (limit 0), 14 s` */
function sentence(one: SuiteScenario): string {
  const figures = shown.flatMap((id) => {
    const figure = one.figures.find((other) => other.id === id);
    if (figure === undefined) return [];
    const limit = figureLimit(figure);
    const text = figureText(figure, one.runs.length);
    return [`${figureName(figure).toLowerCase()} ${text}${limit === '' ? '' : ` [${limit}]`}`];
  });
  const total = one.runs.reduce((sum, run) => sum + run.durationMs, 0);
  const runs = one.runs.length > 1 ? `${one.runs.length} runs, ` : '';
  return [flakyText(one), ...figures, `${runs}${milliseconds(total)}`]
    .filter((text) => text !== '')
    .join('; ');
}

function reasonsOf(one: SuiteScenario): string[] {
  const worst = one.runs.find((run) => run.exitCode === one.exitCode);
  return one.exitCode === 0 ? [] : (worst?.reasons.slice(0, reasonsShown) ?? []);
}

function colourOf({ exitCode, flaky }: SuiteScenario): Colour {
  if (exitCode === 0) return 'green';
  return !flaky && (exitCode === 1 || exitCode === 2 || exitCode === 5) ? 'red' : 'yellow';
}

function notRun(suite: SuiteReport, stream: TerminalStream): string[] {
  if (suite.notRun.length === 0) return [];
  const lines = suite.notRun.flatMap((one) => {
    const repeat = suite.selection.repeat > 1 ? `, repeat ${one.repeat}` : '';
    const text = `${one.scenario}${repeat}: ${notRunReason(one)}; ${one.because}`;
    return beside('', printable(text), 2, textWidth(stream));
  });
  return ['', paint(stream, 'yellow', 'Not run'), ...lines];
}

function where({ files, failures }: WrittenReports, stream: TerminalStream): string[] {
  const page = files.find((file) => file.endsWith('index.html')) ?? files[0] ?? '';
  const failed = failures.map((failure) => paint(stream, 'red', `! ${printable(failure)}`));
  return [...failed, `Suite report  ${path.relative('', page)}`];
}

function answer(suite: SuiteReport, stream: TerminalStream): string[] {
  const colour = suite.exitCode === 0 ? 'green' : suite.exitCode <= 2 ? 'red' : 'yellow';
  const text = `May it be released? ${suiteAnswer(suite)} (exit ${suite.exitCode})`;
  return [paint(stream, [colour, 'bold'], text)];
}
