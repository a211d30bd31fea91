import {
  answer,
  checksSummary,
  count,
  countsFromHeal,
  type FaultReport,
  faultsSummary,
  type IncidentReport,
  milliseconds,
  moment,
  notSeen,
  objectiveRows,
  plural,
  type RtoReport,
  type RunReport,
  redundancySpans,
  seconds,
  venueSentence,
} from 'proofhouse/contract';
import { icon, mark, verdictIcon, verdictTones } from './marks.ts';
import { html, type Markup, nothing, prose } from './markup.ts';

/** The first screen: may it be released, why, the four figures, what broke, how to repeat it. */
export function verdict(run: RunReport): Markup {
  const { short, long } = answer(run.verdict);
  return html`<header>
<p class="quiet small"><span class="brand">Proofhouse</span> <code>${run.scenario.id}</code> · ${startedAt(run)}</p>
<h1>${run.scenario.title}</h1>
<p class="quiet small">${venueSentence(run)}</p>
</header>
<section class="verdict ${verdictTones[run.verdict]} v-${run.verdict.toLowerCase()}" aria-label="Verdict">
<p class="word">${verdictIcon(run.verdict)}${run.verdict}</p>
<div><p class="answer">May it be released? <strong>${short}</strong> ${long}</p>
${reasons(run)}</div>
</section>
${alarms(run)}
<div class="cards">${figures(run)}${examined(run)}</div>
<div class="columns first">
<section aria-labelledby="broke-name">${whatBroke(run)}</section>
<section class="repeat" aria-labelledby="repeat-name"><h2 id="repeat-name">How to repeat it</h2><pre>${command(run.reproduce)}</pre>
<p class="quiet small"><button type="button" data-copy hidden>Copy</button> Seed <code>${String(run.seed)}</code>; all that was random came from it.</p></section>
</div>`;
}

/** A line breaks between two words of a command, never within `--seed`. */
function command(line: string): Markup {
  const [first = '', ...rest] = line.split(' ').map((word) => html`<span>${word}</span>`);
  return html`${first}${rest.map((word) => html` ${word}`)}`;
}

function startedAt(run: RunReport): string {
  return `${run.startedAt.replace('T', ' ').replace(/\.\d+Z$/, ' UTC')}, ${milliseconds(run.durationMs)}`;
}

/** The worst come first; what follows from them waits behind a click. */
const reasonsShown = 3;

function reasons(run: RunReport): Markup {
  const [only] = run.reasons;
  if (only === undefined) return nothing;
  if (run.reasons.length === 1) return html`<p class="reason">${prose(only)}</p>`;
  const items = run.reasons.map((reason) => html`<li>${prose(reason)}</li>`);
  const rest = items.slice(reasonsShown);
  const more =
    rest.length === 0
      ? nothing
      : html`<details><summary>and ${count(rest.length)} more</summary><ul>${rest}</ul></details>`;
  return html`<ul>${items.slice(0, reasonsShown)}</ul>${more}`;
}

function alarms(run: RunReport): Markup {
  const planted = run.venue.defects.join(', ');
  return html`${
    run.residue === 'clean'
      ? nothing
      : html`<section class="alarm bad"><strong>Left behind on this machine:</strong> ${run.residues.join('; ') || 'something'}</section>`
  }${
    planted === ''
      ? nothing
      : html`<section class="alarm unknown"><strong>Defect planted on purpose:</strong> <code>${planted}</code>. This run tests the harness, not a release.</section>`
  }`;
}

function figures(run: RunReport): Markup[] {
  const worst = worstIncident(run);
  if (worst === undefined) return run.faults.length > 0 ? notMeasured() : latencyFigures(run);
  const many = run.incidents.length > 1 ? `, worst of ${run.incidents.length} incidents` : '';
  return [backInService(worst, many), redundantAgain(worst, many), ordersLost(run, worst, many)];
}

function worstIncident(run: RunReport): IncidentReport | undefined {
  const rank = { fail: 0, unknown: 1, pass: 2, 'not-required': 3 };
  const of = ({ rto, rpo }: IncidentReport) => Math.min(rank[rto.outcome], rank[rpo.outcome]);
  return run.incidents.toSorted(
    (a, b) => of(a) - of(b) || (b.rto.serviceMs ?? 0) - (a.rto.serviceMs ?? 0),
  )[0];
}

function backInService({ rto }: IncidentReport, many: string): Markup {
  const limit = rto.limitMs === null ? 'no limit set' : `limit ${milliseconds(rto.limitMs)}`;
  const by = {
    'self-recovery': ['By itself, before the heal.'],
    repair: [countsFromHeal(rto) ? 'By the heal, and counted from it.' : 'By the heal.'],
    none: [],
  };
  const effect =
    rto.effectWindowMs === null
      ? 'When the effect began was not seen.'
      : `Effect dated to within ${milliseconds(rto.effectWindowMs)}.`;
  const notes = [...by[rto.by], ...(rto.relapse ? ['It relapsed.'] : []), effect];
  const title = `Back in service (RTO${many})`;
  return card(title, backValue(rto), html`${mark(rto.outcome)} ${limit}`, notes);
}

function backValue(rto: RtoReport): Markup {
  if (rto.noInterruption) {
    return html`none seen <small>&lt; ${milliseconds(rto.unseenBelowMs)}</small>`;
  }
  if (rto.serviceMs === null) return html`${rto.outcome === 'fail' ? 'not back' : notSeen}`;
  const spread = html`<small>±${seconds(rto.resolutionMs, rto.resolutionMs)}</small>`;
  return html`${seconds(rto.serviceMs, rto.resolutionMs)} s ${spread}`;
}

function redundantAgain({ rto }: IncidentReport, many: string): Markup {
  const { redundancyMs, redundancyLimitMs } = rto;
  const title = `Redundant again${many}`;
  const limit =
    redundancyLimitMs === null ? 'no limit set' : `limit ${milliseconds(redundancyLimitMs)}`;
  if (redundancyMs === null) {
    const asks = 'Asks for a standby in sync and every gateway serving.';
    return card(title, html`${notSeen}`, html`${limit}`, [asks]);
  }
  const [, other] = redundancySpans(rto);
  const notes = other === '' ? [] : [`Counted from the heal; ${other}.`];
  return card(title, html`${milliseconds(redundancyMs)}`, html`${limit}`, notes);
}

function ordersLost(run: RunReport, { rpo }: IncidentReport, many: string): Markup {
  const told = run.load.reduce((sum, row) => sum + row.accepted, 0);
  const value =
    rpo.lostOrders === null
      ? html`${notSeen}`
      : html`${count(rpo.lostOrders)} <small>of ${count(told)} acknowledged</small>`;
  const limit = rpo.limitOrders === null ? 'no limit set' : `limit ${count(rpo.limitOrders)}`;
  const bound =
    rpo.upperBound === null || rpo.upperBound === rpo.lostOrders
      ? []
      : [`At most ${count(rpo.upperBound)} if they were acked unheard.`];
  const told100 = `${count(rpo.exposure.toldLast100Ms)} told in the last 100 ms before the effect.`;
  return card(`Orders lost (RPO${many})`, value, html`${mark(rpo.outcome)} ${limit}`, [
    ...bound,
    told100,
  ]);
}

/** Faults were planned and none could be followed: the figures that were wanted are not there. */
function notMeasured(): Markup[] {
  const why = ['No fault of this run had an effect that could be followed.'];
  const value = html`${notSeen}`;
  return [
    card('Back in service (RTO)', value, mark('unknown'), why),
    card('Orders lost (RPO)', value, mark('unknown'), why),
  ];
}

/** A run without a fault is about its latency. */
function latencyFigures(run: RunReport): Markup[] {
  const rows = objectiveRows(run).filter(({ id }) => id.startsWith('slo '));
  return rows
    .slice(0, 3)
    .map((row) =>
      card(row.name, html`${row.measured}`, html`${mark(row.outcome)} ${row.limit}`, row.details),
    );
}

function examined(run: RunReport): Markup {
  const facts = run.checks.reduce((sum, check) => sum + check.examined, 0);
  const failed = run.checks.some(({ outcome }) => outcome === 'fail');
  const unknown = run.checks.some(({ outcome }) => outcome === 'unknown');
  const outcome = failed ? 'fail' : unknown || run.checks.length === 0 ? 'unknown' : 'pass';
  return card(
    'Examined',
    html`${count(facts)} <small>${facts === 1 ? 'fact' : 'facts'}</small>`,
    html`${mark(outcome)} ${plural(run.checks.length, 'check')}`,
    [
      ...(outcome === 'pass' ? [] : [`${checksSummary(run)}.`]),
      `${count(run.events)} events judged, ${faultsSummary(run.faults).replace('confirmed', 'faults confirmed')}.`,
    ],
  );
}

function card(name: string, value: Markup, limit: Markup, notes: readonly string[]): Markup {
  const lines = notes.map((note) => html`<p class="quiet">${prose(note)}</p>`);
  return html`<section class="card"><h2>${name}</h2><p class="value">${value}</p><p>${limit}</p>${lines}</section>`;
}

/** Beyond this the section below has them all. */
const faultsShown = 3;

function whatBroke(run: RunReport): Markup {
  const head = html`<h2 id="broke-name">What broke, and when <span class="quiet">${faultsSummary(run.faults)}</span></h2>`;
  if (run.faults.length === 0)
    return html`${head}<p>Nothing was broken on purpose in this run.</p>`;
  const lines = run.faults
    .slice(0, faultsShown)
    .map(
      (fault) =>
        html`<li>${icon(fault.status === 'confirmed' ? 'ok' : 'unknown')}<div>${prose(`${fault.kind} on ${withoutPids(fault.target)}`)}<br><span class="quiet">${prose(whenIt(fault))}</span></div></li>`,
    );
  const rest = run.faults.length - lines.length;
  const more =
    rest > 0 ? html`<li><a href="#faults">and ${plural(rest, 'more fault')}</a></li>` : nothing;
  return html`${head}<ul class="broke">${lines}${more}</ul>`;
}

/** Which process it was stands below; here it is about the service. */
function withoutPids(target: string): string {
  return target.replaceAll(/ \(pid \d+ start \d+\)/g, '');
}

/** `effect at 6.151 s, 4.83 ms after the command; healed at 7.391 s` */
function whenIt({ status, because, commandUs, effectUs, healedUs }: FaultReport): string {
  if (status !== 'confirmed' || effectUs === null) return `${status.replace('-', ' ')}: ${because}`;
  const after =
    commandUs === null ? '' : `, ${milliseconds((effectUs - commandUs) / 1000)} after the command`;
  const heal = healedUs === null ? 'heal not seen' : `healed at ${moment(healedUs)}`;
  return `effect at ${moment(effectUs)}${after}; ${heal}`;
}
