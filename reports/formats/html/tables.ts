import {
  type CheckReport,
  count,
  milliseconds,
  moment,
  noiseSentence,
  notSeen,
  objectiveRows,
  percent,
  type RunReport,
  shortCommit,
  worstFirst,
} from 'proofhouse/contract';
import { mark } from './marks.ts';
import { type Content, html, type Markup, nothing } from './markup.ts';

/** Limits stand inside the cell they judge. */
export function objectives(run: RunReport): Markup {
  const rows = objectiveRows(run).map(
    (row) => html`<tr>
<td>${mark(row.outcome)}</td>
<th scope="row">${row.name}</th>
<td class="figure">${row.measured}${row.limit === '' ? nothing : html` <span class="limit">${row.limit}</span>`}</td>
<td>${row.because}${row.details.map((detail) => html`<br><span class="quiet">${detail}</span>`)}</td>
</tr>`,
  );
  return table(['Outcome', 'Objective', 'Measured, with its limit', 'Why and how'], rows);
}

export function checks(run: RunReport): Markup {
  const rows = worstFirst(run.checks).map(
    (check) => html`<tr>
<td>${mark(check.outcome)}</td>
<th scope="row"><code>${check.id}</code><br><span class="quiet">${check.class}</span></th>
<td class="number">${count(check.examined)}</td>
<td>${check.because}${evidence(check)}</td>
</tr>`,
  );
  return table(['Outcome', 'Check', '#Facts examined', 'Seen'], rows);
}

function evidence(check: CheckReport): Markup {
  const open = check.outcome === 'fail' ? html` open` : nothing;
  const lines = check.evidence.map((line) => html`<li><code>${line}</code></li>`);
  const shown =
    lines.length === 0
      ? nothing
      : html`<details${open}><summary>Evidence</summary><ol>${lines}</ol></details>`;
  const limits =
    check.doesNotVerify === ''
      ? nothing
      : html`<details><summary>What this does not verify</summary><p>${check.doesNotVerify}</p></details>`;
  return html`${shown}${limits}`;
}

export function load(run: RunReport): Markup {
  const rows = run.load.map((row) => {
    const numbers = [row.intended, row.sent, row.accepted, row.rejected, row.notExecuted];
    const more = [row.indeterminate, row.trades];
    const cells = [...numbers, ...more].map((number) => numberCell(count(number)));
    const lag = [row.lagMs.p50, row.lagMs.p99, row.lagMs.max].map((ms) =>
      numberCell(milliseconds(ms)),
    );
    const name = row.witness ? html`${row.id} <span class="quiet">measures</span>` : row.id;
    return html`<tr><td>${mark(row.outcome)}</td><th scope="row">${name}</th>${cells}${lag}</tr>`;
  });
  const counts = [
    '#Intended',
    '#Sent',
    '#Accepted',
    '#Rejected',
    '#Not executed',
    '#Indeterminate',
  ];
  const lags = ['#Late p50', '#Late p99', '#Late max'];
  return table(['Outcome', 'Load', ...counts, '#Trades', ...lags], rows);
}

export function phases(run: RunReport): Markup {
  const rows = run.phases.map((phase) => {
    const served = run.availability.find((row) => row.phase === phase.name);
    const share =
      served === undefined
        ? html`<td class="number quiet">not measured</td><td></td>`
        : html`${numberCell(percent(served.ratio))}<td class="quiet">${count(served.accepted)} of ${count(served.intended)}</td>`;
    return html`<tr><th scope="row">${phase.name}</th>${numberCell(moment(phase.fromUs))}${numberCell(
      milliseconds((phase.toUs - phase.fromUs) / 1000),
    )}${share}<td>${phase.because}</td></tr>`;
  });
  const head = ['Phase', '#From', '#Lasted', '#Available', 'Accepted', 'Ended because'];
  return table(head, rows);
}

/** Everything needed to find or repeat this run, and what the numbers were measured on. */
export function environment(run: RunReport): Markup {
  const facts: [string, Content][] = [
    ['Run', html`<code>${run.id}</code>`],
    ['Started', run.startedAt],
    ['Lasted', milliseconds(run.durationMs)],
    ['Scenario', html`<code>${run.scenario.file}</code>`],
    ['Scenario digest', html`<code>${short(run.scenario.digest)}</code>`],
    ['Requirements', run.scenario.requirements.join(', ') || 'none named'],
    ['Seed', html`<code>${String(run.seed)}</code>`],
    ['Plan digest', html`<code>${short(run.plan.digest)}</code>`],
    ['Venue', `${run.venue.name} ${run.venue.version}`],
    ['Venue commit', html`<code>${shortCommit(run.venue.commit) || notSeen}</code>`],
    ['Venue configuration', html`<code>${short(run.venue.configDigest)}</code>`],
    ['Planted defects', run.venue.defects.join(', ') || 'none'],
    ['Runtime', run.runtime],
    ['Proofhouse', `${run.tool.version} (${shortCommit(run.tool.commit) || 'no commit'})`],
    ['Noise floor', noiseSentence(run.noiseFloor)],
    ['Noise measured', run.noiseFloor.measuredAt ?? notSeen],
    ['Events judged', count(run.events)],
    ['Exit code', String(run.exitCode)],
    ...Object.entries(run.environment),
  ];
  const items = facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`);
  return html`<dl class="facts">${items}</dl>`;
}

/** A table that scrolls by itself on small screens; `#` before a name makes a column of numbers. */
export function table(head: readonly string[], rows: readonly Markup[]): Markup {
  if (rows.length === 0) return html`<p class="quiet">None in this run.</p>`;
  const cells = head.map((name) =>
    name.startsWith('#')
      ? html`<th scope="col" class="number">${name.slice(1)}</th>`
      : html`<th scope="col">${name}</th>`,
  );
  return html`<div class="scroll" tabindex="0" role="group" aria-label="${head[1] ?? 'Table'} table">
<table><thead><tr>${cells}</tr></thead><tbody>${rows}</tbody></table></div>`;
}

export function numberCell(text: string): Markup {
  return html`<td class="number${text === notSeen ? ' quiet' : ''}">${text}</td>`;
}

function short(digest: string): string {
  return digest.slice(0, 16) || notSeen;
}
