import path from 'node:path';
import { count, moment, plural } from '#contract/figures.ts';
import type { CheckReport, RunReport, VerdictWord } from '#contract/run.ts';
import {
  answer,
  checksSummary,
  faultSentence,
  faultsSummary,
  noiseSentence,
  type ObjectiveRow,
  objectiveRows,
  venueSentence,
} from '#contract/wording.ts';
import { printable } from '#kit/sanitize.ts';
import { beside, type Colour, paint, type TerminalStream, textWidth, wrap } from './layout.ts';
import type { WrittenReports } from './write.ts';

export interface TerminalOptions {
  /** What was written for this run; the page's path is printed, and every report that failed. */
  readonly written: WrittenReports;
  /** Where the text will go: decides colours and width. */
  readonly stream?: TerminalStream;
}

const verdictColours: Readonly<Record<VerdictWord, Colour>> = {
  PASS: 'green',
  FAIL: 'red',
  VIOLATION: 'red',
  INCONCLUSIVE: 'yellow',
  STOPPED: 'yellow',
  BROKEN: 'yellow',
};
const outcomeColours = {
  pass: 'green',
  fail: 'red',
  unknown: 'yellow',
  skipped: 'dim',
  'not-required': 'dim',
} as const satisfies Record<string, Colour>;

const evidenceShown = 6;
/** The worst come first; most of what follows a failed baseline follows from it. */
const reasonsShown = 5;
const labelColumn = 12;

/**
 * The verdict as a terminal shows it: what went wrong with its evidence first, then every figure
 * with its limit beside it, where the page lies, how to repeat it, and the verdict last.
 */
export function describeVerdict(result: RunReport, options: TerminalOptions): string {
  const { written, stream = process.stdout } = options;
  const title = `${paint(stream, 'bold', printable(result.scenario.id))}  ${printable(result.scenario.title)}`;
  const lines = [
    ...wrap(title, textWidth(stream)),
    ...wrap(printable(venueSentence(result)), textWidth(stream)).map((line) =>
      paint(stream, 'dim', line),
    ),
    ...planted(result, stream),
    '',
    ...whyNot(result, stream),
    ...figures(result, stream),
    '',
    ...whereAndHow(result, written, stream),
    '',
    ...residue(result, stream),
    ...verdictLine(result, stream),
  ];
  return lines.join('\n');
}

function planted(result: RunReport, stream: TerminalStream): string[] {
  if (result.venue.defects.length === 0) return [];
  const names = result.venue.defects.map(printable).join(', ');
  return wrap(paint(stream, 'yellow', `defect planted on purpose: ${names}`), textWidth(stream));
}

/** Reasons, then the evidence of what failed, then what stayed unknown. */
function whyNot(result: RunReport, stream: TerminalStream): string[] {
  if (result.verdict === 'PASS') return [];
  const width = textWidth(stream);
  const mark = paint(stream, verdictColours[result.verdict], '!');
  const shown = result.reasons.slice(0, reasonsShown);
  const lines = shown.flatMap((reason) => beside(mark, printable(reason), 2, width));
  const more = result.reasons.length - shown.length;
  if (more > 0) lines.push(...beside('', `and ${count(more)} more in run.json`, 2, width));
  for (const check of result.checks.filter(({ outcome }) => outcome === 'fail')) {
    lines.push(...evidence(check.id, check.evidence, width));
  }
  for (const { rpo } of result.incidents) {
    const lost = rpo.ids.map((one) => `${one.id} told at ${moment(one.toldUs)}: ${one.what}`);
    lines.push(...evidence('lost', lost, width));
  }
  lines.push(...unknowns(result.checks, width), '');
  return lines;
}

function evidence(label: string, shown: readonly string[], width: number): string[] {
  if (shown.length === 0) return [];
  const rows = shown.slice(0, evidenceShown).flatMap((line) => indented(printable(line), width));
  const more = shown.length - evidenceShown;
  const tail = more > 0 ? indented(`and ${count(more)} more in run.json`, width) : [];
  return [`  ${printable(label)}`, ...rows, ...tail];
}

function indented(text: string, width: number): string[] {
  return beside('', text, 4, width);
}

function unknowns(checks: readonly CheckReport[], width: number): string[] {
  const unknown = checks.filter(({ outcome }) => outcome === 'unknown');
  if (unknown.length === 0) return [];
  const names = unknown.map(({ id }) => printable(id)).join(', ');
  return beside('', `${plural(unknown.length, 'check')} unknown: ${names}`, 2, width);
}

function figures(result: RunReport, stream: TerminalStream): string[] {
  const width = textWidth(stream);
  const rows = objectiveRows(result);
  const isLoad = ({ id }: ObjectiveRow) => id.startsWith('load ');
  return [
    ...objectiveLines(
      rows.filter((row) => !isLoad(row)),
      stream,
    ),
    ...faultLines(result, stream),
    ...beside('Checks', checksSummary(result), labelColumn, width),
    ...objectiveLines(rows.filter(isLoad), stream),
    ...beside('Noise floor', noiseSentence(result.noiseFloor), labelColumn, width),
  ];
}

/** Rows of one kind stand together under one label. */
function objectiveLines(rows: readonly ObjectiveRow[], stream: TerminalStream): string[] {
  let before = '';
  return rows.flatMap((row) => {
    const [kind = '', ...rest] = printable(row.name).split(' ');
    const label = kind === before ? '' : kind;
    before = kind;
    return objectiveLine(row, label, rest.join(' '), stream);
  });
}

function objectiveLine(
  row: ObjectiveRow,
  label: string,
  name: string,
  stream: TerminalStream,
): string[] {
  const head = name === '' ? row.measured : `${name}: ${row.measured}`;
  const limit = row.limit === '' ? '' : ` (${row.limit})`;
  const outcome = paint(stream, outcomeColours[row.outcome], row.outcome.replace('-', ' '));
  const width = textWidth(stream);
  // A pass needs no reason beside its number; everything else does.
  const reason = row.outcome === 'pass' ? [] : [row.because];
  const details = printable([...reason, ...row.details].join('; '));
  return [
    ...beside(label, `${head}${limit}  ${outcome}`, labelColumn, width),
    ...dimmed(beside('', details, labelColumn, width), stream),
  ];
}

function faultLines(result: RunReport, stream: TerminalStream): string[] {
  const width = textWidth(stream);
  return [
    ...beside('Faults', faultsSummary(result.faults), labelColumn, width),
    ...result.faults.flatMap((fault) => {
      const text = printable(`${fault.id}: ${faultSentence(fault)}; ${fault.because}`);
      return dimmed(beside('', text, labelColumn, width), stream);
    }),
  ];
}

function dimmed(lines: readonly string[], stream: TerminalStream): string[] {
  return lines.map((line) => paint(stream, 'dim', line));
}

function whereAndHow(result: RunReport, written: WrittenReports, stream: TerminalStream): string[] {
  const page = written.files.find((file) => file.endsWith('index.html')) ?? written.files[0];
  const failures = written.failures.flatMap((failure) =>
    beside(paint(stream, 'red', '!'), printable(failure), labelColumn, textWidth(stream)),
  );
  // Never wrapped: a command or a path that is broken over lines cannot be copied.
  return [
    ...failures,
    ...(page === undefined ? [] : [`${'Report'.padEnd(labelColumn)}${path.relative('', page)}`]),
    `${'Repeat'.padEnd(labelColumn)}${printable(result.reproduce)}`,
  ];
}

function residue(result: RunReport, stream: TerminalStream): string[] {
  if (result.residue === 'clean') return [];
  const left = result.residues.map(printable).join('; ') || 'something was left behind';
  const label = paint(stream, ['red', 'bold'], 'RESIDUE');
  return beside(label, left, labelColumn, textWidth(stream));
}

function verdictLine(result: RunReport, stream: TerminalStream): string[] {
  const { short, long } = answer(result.verdict);
  const word = paint(stream, [verdictColours[result.verdict], 'bold'], result.verdict);
  const text = `May it be released? ${short} ${long} (exit ${result.exitCode})`;
  const column = Math.max(labelColumn, result.verdict.length + 2);
  return beside(word, text, column, textWidth(stream));
}
