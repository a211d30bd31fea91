import {
  countsFromHeal,
  type FaultReport,
  type IncidentReport,
  moment,
  type PhaseReport,
  percent,
  type RunReport,
  rtoMeasured,
} from 'proofhouse/contract';
import { html, type Markup } from '../markup.ts';
import { beside, type Frame, point, type Strip, span } from './frame.ts';

/** More lanes than this are not told apart any more; the tables below have all of them. */
const lanesShown = 24;

export function phaseStrip(phases: readonly PhaseReport[], frame: Frame): Strip {
  const drawn = phases.map(({ name, fromUs, toUs }) =>
    span(
      frame,
      fromUs,
      toUs,
      html`<title>${name}, from ${moment(fromUs)} to ${moment(toUs)}</title><rect class="t-box" width="100%" height="20"/><text class="faint" x="6" y="14">${name}</text>`,
    ),
  );
  return { name: 'phase', height: 20, kind: 'tl-phases', drawn: html`${drawn}` };
}

/** Hatched while the effect may have begun, solid while it was there, thin until it was healed. */
export function faultStrip(run: RunReport, index: number, frame: Frame): Strip {
  const fault = run.faults[index] as FaultReport;
  const status = fault.status.replace('-', ' ');
  const said = `${fault.kind} on ${fault.target}: ${status}`;
  const strip = { name: html`<b>${fault.id}</b>`, title: said, height: 20, kind: 'tl-fault' };
  if (fault.commandUs === null) {
    const text = `${status}: ${fault.because}`;
    return { ...strip, drawn: html`<text class="faint" x="6" y="14">${text}</text>` };
  }
  const incident = run.incidents.findIndex(({ faults }) => faults.includes(fault.id));
  const look = incident < 0 ? `fault-${index}` : `fault-${index} split-${incident}`;
  const label = `${fault.kind}, ${status}, on ${fault.target}: its five times and where the time went`;
  return {
    ...strip,
    drawn: html`<a href="#fault-${String(index)}" data-peek="${look}" aria-label="${label}">${bar(fault, fault.commandUs, frame)}</a>`,
  };
}

function bar(fault: FaultReport, commandUs: number, frame: Frame): Markup {
  const { effectUs, healCommandUs, healedUs, kind, status } = fault;
  const endUs = healedUs ?? frame.endUs;
  const block = (fromUs: number, toUs: number, tone: string) =>
    span(frame, fromUs, toUs, html`<rect class="${tone}" y="4" width="100%" height="12"/>`);
  const parts = [
    span(frame, commandUs, endUs, html`<rect class="hit" width="100%" height="20"/>`),
    span(frame, commandUs, endUs, html`<rect class="t-fault" y="9" width="100%" height="2"/>`),
    block(commandUs, effectUs ?? healCommandUs ?? endUs, 't-hatch'),
    ...(effectUs === null ? [] : [block(effectUs, healCommandUs ?? endUs, 't-fault')]),
    point(frame, commandUs, html`<path class="t-stroke" d="M0 2v16"/>`),
    ...(healedUs === null
      ? []
      : [point(frame, healedUs, html`<path class="t-stroke" d="M0 4v12"/>`)]),
    beside(frame, commandUs, endUs, `${kind}, ${status.replace('-', ' ')}`, 14),
  ];
  return html`${parts}`;
}

/** From the moment that the gate counts from until service was back. */
export function awayStrip(run: RunReport, index: number, frame: Frame): Strip {
  const incident = run.incidents[index] as IncidentReport;
  const { rto } = incident;
  const label = `RTO ${rtoMeasured(rto)}`;
  const title = `Away as the gate counts it, for ${incident.faults.join(', ')}`;
  const fromUs = countedFromUs(incident, run.faults);
  const away = rto.serviceMs !== null && !rto.noInterruption;
  const toUs = away ? fromUs + (rto.serviceMs ?? 0) * 1000 : fromUs;
  const drawn = html`<a href="#incident-${String(index)}" data-peek="split-${String(index)}" aria-label="${label}: where the time went">${[
    span(frame, fromUs, toUs, html`<rect class="hit" width="100%" height="18"/>`),
    span(frame, fromUs, toUs, html`<rect class="t-back" y="8" width="100%" height="2"/>`),
    point(frame, fromUs, html`<path class="t-end" d="M0 3v12"/>`),
    point(frame, toUs, html`<path class="t-end" d="M0 3v12"/>`),
    beside(frame, fromUs, toUs, label, 13),
  ]}</a>`;
  return { name: 'away', title, height: 18, drawn };
}

/**
 * The last reading without effect, or by repair the heal command; else the incident's beginning.
 */
function countedFromUs({ faults: ids, fromUs, rto }: IncidentReport, all: readonly FaultReport[]) {
  const own = all.filter(({ id }) => ids.includes(id));
  const times = own.map((fault) =>
    countsFromHeal(rto) ? fault.healCommandUs : fault.lastNegativeUs,
  );
  const seen = times.filter((us) => us !== null);
  if (seen.length === 0) return fromUs;
  return countsFromHeal(rto) ? Math.max(...seen) : Math.min(...seen);
}

/** One mark an operation, where it was told; what became of it is a click away. */
export function lostStrip(run: RunReport, frame: Frame): Strip[] {
  const marks = run.incidents.flatMap(({ rpo }, incident) =>
    rpo.ids.map((lost, index) => {
      const label = `Lost: ${lost.id}, told at ${moment(lost.toldUs)}. What was seen of it.`;
      const id = `lost-${incident}-${index}`;
      // One stop for the keyboard; from there on, the box of the first leads to the others.
      const stop = incident === 0 && index === 0 ? '0' : '-1';
      const drawn = html`<rect class="hit" x="-6" width="12" height="18"/><path class="t-lost" d="M0 3l6 6-6 6-6-6z"/>`;
      return html`<a href="#${id}" data-peek="${id}" tabindex="${stop}" aria-label="${label}">${point(frame, lost.toldUs, drawn)}</a>`;
    }),
  );
  if (marks.length === 0) return [];
  const all = run.incidents.reduce((sum, { rpo }) => sum + (rpo.lostOperations ?? 0), 0);
  const title = `Lost operations, where they were told: ${marks.length} of ${all}`;
  return [{ name: 'lost', title, height: 18, drawn: html`${marks}` }];
}

export function leaderStrip(run: RunReport, frame: Frame): Strip[] {
  const { leaders } = run.timeline;
  if (leaders.length === 0) return [];
  const drawn = leaders.map(({ atUs, leader, epoch }, index) => {
    const said =
      leader === null
        ? 'no leader seen'
        : `${leader}, ${epoch === null ? 'epoch not seen' : `epoch ${epoch}`}`;
    const kind = leader === null ? 't-none' : `t-leader${index % 2 === 1 ? ' t-odd' : ''}`;
    const text = html`<text class="${leader === null ? 'faint' : 'on'}" x="6" y="14">${said}</text>`;
    const toUs = leaders[index + 1]?.atUs ?? frame.endUs;
    const body = html`<title>${said}, from ${moment(atUs)}</title><rect class="${kind}" width="100%" height="20"/>${text}`;
    return span(frame, atUs, toUs, body);
  });
  const title = 'Who led, as the services said of themselves';
  return [{ name: 'leader', title, height: 20, kind: 'tl-leaders', drawn: html`${drawn}` }];
}

/** One thin bar a lane, dark where it was away; lanes that were never away give way first. */
export function laneStrips(run: RunReport, frame: Frame): Strip[] {
  const { lanes } = run.timeline;
  const shown =
    lanes.length <= lanesShown
      ? lanes
      : lanes.filter(({ outages }) => outages.length > 0).slice(0, lanesShown);
  return shown.map(({ lane, outages }) => ({
    name: lane,
    height: 12,
    kind: 'tl-lane',
    side: percent(laneAvailability(run, lane)),
    drawn: html`<rect class="t-base" y="1" width="100%" height="10"/>${outages.map(([from, to]) =>
      span(
        frame,
        from,
        to,
        html`<title>${lane}: away from ${moment(from)} to ${moment(to)}</title><rect class="t-fault" y="1" width="100%" height="10"/>`,
      ),
    )}`,
  }));
}

/** Over all phases in which it was measured; null where nothing was. */
export function laneAvailability(run: RunReport, lane: string): number | null {
  const own = run.availability.flatMap(({ lanes }) => lanes.filter((one) => one.lane === lane));
  const intended = own.reduce((sum, one) => sum + one.intended, 0);
  if (intended === 0) return null;
  return own.reduce((sum, one) => sum + one.accepted, 0) / intended;
}
