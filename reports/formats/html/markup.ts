import { printable } from 'proofhouse/contract';

/** Text that is already HTML. Nothing else may reach a page unescaped. */
export interface Markup {
  readonly markup: string;
}

export type Content = string | number | Markup | readonly Content[];

/** A template whose values are escaped; only what another `html` made goes in as it is. */
export function html(parts: TemplateStringsArray, ...values: readonly Content[]): Markup {
  const [first = '', ...rest] = parts;
  return { markup: rest.reduce((text, part, index) => text + render(values[index]) + part, first) };
}

export const nothing: Markup = { markup: '' };

function render(value: Content | undefined): string {
  if (typeof value === 'string') return escapeText(value);
  if (typeof value === 'number') return coordinate(value);
  if (Array.isArray(value)) return value.map(render).join('');
  return (value as Markup).markup;
}

/** Numbers stand in pictures only; texts carry their unit and come from the wording. */
function coordinate(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError(`A page cannot show the number ${value}.`);
  return String(Math.round(value * 100) / 100);
}

function escapeText(text: string): string {
  return printable(text).replace(/[&<>"'`]/g, (mark) => `&#${mark.charCodeAt(0)};`);
}

/** A sentence of ours in which a number and its unit stay on one line. */
export function prose(text: string): Markup {
  return { markup: escapeText(text).replace(/(?<=\d) (?=(?:ms|s|min|%)(?![\w]))/g, '&#160;') };
}
