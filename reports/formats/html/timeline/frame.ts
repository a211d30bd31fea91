import { html, type Markup } from '../markup.ts';

/**
 * The picture's time axis. Places are per cent of its width, and each mark carries its times as
 * data, so that the page's script can look closer without knowing what is drawn.
 */
export interface Frame {
  readonly endUs: number;
  percent(us: number): string;
}

export function frame(endUs: number): Frame {
  const end = Math.max(endUs, 1);
  const share = (us: number) => Math.min(Math.max(us / end, 0), 1) * 100;
  return { endUs: end, percent: (us) => `${Math.round(share(us) * 1000) / 1000}%` };
}

/** A row of the picture: what it is called, how high it is, and what is drawn. */
export interface Strip {
  readonly name: Markup | string;
  /** Said where the name alone does not explain the row. */
  readonly title?: string;
  readonly height: number;
  readonly kind?: string;
  /** Stands at the end of the row. */
  readonly side?: string;
  readonly drawn: Markup;
}

/** The narrowest mark that can still be seen, in per cent of the width. */
const narrowest = 0.15;

/** Something that lasted; what is inside is placed relative to it, and cut at its edges. */
export function span(frame: Frame, fromUs: number, toUs: number, inside: Markup): Markup {
  const from = Number.parseFloat(frame.percent(fromUs));
  const wide = Math.max(Number.parseFloat(frame.percent(toUs)) - from, narrowest);
  return html`<svg data-from="${whole(fromUs)}" data-to="${whole(toUs)}" x="${from}%" width="${percent(wide)}">${inside}</svg>`;
}

/** Something at a moment, around x = 0. */
export function point(frame: Frame, atUs: number, inside: Markup): Markup {
  return html`<svg class="point" data-from="${whole(atUs)}" x="${frame.percent(atUs)}">${inside}</svg>`;
}

/** A text beside what lasted from … to, on the side that has room. */
export function beside(
  frame: Frame,
  fromUs: number,
  toUs: number,
  text: string,
  baseline: number,
): Markup {
  const right = Number.parseFloat(frame.percent(toUs)) < 62;
  const x = frame.percent(right ? toUs : fromUs);
  const [offset, anchor] = right ? ['7', 'start'] : ['-7', 'end'];
  return html`<svg class="point" data-beside="${whole(fromUs)} ${whole(toUs)}" x="${x}"><text x="${offset}" y="${baseline}" text-anchor="${anchor}">${text}</text></svg>`;
}

function percent(value: number): string {
  return `${Math.round(value * 1000) / 1000}%`;
}

function whole(us: number): string {
  return String(Math.round(us));
}
