import {
  count,
  type LostOperation,
  milliseconds,
  moment,
  type OrderEvent,
  plural,
  type RpoReport,
} from 'proofhouse/contract';
import { html, type Markup, nothing } from './markup.ts';
import { numberCell, table } from './tables.ts';

/** The oldest are the first that were lost; the others wait behind a click. */
const shownAtOnce = 8;

/** Every lost operation, and behind it all that was seen of its order. */
export function lostOperations(rpo: RpoReport, incident: number): Markup {
  if (rpo.ids.length === 0) return nothing;
  const all = rpo.ids.map((lost, index) => oneLost(rpo, lost, `lost-${incident}-${index}`));
  const rest = all.slice(shownAtOnce);
  const more =
    rest.length === 0
      ? nothing
      : html`<details class="more"><summary>and ${plural(rest.length, 'more operation')}</summary>${rest}</details>`;
  const hidden = (rpo.lostOperations ?? all.length) - all.length;
  const beyond =
    hidden > 0
      ? html`<p class="quiet small">${plural(hidden, 'more lost operation')}: see the history.</p>`
      : nothing;
  return html`<h4>Lost operations, oldest first</h4>${all.slice(0, shownAtOnce)}${more}${beyond}`;
}

function oneLost(rpo: RpoReport, lost: LostOperation, id: string): Markup {
  const { toldUs, ageMs, period, what, notional } = lost;
  const events = rpo.orders.find((order) => order.id === lost.order)?.events ?? [];
  const before = period === 'before-effect' ? `, ${milliseconds(ageMs)} before the effect` : '';
  const when = before === '' ? `, ${period.replaceAll('-', ' ')}` : before;
  const about = lost.order === lost.id ? nothing : html` of <code>${lost.order}</code>`;
  const kind =
    lost.kind === 'new'
      ? nothing
      : html` <span class="quiet">${lost.kind.replace('-', ' ')}${about}</span>`;
  return html`<details class="lost" id="${id}"><summary><code>${lost.id}</code>${kind} <span>${what}</span> <span class="quiet">told at ${moment(toldUs)}${when}; ${count(notional)} ticks × lots</span></summary>
${story(lost.order, events)}</details>
`;
}

const sources: Readonly<Record<OrderEvent['by'], string>> = {
  sent: 'client sent',
  told: 'client was told',
  log: "venue's log",
  read: 'read back',
};

function story(order: string, events: readonly OrderEvent[]): Markup {
  if (events.length === 0) return html`<p class="quiet">The history says no more of it.</p>`;
  const rows = events.map(({ atUs, by, what }) => {
    const when =
      atUs === null ? html`<td class="number quiet">no time</td>` : numberCell(moment(atUs));
    return html`<tr>${when}<td>${sources[by]}</td><td>${what}</td></tr>`;
  });
  return html`<p class="small">All that was seen of <code>${order}</code>:</p>${table(['#At', 'Who', 'What'], rows)}`;
}
