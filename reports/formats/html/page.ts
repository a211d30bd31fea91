import { objectiveRows, type RunReport } from 'proofhouse/contract';
import { htmlDocument } from './document.ts';
import { faults, incidents } from './incidents.ts';
import { html, type Markup, nothing } from './markup.ts';
import { timelineScript } from './scripts.ts';
import { style } from './style.ts';
import { checks, environment, load, objectives, phases } from './tables.ts';
import { timelineStyle } from './timeline/style.ts';
import { timeline } from './timeline/timeline.ts';
import { verdict } from './verdict.ts';

interface Section {
  readonly id: string;
  readonly name: string;
  /** How many there are, and how many of them are red: said beside the name. */
  readonly count?: number;
  readonly failed?: number;
  readonly body: Markup;
}

/** index.html: one file that needs no network and no server. */
export function page(run: RunReport): string {
  const sections = sectionsOf(run);
  const body = html`${verdict(run)}
${contents(sections)}
${sections.map(section)}
<p class="quiet small">What was not seen is said so, and is never a zero. The numbers behind this page are in <a href="run.json">run.json</a> beside it.</p>`;
  return htmlDocument({
    title: `${run.verdict}: ${run.scenario.title}`,
    style: style + timelineStyle,
    script: timelineScript(),
    body,
  });
}

function sectionsOf(run: RunReport): Section[] {
  const failed = (rows: readonly { readonly outcome: string }[]) =>
    rows.filter(({ outcome }) => outcome === 'fail').length;
  const { faults: broken, incidents: known, checks: ran } = run;
  const judged = objectiveRows(run);
  const checked = { count: ran.length, failed: failed(ran) };
  return [
    { id: 'timeline', name: 'Timeline', body: timeline(run) },
    { id: 'faults', name: 'Faults', count: broken.length, body: faults(run) },
    { id: 'incidents', name: 'Incidents', count: known.length, body: incidents(run) },
    { id: 'objectives', name: 'Objectives', failed: failed(judged), body: objectives(run) },
    { id: 'checks', name: 'Checks', ...checked, body: checks(run) },
    { id: 'load', name: 'Load', count: run.load.length, body: load(run) },
    { id: 'phases', name: 'Phases and availability', body: phases(run) },
    { id: 'environment', name: 'Run and environment', body: environment(run) },
  ];
}

function contents(sections: readonly Section[]): Markup {
  const links = sections.map(({ id, name, count, failed = 0 }) => {
    const many = count === undefined ? nothing : html` <span class="quiet">${String(count)}</span>`;
    const red = failed === 0 ? nothing : html` <span class="bad">${String(failed)} failed</span>`;
    return html`<a href="#${id}">${name}${many}${red}</a>`;
  });
  return html`<nav aria-label="Sections">${links}</nav>`;
}

function section({ id, name, body }: Section): Markup {
  return html`<section id="${id}" aria-labelledby="${id}-name"><h2 id="${id}-name">${name}</h2>${body}</section>
`;
}
