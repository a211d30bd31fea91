import { milliseconds, type RunReport } from 'proofhouse/contract';
import { html, type Markup, nothing } from '../markup.ts';
import { faultStrip, incidentStrip, laneStrips, leaderStrip, phaseStrip } from './events.ts';
import {
  clip,
  type Frame,
  frame,
  gutter,
  left,
  right,
  type Strip,
  tickLabel,
  ticks,
  width,
} from './frame.ts';
import { type Columns, columns, lagStrip, latencyStrip, rateStrip } from './series.ts';

const gap = 12;
const axisHeight = 20;

/** The whole run on one time axis: faults on top, below it what the clients saw of them. */
export function timeline(run: RunReport): Markup {
  const data = columns(run.timeline);
  const endUs = Math.max(
    run.phases.at(-1)?.toUs ?? 0,
    data.columnUs * Math.max(data.accepted.length, data.lagMs.length),
  );
  const strips = stripsOf(run, data, endUs);
  const scale = frame(endUs);
  const { drawn, height } = stack(strips, scale);
  return html`<figure class="scroll" tabindex="0" role="group" aria-label="Timeline picture">
<svg class="timeline" viewBox="0 0 ${width} ${height + axisHeight}" role="img" aria-label="Timeline of the run: phases, faults, leader, lanes, latency, operations a second and witness lag over ${milliseconds(endUs / 1000)}">
<defs><pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="hatch" d="M0 0v5"/></pattern></defs>
${shades(run, scale, height)}${axis(scale, height)}${boundaries(run, scale, height)}${drawn}
</svg></figure>${legend(run, data)}`;
}

function stripsOf(run: RunReport, data: Columns, endUs: number): Strip[][] {
  const faults = run.faults.map((fault) => faultStrip(fault, endUs));
  const leaders = run.timeline.leaders.length === 0 ? [] : [leaderStrip(run, endUs)];
  return [
    [phaseStrip(run.phases)],
    [...faults, ...run.incidents.map((incident) => incidentStrip(incident, run.faults))],
    leaders,
    [latencyStrip(data)],
    [rateStrip(data)],
    laneStrips(run.timeline.lanes),
    [lagStrip(data)],
  ].filter((group) => group.length > 0);
}

function stack(groups: readonly (readonly Strip[])[], scale: Frame) {
  const drawn: Markup[] = [];
  let top = 2;
  for (const group of groups) {
    for (const strip of group) {
      drawn.push(label(strip, top), strip.draw(top, scale));
      top += strip.height + 2;
    }
    top += gap;
  }
  return { drawn, height: top - gap };
}

/** Thin strips have small names; the axis labels of a chart leave the name its own line. */
function label(strip: Strip, top: number): Markup {
  if (strip.height < 14) {
    return html`<text class="end tiny faint" x="${left - 10}" y="${top + 8.5}">${clip(strip.name, 22)}<title>${strip.title ?? strip.name}</title></text>`;
  }
  return strip.height > 30 ? chartName(strip, top) : gutter(strip, top, strip.height);
}

function chartName(strip: Strip, top: number): Markup {
  return html`<text x="2" y="${top + strip.height / 2 + 4}">${clip(strip.name, 12)}<title>${strip.title ?? strip.name}</title></text>`;
}

function shades(run: RunReport, scale: Frame, height: number): Markup {
  return html`${run.faults.map((fault) => {
    const from = fault.lastNegativeUs ?? fault.effectUs;
    if (from === null) return nothing;
    const x = scale.x(from);
    const wide = scale.x(fault.healedUs ?? scale.endUs) - x;
    return html`<rect class="t-shade" x="${x}" y="22" width="${wide}" height="${height - 22}"/>`;
  })}`;
}

function axis(scale: Frame, height: number): Markup {
  const marks = ticks(scale).map((seconds) => {
    const x = scale.x(seconds * 1_000_000);
    const anchor = x > width - right - 20 ? 'end' : 'mid';
    return html`<path class="t-grid" d="M${x} 22V${height + 4}"/><text class="${anchor} faint" x="${x}" y="${height + 16}">${tickLabel(seconds)}</text>`;
  });
  return html`${marks}`;
}

function boundaries(run: RunReport, scale: Frame, height: number): Markup {
  return html`${run.phases.slice(1).map(({ fromUs }) => html`<path class="t-phase" d="M${scale.x(fromUs)} 20V${height}"/>`)}`;
}

function legend(run: RunReport, data: Columns): Markup {
  const joined =
    data.joined === 1
      ? nothing
      : html` Each column joins ${String(data.joined)} bins: counts add up, of times the largest is shown.`;
  const hidden =
    run.timeline.lanes.length > 24 ? html` Lanes that were never away are left out.` : nothing;
  const key = (kind: string, text: string) =>
    html`<span class="key"><svg viewBox="0 0 14 10" width="14" height="10" aria-hidden="true">${kind.startsWith('t-p') ? html`<path class="${kind}" d="M1 5h12"/>` : html`<rect class="${kind}" width="14" height="10"/>`}</svg>${text}</span>`;
  return html`<p class="legend quiet small">${key('t-p99', 'p99')}${key('t-p50', 'p50')}${key('t-accepted', 'accepted')}${key('t-rejected', 'rejected')}${key('t-indeterminate', 'indeterminate')}${key('t-fault', 'fault in effect, lane away')}${key('t-hatch', 'not certain')} Bins of ${milliseconds(run.timeline.binMs)}.${joined}${hidden} Where a line is missing, nothing was seen.</p>`;
}
