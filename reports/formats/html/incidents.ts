import {
  count,
  type FaultReport,
  type IncidentReport,
  milliseconds,
  moment,
  notSeen,
  plural,
  type RpoReport,
  type RtoReport,
  type RunReport,
  rpoMeasured,
  rtoMeasured,
} from 'proofhouse/contract';
import { lostOperations } from './lost.ts';
import { mark } from './marks.ts';
import { html, type Markup, nothing, prose } from './markup.ts';
import { splitOf } from './split.ts';

/** What broke, and when: each fault with its five times, each with how long after the command. */
export function faults(run: RunReport): Markup {
  if (run.faults.length === 0) {
    return html`<p class="quiet">Nothing was broken on purpose in this run.</p>`;
  }
  return html`${run.faults.map(
    (fault, index) => html`<article class="fault" id="fault-${String(index)}">
<h3>${mark(fault.status)} <code>${fault.id}</code> <span class="quiet">${fault.kind} on ${fault.target}</span></h3>
<ol class="times">${times(fault)}</ol>
<p>${prose(fault.because)}</p>
</article>`,
  )}`;
}

function times(fault: FaultReport): Markup[] {
  const { commandUs } = fault;
  const five = [
    ['Command', commandUs],
    ['Last without effect', fault.lastNegativeUs],
    ['Effect', fault.effectUs],
    ['Heal command', fault.healCommandUs],
    ['Healed', fault.healedUs],
  ] as const;
  return five.map(([name, us], index) => {
    const later =
      commandUs === null || us === null || index === 0
        ? ''
        : `+${milliseconds((us - commandUs) / 1000)}`;
    const quiet = us === null ? html` class="quiet"` : nothing;
    return html`<li><span>${name}</span><b${quiet}>${moment(us)}</b><span>${later}</span></li>`;
  });
}

export function incidents(run: RunReport): Markup {
  if (run.incidents.length === 0) {
    return html`<p class="quiet">No incident: no fault of this run had an effect that could be followed.</p>`;
  }
  return html`${run.incidents.map((incident, index) => oneIncident(run, incident, index))}`;
}

function oneIncident(run: RunReport, incident: IncidentReport, index: number): Markup {
  const until = incident.toUs === null ? 'end not seen' : `to ${moment(incident.toUs)}`;
  return html`<article id="incident-${String(index)}">
<h3>Incident ${String(index + 1)}: ${incident.faults.join(', ')} <span class="quiet">from ${moment(incident.fromUs)} ${until}</span></h3>
<div class="columns">
<div><h4>Back in service ${mark(incident.rto.outcome)}</h4>
<p class="measure">${rtoMeasured(incident.rto)}</p><p>${prose(incident.rto.because)}</p>${rtoFacts(incident.rto)}${splitOf(incident.rto, index)}</div>
<div><h4>Lost orders ${mark(incident.rpo.outcome)}</h4>
<p class="measure">${rpoMeasured(incident.rpo, run.load)}</p><p>${prose(incident.rpo.because)}</p>${rpoFacts(incident.rpo)}</div>
</div>
${lostOperations(incident.rpo, index)}
</article>`;
}

function rtoFacts(rto: RtoReport): Markup {
  const [low, high] = rto.intervalMs ?? [null, null];
  const by = { 'self-recovery': 'itself, before the heal', repair: 'the heal', none: notSeen };
  const set = (ms: number | null) => (ms === null ? 'none set' : milliseconds(ms));
  return facts([
    ['Limit', set(rto.limitMs)],
    ['Back, as counted', rto.noInterruption ? 'no interruption' : milliseconds(rto.serviceMs)],
    ['Outage at least', milliseconds(low)],
    ['Outage at most', milliseconds(high)],
    ['Resolution', milliseconds(rto.resolutionMs)],
    ['Effect dated to within', milliseconds(rto.effectWindowMs)],
    ['Brought back by', by[rto.by]],
    ['Back after the heal command', milliseconds(rto.afterHealMs)],
    ['Relapse', rto.relapse ? 'yes' : 'none seen'],
    ['Grade reached', rto.rung],
    ['Redundancy limit', set(rto.redundancyLimitMs)],
    ['Redundant again, as counted', milliseconds(rto.redundancyMs)],
    ['Redundant after the heal command', milliseconds(rto.redundancyAfterHealMs)],
  ]);
}

function rpoFacts(rpo: RpoReport): Markup {
  const { exposure, byPeriod } = rpo;
  return facts([
    ['Limit', rpo.limitOrders === null ? 'none set' : plural(rpo.limitOrders, 'order')],
    ['Horizon', rpo.horizon],
    ['At most, if acked unheard', count(rpo.upperBound)],
    [
      'Told in the last 100 ms',
      `${count(exposure.toldLast100Ms)} (needs ${count(exposure.neededLast100Ms)})`,
    ],
    ['Told in the last 1 s', count(exposure.toldLast1s)],
    ['Never answered', count(exposure.indeterminate)],
    ['of these executed', count(exposure.indeterminateExecuted)],
    ['of these vanished', count(exposure.indeterminateVanished)],
    ['Lost, told before the effect', count(byPeriod.beforeEffect)],
    ['Lost, told during the outage', count(byPeriod.duringOutage)],
    ['Lost, told after recovery', count(byPeriod.afterRecovery)],
    [
      'Oldest lost, before the effect',
      rpo.lostOrders === 0 ? 'none lost' : milliseconds(rpo.lostAgeMs),
    ],
    ['Phantom', count(rpo.phantom)],
    ['Resurrected', count(rpo.resurrected)],
    ['Duplicated', count(rpo.duplicated)],
    ['Reordered', count(rpo.reordered)],
  ]);
}

function facts(rows: readonly (readonly [string, string])[]): Markup {
  const items = rows.map(
    ([name, value]) =>
      html`<div><dt>${name}</dt><dd${value === notSeen ? html` class="quiet"` : nothing}>${value}</dd></div>`,
  );
  return html`<dl class="facts">${items}</dl>`;
}
