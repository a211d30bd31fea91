import { printable } from 'proofhouse/contract';

// Invisible, and enough to keep GitHub from making links and pings of `@name`, `#1`, addresses.
const breaker = '\u200b';

/** Nobody reads more of one sentence here; run.json has all of it. */
const textMax = 300;
const codeMax = 2000;

/** Any text as Markdown text that shows exactly that text. */
export function safe(text: string): string {
  return escapeHtml(unlinked(clip(printable(text), textMax)))
    .replace(/[\\`*_{}[\]!|~$]/g, entity)
    .replace(/^\s*(?=[-+=#]|\d+[.)](?:\s|$))/, breaker);
}

/** Text in a code span, also inside a table: copied as it stands. */
export function code(text: string): string {
  const inside = escapeHtml(clip(printable(text), codeMax))
    .replace(/[\\`*_{}[\]!|~$]/g, entity)
    .replace(/:(?=\/\/)|(?<=\bwww)\./gi, entity);
  return `<code>${inside}</code>`;
}

function clip(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1).toWellFormed()}…`;
}

function unlinked(text: string): string {
  return text
    .replace(/[@#](?=\w)/g, (mark) => `${mark}${breaker}`)
    .replace(/:(?=\/\/)|\bwww(?=\.)/gi, (start) => `${start}${breaker}`);
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>]/g, entity);
}

function entity(mark: string): string {
  return `&#${mark.charCodeAt(0)};`;
}

/** Cells must be escaped by the caller. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [row(header), row(header.map(() => '---')), ...rows.map(row)].join('\n');
}
