import type { Writable } from 'node:stream';
import { stripVTControlCharacters, styleText } from 'node:util';

/** stdout or stderr, or whatever stands for them. */
export type TerminalStream = Writable & { readonly isTTY?: boolean; readonly columns?: number };

export type Colour = 'green' | 'red' | 'yellow' | 'dim' | 'bold' | 'inverse';

/**
 * Colours only where the stream is a terminal that wants them (NO_COLOR, FORCE_COLOR, TERM=dumb).
 */
export function paint(stream: TerminalStream, colour: Colour | readonly Colour[], text: string) {
  return styleText([colour].flat() as Colour[], text, { stream });
}

/**
 * Width for text: the terminal's, at most what is comfortable to read; without one the same each
 * time.
 */
export function textWidth(stream: TerminalStream): number {
  const columns = stream.isTTY === true ? (stream.columns ?? widest) : widest;
  return Math.max(narrowest, Math.min(widest, columns));
}

const widest = 110;
const narrowest = 40;

// A number and its unit stay on one line, and so does the exit code at the end.
const gaps = / (?!(?:ms|s|min|%)(?:[\s,;.)]|$)|\d+\)$)/;

/** Breaks text at spaces; no word is cut. Colours take no width. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line: string | undefined;
  let used = 0;
  for (const word of text.split(gaps)) {
    const length = stripVTControlCharacters(word).length;
    if (line !== undefined && used + 1 + length > width) {
      lines.push(line);
      line = undefined;
    }
    used = line === undefined ? length : used + 1 + length;
    line = line === undefined ? word : `${line} ${word}`;
  }
  return [...lines, line ?? ''];
}

/** A label, then text that wraps beside it. */
export function beside(label: string, text: string, column: number, width: number): string[] {
  const [first = '', ...rest] = wrap(text, width - column);
  const visible = stripVTControlCharacters(label).length;
  const head = `${label}${' '.repeat(Math.max(1, column - visible))}${first}`;
  return [head, ...rest.map((line) => `${' '.repeat(column)}${line}`)];
}
