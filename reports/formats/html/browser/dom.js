// These files are one script in the page, in the order that scripts.ts names. They are the only
// code of the page, and handle numbers and elements that are there: no text becomes markup here.

/** What the page of this script always has. @type {(selector: string) => any} */
const must = (selector) => {
  const found = document.querySelector(selector);
  if (found === null) throw new Error(`The page has no ${selector}.`);
  return found;
};

/** @type {(selector: string, within?: ParentNode) => any[]} */
const every = (selector, within = document) => [...within.querySelectorAll(selector)];

/** @type {(value: number, low: number, high: number) => number} */
const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

/**
 * The numbers of the picture. Times are microseconds of the run; null is what was not seen.
 * @type {{ endUs: number, binUs: number, accepted: number[], rejected: number[],
 *   indeterminate: number[], p50Ms: (number | null)[], p99Ms: (number | null)[],
 *   lagMs: (number | null)[], spans: [number, number][] }}
 */
const data = JSON.parse(must('#timeline-data').textContent ?? '');

/** @type {HTMLElement} */
const rows = must('.tl-rows');
/** Lies over all rows, as wide as the time axis. @type {SVGSVGElement} */
const ground = must('.tl-ground');

/** @type {(us: number) => string} */
const sayMoment = (us) => `${(us / 1e6).toFixed(3)} s`;

/** As the rest of the page says it: three digits. @type {(ms: number | null) => string} */
const sayMs = (ms) => {
  if (ms === null || ms === undefined) return 'not seen';
  if (ms >= 1000) return `${Number((ms / 1000).toPrecision(3))} s`;
  return `${Number(ms.toPrecision(3))} ms`;
};
