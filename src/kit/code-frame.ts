/** A stretch of a text: character offsets, end exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

const linesBefore = 2;
const columnsMax = 96;
/** Tabs stay, other control characters would let a file write to the reader's terminal. */
const unprintable = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/** Line and column of an offset, both from 1; columns count UTF-16 units, as editors do. */
export function positionOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf('\n') + 1;
  return { line: before.split('\n').length, column: offset - lineStart + 1 };
}

/**
 * The line that holds the span with carets under it and up to two lines before:
 *
 *       2 | title: x
 *     > 3 | falts: []
 *         | ^^^^^
 */
export function codeFrame(text: string, span: Span): string {
  const { line, column } = positionOf(text, span.start);
  const lines = text.split('\n');
  const width = String(line).length;
  const shown = lines.slice(Math.max(0, line - 1 - linesBefore), line);
  const rows = shown.map((content, index) => {
    const number = line - shown.length + 1 + index;
    const mark = number === line ? '>' : ' ';
    const from = number === line ? windowStart(column) : 0;
    return `${mark} ${String(number).padStart(width)} | ${printable(cut(content, from))}`.trimEnd();
  });
  return [...rows, `  ${' '.repeat(width)} | ${carets(lines[line - 1] ?? '', column, span)}`].join(
    '\n',
  );
}

/** Replaces what a terminal could obey. */
export function printable(text: string): string {
  return text.replace(/\r$/, '').replaceAll('\t', ' ').replace(unprintable, '\uFFFD');
}

function carets(content: string, column: number, span: Span): string {
  const from = windowStart(column);
  const visible = printable(cut(content, from));
  const length = Math.min(span.end - span.start, visible.length - (column - 1 - from));
  return ' '.repeat(column - 1 - from) + '^'.repeat(Math.max(1, length));
}

/** A caret far to the right would wrap: the line is then shown from some way before it. */
function windowStart(column: number): number {
  return column > columnsMax - 16 ? column - 40 : 0;
}

function cut(content: string, from: number): string {
  return content.slice(from, from + columnsMax);
}
