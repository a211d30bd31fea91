import { milliseconds, plural, type RunReport } from 'proofhouse/contract';
import { html, type Markup, nothing } from '../markup.ts';
import { type Columns, columns } from './columns.ts';
import { type Frame, frame, type Strip, span } from './frame.ts';
import { awayStrip, faultStrip, laneStrips, leaderStrip, lostStrip, phaseStrip } from './strips.ts';
import { timelineTables } from './tables.ts';

/** More columns than a wide screen has pixels show nothing more, and make the page heavy. */
const columnsMax = 1_200;

/** The whole run on one time axis: faults on top, below it what the clients saw of them. */
export function timeline(run: RunReport): Markup {
  const data = columns(run.timeline, columnsMax);
  const scale = frame(endOf(run, data));
  const events = [
    phaseStrip(run.phases, scale),
    ...run.faults.map((_, index) => faultStrip(run, index, scale)),
    ...run.incidents.map((_, index) => awayStrip(run, index, scale)),
    ...lostStrip(run, scale),
    ...leaderStrip(run, scale),
  ].map(row);
  const lanes = laneStrips(run, scale).map(row);
  return html`<div class="tl" role="group" aria-label="Timeline" aria-describedby="timeline-help">
${tools(run)}
<p class="tl-readout small quiet" data-needs-script hidden>Point at a moment to read it; drag to look closer.</p>
<p class="tl-status hidden" role="status"></p>
<div class="tl-rows">
${ground(run, scale)}
<div class="tl-group">${events}</div>
${charts()}
${lanes.length === 0 ? nothing : html`<div class="tl-group"><p class="tl-caption">Lanes <span class="quiet">dark while away; at the right, how much of what was intended was accepted</span></p>${lanes}</div>`}
${chart('lag', html`Witness lag <span class="quiet">how late the measuring itself was</span>`)}
<div class="tl-row tl-axis"><span></span><svg class="tl-ticks" aria-hidden="true"></svg></div>
<svg class="tl-front" aria-hidden="true"><rect class="tl-selection" width="0" height="100%"/><line class="tl-hair" x1="-9" x2="-9" y2="100%"/></svg>
</div>
${explained(run, data)}
</div>
${peekBox()}
${timelineTables(run)}
${island(data, scale, run)}`;
}

function endOf(run: RunReport, data: Columns): number {
  const binned = data.columnUs * Math.max(data.accepted.length, data.lagMs.length);
  return Math.max(run.phases.at(-1)?.toUs ?? 0, binned);
}

function row(strip: Strip): Markup {
  const drawn = html`<svg class="tl-strip" height="${strip.height}">${strip.drawn}</svg>`;
  const side =
    strip.side === undefined ? nothing : html`<span class="tl-side">${strip.side}</span>`;
  const title = strip.title === undefined ? nothing : html` title="${strip.title}"`;
  return html`<div class="tl-row ${strip.kind ?? ''}"><span class="tl-name"${title}>${strip.name}</span>${drawn}${side}</div>
`;
}

function charts(): Markup {
  const latency = html`Latency <span class="quiet">from the intended moment, logarithmic</span> ${key('k-p99', 'p99')}${key('k-p50', 'p50')}`;
  const operations = html`Operations a second ${key('k-accepted', 'accepted')}${key('k-rejected', 'rejected')}${key('k-indeterminate', 'indeterminate')}`;
  return html`${chart('latency', latency)}${chart('operations', operations)}`;
}

function chart(kind: string, caption: Markup): Markup {
  return html`<div class="tl-group"><p class="tl-caption">${caption}</p><div class="tl-chart" data-chart="${kind}"></div></div>
`;
}

function key(kind: string, name: string): Markup {
  return html`<span class="key"><i class="${kind}"></i>${name}</span>`;
}

/** What lies under all rows: when a fault was there, where a phase began, and round moments. */
function ground(run: RunReport, scale: Frame): Markup {
  const shades = run.faults.flatMap(({ lastNegativeUs, effectUs, healedUs }) => {
    const fromUs = lastNegativeUs ?? effectUs;
    if (fromUs === null) return [];
    const toUs = healedUs ?? scale.endUs;
    return [span(scale, fromUs, toUs, html`<rect class="t-shade" width="100%" height="100%"/>`)];
  });
  const starts = run.phases
    .slice(1)
    .map(({ fromUs }) =>
      span(scale, fromUs, fromUs, html`<line class="t-phase" x1="0" x2="0" y1="0" y2="100%"/>`),
    );
  return html`<svg class="tl-ground" aria-hidden="true"><defs><pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="hatch" d="M0 0v5"/></pattern></defs>${shades}<g class="tl-grid"></g>${starts}</svg>`;
}

function tools(run: RunReport): Markup {
  const spans = run.incidents.map((_, index) => {
    const name = run.incidents.length === 1 ? 'the incident' : `incident ${index + 1}`;
    return html`<button type="button" data-do="span" data-index="${String(index)}">Look at ${name}</button>`;
  });
  return html`<div class="tl-tools" data-needs-script hidden>
<button type="button" data-do="whole" data-zoomed disabled>Whole run</button>${spans}
<span class="tl-buttons"><button type="button" data-do="left" data-zoomed disabled aria-label="Earlier">&#8592;</button><button type="button" data-do="right" data-zoomed disabled aria-label="Later">&#8594;</button><button type="button" data-do="out" data-zoomed disabled aria-label="Show more time">&#8722;</button><button type="button" data-do="in" aria-label="Show less time">+</button></span>
</div>`;
}

function explained(run: RunReport, data: Columns): Markup {
  const bins = `Bins of ${milliseconds(run.timeline.binMs)}`;
  const joined =
    data.joined === 1
      ? `${bins}.`
      : `${bins}; each column joins ${plural(data.joined, 'bin')}: counts add up, of times the largest is shown.`;
  const lanes = run.timeline.lanes.length;
  const hidden =
    lanes > 24 ? ' Lanes that were never away, and more than 24 that were, are left out.' : '';
  return html`<p class="tl-keys small quiet">${key('k-fault', 'fault in effect, lane away')}${key('k-hatch', 'not certain')}${key('k-shade', 'a fault was there, or its heal was not done')}</p>
<p class="small quiet">${joined} The p99 of a bin with fewer than 100 answers is its slowest. Where a line is missing, nothing was seen.${hidden}</p>
<p class="small quiet" id="timeline-help" data-needs-script hidden>Drag across the picture, or use + and −, to look closer; arrow keys move, a double click or 0 shows the whole run. Select a fault, an outage or a lost order to see what was seen of it.</p>
<p class="small" data-without-script>Three charts need this page's script, which did not run: their numbers are in the tables below.</p>`;
}

function peekBox(): Markup {
  return html`<div id="peek" popover role="dialog" aria-label="What was seen">
<div class="peek-bar"><button type="button" class="peek-back" aria-label="Previous">&#8592;</button><span class="peek-of small quiet"></span><button type="button" class="peek-on" aria-label="Next">&#8594;</button><button type="button" class="peek-close">Close</button></div>
<div class="peek-body" tabindex="0" role="group" aria-label="Details"></div></div>`;
}

/** Numbers only: no text of a venue or of a scenario gets near the script. */
function island(data: Columns, scale: Frame, run: RunReport): Markup {
  const numbers = {
    endUs: Math.ceil(scale.endUs),
    binUs: data.columnUs,
    accepted: data.accepted,
    rejected: data.rejected,
    indeterminate: data.indeterminate,
    p50Ms: data.p50Ms,
    p99Ms: data.p99Ms,
    lagMs: data.lagMs,
    spans: run.incidents.map(({ fromUs, toUs }) => [fromUs, toUs ?? scale.endUs]),
  };
  const markup = JSON.stringify(numbers).replaceAll('<', '\\u003c');
  return html`<script type="application/json" id="timeline-data">${{ markup }}</script>`;
}
