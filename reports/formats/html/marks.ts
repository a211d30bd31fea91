import type { VerdictWord } from 'proofhouse/contract';
import { html, type Markup } from './markup.ts';

/** An outcome is told by word, shape and colour, so that none of them is needed alone. */
export type Tone = 'ok' | 'bad' | 'unknown' | 'quiet';

const tones: Readonly<Record<string, Tone>> = {
  pass: 'ok',
  confirmed: 'ok',
  clean: 'ok',
  fail: 'bad',
  dirty: 'bad',
  unknown: 'unknown',
  mismatch: 'unknown',
  inconclusive: 'unknown',
  'not-injected': 'unknown',
  skipped: 'quiet',
  'not-required': 'quiet',
};

export const verdictTones: Readonly<Record<VerdictWord, Tone>> = {
  PASS: 'ok',
  FAIL: 'bad',
  VIOLATION: 'bad',
  INCONCLUSIVE: 'unknown',
  STOPPED: 'unknown',
  BROKEN: 'unknown',
};

/** Circle with a tick, octagon with a cross, diamond with a question, dash. */
export function icon(tone: Tone): Markup {
  const shapes: Readonly<Record<Tone, Markup>> = {
    ok: html`<circle cx="8" cy="8" r="7.5"/><path d="M4.4 8.3l2.5 2.5 4.8-5.2"/>`,
    bad: html`<path class="fill" d="M5 .5h6L15.5 5v6L11 15.5H5L.5 11V5z"/><path d="M5.2 5.2l5.6 5.6m0-5.6l-5.6 5.6"/>`,
    unknown: html`<path class="fill" d="M8 .3L15.7 8 8 15.7.3 8z"/><path d="M6.2 6.4a1.8 1.8 0 1 1 2.6 1.7c-.6.3-.8.6-.8 1.2M8 11.4v.1"/>`,
    quiet: html`<path d="M4 8h8"/>`,
  };
  return html`<svg class="icon ${tone}" viewBox="0 0 16 16" aria-hidden="true">${shapes[tone]}</svg>`;
}

/**
 * Each verdict has a shape of its own: tick in a circle, cross in a circle, call in an octagon,
 * question in a diamond, stop in a square, crack in a triangle.
 */
export function verdictIcon(verdict: VerdictWord): Markup {
  const shapes: Readonly<Record<VerdictWord, Markup>> = {
    PASS: html`<circle cx="8" cy="8" r="7"/><path d="M4.6 8.3l2.4 2.4 4.5-5"/>`,
    FAIL: html`<circle cx="8" cy="8" r="7"/><path d="M5.3 5.3l5.4 5.4m0-5.4l-5.4 5.4"/>`,
    VIOLATION: html`<path d="M5.1 1h5.8L15 5.1v5.8L10.9 15H5.1L1 10.9V5.1z"/><path d="M8 4.2v4.6M8 11.5v.1"/>`,
    INCONCLUSIVE: html`<path d="M8 .8L15.2 8 8 15.2.8 8z"/><path d="M6.2 6.4a1.8 1.8 0 1 1 2.6 1.7c-.6.3-.8.6-.8 1.2M8 11.3v.1"/>`,
    STOPPED: html`<rect x="1.2" y="1.2" width="13.6" height="13.6" rx="1"/><path d="M5.5 5.5h5v5h-5z"/>`,
    BROKEN: html`<path d="M8 1.2l7.2 13.3H.8z"/><path d="M8.6 4.6L6.9 8.4l2.3.9-1.5 3.4"/>`,
  };
  return html`<svg class="icon" viewBox="0 0 16 16" aria-hidden="true">${shapes[verdict]}</svg>`;
}

/** `✓ pass` as a small label. */
export function mark(outcome: string): Markup {
  const tone = tones[outcome] ?? 'quiet';
  return html`<span class="mark ${tone}">${icon(tone)}${outcome.replaceAll('-', ' ')}</span>`;
}
