import { milliseconds, notSeen, type RtoReport } from 'proofhouse/contract';
import { html, type Markup, nothing } from './markup.ts';

const steps = [
  ['impactMs', 'first operation failed', 's1'],
  ['detectMs', 'detected', 's2'],
  ['switchMs', 'switched over', 's3'],
  ['reopenMs', 'open again', 's4'],
  ['redundantMs', 'redundant again', ''],
] as const;

/** Where the time of an outage went: moments after the effect, as far as they were seen. */
export function splitOf(rto: RtoReport, incident: number): Markup {
  const items = steps.map(([key, name, kind]) => {
    const ms = rto.split[key];
    const box = kind === '' || ms === null ? nothing : html`<span class="box ${kind}"></span>`;
    const after = ms === null ? notSeen : `+${milliseconds(ms)}`;
    return html`<div><dt>${box}${name}</dt><dd>${after}</dd></div>`;
  });
  return html`<div id="split-${String(incident)}"><h4>Where the time went, from the effect</h4>${bar(rto)}<dl class="facts">${items}</dl></div>`;
}

/** One bar from the effect until it was open again; each step as long as it took. */
function bar(rto: RtoReport): Markup {
  const seen = steps.flatMap(([key, name, kind]) => {
    const ms = rto.split[key];
    return ms === null || kind === '' ? [] : [{ ms, name, kind }];
  });
  const whole = seen.at(-1)?.ms ?? 0;
  if (whole <= 0) return nothing;
  let from = 0;
  const parts = seen.map(({ ms, name, kind }) => {
    const x = (from / whole) * 400;
    const wide = Math.max(0, ((ms - from) / whole) * 400);
    from = Math.max(from, ms);
    return html`<rect class="${kind}" x="${x}" width="${wide}" height="14"><title>until ${name}</title></rect>`;
  });
  return html`<svg class="split" viewBox="0 0 400 14" preserveAspectRatio="none" aria-hidden="true">${parts}</svg>`;
}
