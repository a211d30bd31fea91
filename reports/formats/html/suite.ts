import {
  count,
  figureLimit,
  figureName,
  figureSpread,
  figureWorst,
  flakyText,
  milliseconds,
  notRunReason,
  plural,
  type SuiteReport,
  type SuiteRun,
  type SuiteScenario,
  suiteAnswer,
  suiteSummary,
} from 'proofhouse/contract';
import { htmlDocument } from './document.ts';
import { icon, mark, type Tone, verdictTones } from './marks.ts';
import { html, type Markup, nothing, prose } from './markup.ts';
import { style } from './style.ts';
import { table } from './tables.ts';

const reasonsShown = 2;

/** index.html of a suite: one file without script, whose rows lead to the pages of the runs. */
export function suitePage(suite: SuiteReport): string {
  const word = suiteWord(suite);
  const body = html`${verdict(suite, word)}
${section('scenarios', 'Scenarios', scenarios(suite))}
${suite.notRun.length === 0 ? nothing : section('not-run', 'Not run', notRun(suite))}
${section('selection', 'Selection and environment', selection(suite))}
<p class="quiet small">Each verdict is the worst of its runs. The numbers behind this page are in <a href="suite.json">suite.json</a> beside it.</p>`;
  return htmlDocument({ title: `${word}: ${suite.id}`, style, script: '', body });
}

/** The worst verdict; what was not run makes a suite of passes incomplete. */
function suiteWord({ exitCode, scenarios, notRun }: SuiteReport): string {
  if (exitCode === 5) return 'RESIDUE';
  const [worst] = scenarios;
  if (notRun.length > 0 && (worst === undefined || worst.exitCode === 0)) return 'INCOMPLETE';
  return worst?.verdict ?? 'INCOMPLETE';
}

function toneOf(exitCode: number): Tone {
  if (exitCode === 0) return 'ok';
  return exitCode === 1 || exitCode === 2 || exitCode === 5 ? 'bad' : 'unknown';
}

function verdict(suite: SuiteReport, word: string): Markup {
  const tone = toneOf(suite.exitCode);
  const flaky = suite.scenarios.filter((one) => one.flaky);
  const named =
    flaky.length === 0
      ? nothing
      : html`<section class="alarm unknown"><strong>Flaky:</strong> ${flaky.map((one) => `${one.id} (${flakyText(one).replace('flaky: ', '')})`).join('; ')}. A pass after a failure is no pass.</section>`;
  return html`<header>
<p class="quiet small">Proofhouse · <code>${suite.id}</code> · ${suite.startedAt.replace('T', ' ').replace(/\.\d+Z$/, ' UTC')}</p>
<h1>${suite.selection.patterns.join(' ')}${suite.selection.tags.map((tag) => ` --tag ${tag}`).join('')}</h1>
</header>
<section class="verdict ${tone}" aria-label="Verdict">
<p class="word">${icon(tone)}${word}</p>
<p class="answer">May it be released? <strong>${suiteAnswer(suite)}</strong></p>
<p class="reason">${prose(suiteSummary(suite))}, exit ${String(suite.exitCode)}.</p>
</section>
${named}`;
}

function scenarios({ scenarios: all }: SuiteReport): Markup {
  const rows = all.map(
    (one) => html`<tr>
<td><span class="mark ${verdictTones[one.verdict]}">${icon(verdictTones[one.verdict])}${one.verdict}</span>${one.flaky ? html`<br><span class="mark unknown">${icon('unknown')}flaky</span>` : nothing}${one.exitCode === 5 ? html`<br>${mark('dirty')}` : nothing}</td>
<th scope="row"><code>${one.id}</code><br><span class="quiet">${one.title}</span>${requirements(one)}</th>
<td>${figures(one)}${reasons(one)}</td>
<td>${one.runs.map((run, index) => html`${link(run, index + 1)}<br>`)}</td>
</tr>`,
  );
  return table(['Verdict', 'Scenario', 'Worst seen, with its limit', 'Runs'], rows);
}

function requirements({ requirements: ids }: SuiteScenario): Markup {
  return ids.length === 0
    ? nothing
    : html`<br><span class="quiet">evidence for ${ids.join(', ')}</span>`;
}

function figures(one: SuiteScenario): Markup[] {
  return one.figures.map((figure) => {
    const limit = figureLimit(figure);
    return html`<span class="quiet">${figureName(figure)}</span> <span class="figure">${figureWorst(figure)}</span>${limit === '' ? nothing : html` <span class="limit">${limit}</span>`} <span class="quiet">${figureSpread(figure, one.runs.length)}</span><br>`;
  });
}

function reasons(one: SuiteScenario): Markup {
  if (one.exitCode === 0) return nothing;
  const worst = one.runs.find((run) => run.exitCode === one.exitCode);
  const lines = worst?.reasons.slice(0, reasonsShown) ?? [];
  return html`<ul>${lines.map((line) => html`<li>${prose(line)}</li>`)}</ul>`;
}

/** Relative and without a scheme, whatever the folder is called. */
function link(run: SuiteRun, place: number): Markup {
  const folder = run.folder.startsWith('.') ? run.folder : `./${run.folder}`;
  const page = encodeURI(`${folder}/index.html`);
  return html`<a href="${page}">run ${String(place)}</a> <span class="quiet">${run.verdict}, exit ${String(run.exitCode)}, ${milliseconds(run.durationMs)}</span>`;
}

function notRun(suite: SuiteReport): Markup {
  const rows = suite.notRun.map(
    (one) => html`<tr>
<td><span class="mark unknown">${icon('unknown')}${notRunReason(one)}</span></td>
<th scope="row"><code>${one.scenario}</code><br><span class="quiet">${one.title}</span></th>
<td class="number">${count(one.repeat)}</td><td>${one.because}</td></tr>`,
  );
  return table(['Why', 'Scenario', '#Repeat', 'What was missing'], rows);
}

function selection({ selection: chosen, environment, tool, durationMs }: SuiteReport): Markup {
  const { tags, shard, repeat, timeBudgetMs } = chosen;
  const facts: [string, string][] = [
    ['Selected', chosen.patterns.join(' ')],
    ['Tags', tags.join(', ') || 'all'],
    ['Shard', shard === null ? 'all of it' : `${shard.index} of ${shard.of}`],
    ['Repeats', plural(repeat, 'run') + (repeat === 1 ? '' : ' of each')],
    ['Time budget', timeBudgetMs === null ? 'none' : milliseconds(timeBudgetMs)],
    ['Time taken', milliseconds(durationMs)],
    ['Proofhouse', `${tool.version} ${tool.commit}`],
    ...Object.entries(environment),
  ];
  const items = facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`);
  return html`<dl class="facts">${items}</dl>`;
}

function section(id: string, name: string, body: Markup): Markup {
  return html`<section id="${id}" aria-labelledby="${id}-name"><h2 id="${id}-name">${name}</h2>${body}</section>`;
}
