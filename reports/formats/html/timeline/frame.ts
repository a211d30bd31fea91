import { html, type Markup } from '../markup.ts';

/**
 * Where things lie in the picture, in its own units; one unit is about a pixel on a wide screen.
 */
export const width = 1000;
export const left = 118;
export const right = 8;
const plot = width - left - right;

/** From a moment of the run to a place. */
export interface Frame {
  readonly endUs: number;
  x(us: number): number;
}

export function frame(endUs: number): Frame {
  const end = Math.max(endUs, 1);
  return { endUs: end, x: (us) => left + (plot * Math.min(Math.max(us, 0), end)) / end };
}

/** A strip of the picture: what it is called, how high it is, and how it is drawn from `top` on. */
export interface Strip {
  readonly name: string;
  readonly title?: string;
  readonly height: number;
  draw(top: number, frame: Frame): Markup;
}

export function gutter(strip: Strip, top: number, height: number): Markup {
  return html`<text class="end" x="${left - 10}" y="${top + Math.min(height, 14) - 3}">${clip(strip.name, 18)}<title>${strip.title ?? strip.name}</title></text>`;
}

/** Round moments, about ten of them. */
export function ticks(frame: Frame): number[] {
  const seconds = frame.endUs / 1_000_000;
  const step = niceStep(seconds / 10);
  return Array.from({ length: Math.floor(seconds / step + 1e-9) + 1 }, (_, index) => index * step);
}

export function tickLabel(seconds: number): string {
  return `${Number(seconds.toFixed(3))} s`;
}

function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 5, 10].find((one) => one * power >= rough * 0.999) ?? 10;
  return factor * power;
}

export function clip(text: string, characters: number): string {
  const points = [...text];
  return points.length <= characters ? text : `${points.slice(0, characters - 1).join('')}…`;
}

/** Points of a line, broken where there is nothing: a gap is a gap, never a zero. */
export function linePath(points: readonly (readonly [number, number] | null)[]): string {
  let path = '';
  let open = false;
  for (const point of points) {
    if (point === null) {
      open = false;
      continue;
    }
    const [x, y] = point.map((value) => Math.round(value * 10) / 10);
    // A point alone is drawn as a dot: a line of no length with round ends.
    path += `${open ? 'L' : 'M'}${x} ${y}${open ? '' : 'h0'}`;
    open = true;
  }
  return path;
}
