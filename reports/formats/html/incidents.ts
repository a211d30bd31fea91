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
import { mark } from './marks.ts';
import { html, type Markup, nothing } from './markup.ts';
import { splitOf } from './split.ts';
import { numberCell, table } from './tables.ts';

/** What broke, when, and for how long: the five times of each fault, then each incident. */
export function faults(run: RunReport): Markup {
  const rows = run.faults.map(
    (fault) => html`<tr>
<td>${mark(fault.status)}</td>
<th scope="row"><code>${fault.id}</code><br><span class="quiet">${fault.kind}</span></th>
<td>${fault.target}</td>
${times(fault)}
<td>${fault.because}</td>
</tr>`,
  );
  const times5 = ['#Command', '#Last without effect', '#Effect', '#Heal command', '#Healed'];
  return table(['Status', 'Fault', 'Target', ...times5, 'What was seen'], rows);
}

/** Moments of the run, and below each how long after the command it was. */
function times(fault: FaultReport): Markup[] {
  const { commandUs, lastNegativeUs, effectUs, healCommandUs, healedUs } = fault;
  return [commandUs, lastNegativeUs, effectUs, healCommandUs, healedUs].map((us, index) => {
    if (us === null) return numberCell(notSeen);
    const later =
      commandUs === null || index === 0 ? '' : `+${milliseconds((us - commandUs) / 1000)}`;
    return html`<td class="number">${moment(us)}<br><span class="quiet">${later}</span></td>`;
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
  return html`<article>
<h3>Incident ${String(index + 1)}: ${incident.faults.join(', ')} <span class="quiet">from ${moment(incident.fromUs)} ${until}</span></h3>
<div class="columns">
<div><h4>Back in service ${mark(incident.rto.outcome)}</h4>
<p class="measure">${rtoMeasured(incident.rto)}</p><p>${incident.rto.because}</p>${rtoFacts(incident.rto)}</div>
<div><h4>Lost orders ${mark(incident.rpo.outcome)}</h4>
<p class="measure">${rpoMeasured(incident.rpo, run.load)}</p><p>${incident.rpo.because}</p>${rpoFacts(incident.rpo)}</div>
</div>
${lostOperations(incident.rpo)}
</article>`;
}

function rtoFacts(rto: RtoReport): Markup {
  const [low, high] = rto.intervalMs ?? [null, null];
  const by = { 'self-recovery': 'itself, before the heal', repair: 'the heal', none: notSeen };
  const set = (ms: number | null) => (ms === null ? 'none set' : milliseconds(ms));
  return html`${facts([
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
  ])}${splitOf(rto)}`;
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

function lostOperations(rpo: RpoReport): Markup {
  if (rpo.ids.length === 0) return nothing;
  const rows = rpo.ids.map(
    (lost) => html`<tr><th scope="row"><code>${lost.id}</code></th><td>${lost.what}</td>
<td class="number">${moment(lost.toldUs)}</td><td class="number">${milliseconds(lost.ageMs)}</td>
<td>${lost.period.replaceAll('-', ' ')}</td><td class="number">${count(lost.notional)}</td></tr>`,
  );
  const hidden = (rpo.lostOperations ?? rows.length) - rows.length;
  const more =
    hidden > 0
      ? html`<p class="quiet">${plural(hidden, 'more operation')} lost: see the history.</p>`
      : nothing;
  const head = ['Order', 'Lost operation', '#Told at', '#Before effect', 'Told', '#Ticks × lots'];
  return html`<h4>Lost operations</h4>${table(head, rows)}${more}`;
}
