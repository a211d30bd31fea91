import {
  countsFromHeal,
  type FaultReport,
  type IncidentReport,
  moment,
  type PhaseReport,
  type RunReport,
  rtoMeasured,
  type TimelineReport,
} from 'proofhouse/contract';
import { html, type Markup, nothing } from '../markup.ts';
import { clip, type Frame, type Strip } from './frame.ts';

/** About how wide a letter of the picture is. */
const letter = 6.2;
const lanesShown = 24;

export function phaseStrip(phases: readonly PhaseReport[]): Strip {
  return {
    name: 'phase',
    height: 18,
    draw: (top, frame) =>
      html`${phases.map((phase) => {
        const from = frame.x(phase.fromUs);
        const wide = frame.x(phase.toUs) - from;
        const label = phase.name.length * letter < wide ? phase.name : '';
        return html`<g><title>${phase.name}, from ${moment(phase.fromUs)} to ${moment(phase.toUs)}</title><rect class="t-box" x="${from}" y="${top}" width="${wide}" height="18"/><text class="mid faint" x="${from + wide / 2}" y="${top + 13}">${label}</text></g>`;
      })}`,
  };
}

/** Hatched while the effect may have begun, solid while it was there, thin until it was healed. */
export function faultStrip(fault: FaultReport, endUs: number): Strip {
  return {
    name: fault.id,
    title: `${fault.kind} on ${fault.target}: ${fault.status}`,
    height: 16,
    draw: (top, frame) => drawFault(fault, endUs, top, frame),
  };
}

function drawFault(fault: FaultReport, endUs: number, top: number, frame: Frame): Markup {
  const { commandUs, effectUs, healCommandUs, healedUs } = fault;
  if (commandUs === null) {
    return html`<text class="faint" x="${frame.x(0) + 6}" y="${top + 12}">${fault.status.replace('-', ' ')}: ${clip(fault.because, 100)}</text>`;
  }
  const x = (us: number | null) => frame.x(us ?? endUs);
  const middle = top + 8;
  const block = (from: number, to: number, kind: string) =>
    html`<rect class="${kind}" x="${from}" y="${top + 2}" width="${Math.max(to - from, 1)}" height="12"/>`;
  const effect =
    effectUs === null ? nothing : block(x(effectUs), x(healCommandUs ?? healedUs), 't-fault');
  const doubt = block(x(commandUs), x(effectUs ?? healCommandUs), 't-hatch');
  const after = x(healedUs) + 6;
  return html`<path class="t-line" d="M${x(commandUs)} ${top}v16M${x(commandUs)} ${middle}H${x(healedUs)}v-6v12"/>${doubt}${effect}<text x="${after}" y="${top + 12}">${clip(`${fault.kind}, ${fault.status}`, 60)}</text>`;
}

/** From the moment that the gate counts from until service was back. */
export function incidentStrip(incident: IncidentReport, faults: readonly FaultReport[]): Strip {
  const { rto } = incident;
  return {
    name: 'away',
    title: `As the gate counts it, for ${incident.faults.join(', ')}`,
    height: 16,
    draw: (top, frame) => {
      const fromUs = countedFromUs(incident, faults);
      const from = frame.x(fromUs);
      const label = `RTO ${rtoMeasured(rto)}`;
      if (rto.serviceMs === null || rto.noInterruption) {
        return html`<path class="t-back" d="M${from} ${top + 2}v12"/><text x="${from + 6}" y="${top + 12}">${label}</text>`;
      }
      const back = frame.x(fromUs + rto.serviceMs * 1000);
      return html`<path class="t-back" d="M${from} ${top + 2}v12m0-6H${back}m0-6v12"/><text x="${back + 6}" y="${top + 12}">${label}</text>`;
    },
  };
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

export function leaderStrip(run: RunReport, endUs: number): Strip {
  const { leaders } = run.timeline;
  return {
    name: 'leader',
    title: 'Who led, as the services said of themselves',
    height: 18,
    draw: (top, frame) =>
      html`${leaders.map((one, index) => {
        const from = frame.x(one.atUs);
        const wide = frame.x(leaders[index + 1]?.atUs ?? endUs) - from;
        const epoch = one.epoch === null ? 'epoch not seen' : `epoch ${one.epoch}`;
        const said = one.leader === null ? 'no leader seen' : `${one.leader}, ${epoch}`;
        const label = said.length * letter < wide ? said : '';
        const kind = one.leader === null ? 't-hatch' : `t-leader${index % 2 === 1 ? ' t-odd' : ''}`;
        return html`<g><title>${said}, from ${moment(one.atUs)}</title><rect class="${kind}" x="${from}" y="${top}" width="${Math.max(wide, 0.5)}" height="18"/><text class="mid${one.leader === null ? '' : ' on'}" x="${from + wide / 2}" y="${top + 13}">${label}</text></g>`;
      })}`,
  };
}

/** One thin bar a lane, dark where it was away; lanes that were never away give way first. */
export function laneStrips(lanes: TimelineReport['lanes']): Strip[] {
  const shown =
    lanes.length <= lanesShown
      ? lanes
      : lanes.filter(({ outages }) => outages.length > 0).slice(0, lanesShown);
  return shown.map((lane) => ({
    name: lane.lane,
    height: 11,
    draw: (top, frame) =>
      html`<rect class="t-base" x="${frame.x(0)}" y="${top + 1}" width="${frame.x(frame.endUs) - frame.x(0)}" height="8"/>${lane.outages.map(
        ([from, to]) =>
          html`<rect class="t-fault" x="${frame.x(from)}" y="${top + 1}" width="${Math.max(frame.x(to) - frame.x(from), 1)}" height="8"><title>${lane.lane}: away from ${moment(from)} to ${moment(to)}</title></rect>`,
      )}`,
  }));
}
