import { createHash } from 'node:crypto';
import type { RunReport } from 'proofhouse/contract';
import { faults, incidents } from './incidents.ts';
import { html, type Markup } from './markup.ts';
import { style } from './style.ts';
import { checks, environment, load, objectives, phases } from './tables.ts';
import { timeline } from './timeline/timeline.ts';
import { verdict } from './verdict.ts';

const styleHash = createHash('sha256').update(style).digest('base64');
/**
 * Nothing may be loaded, run, sent or framed: the page is text, pictures and this one style sheet.
 */
const policy = `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'`;

/** index.html: one file that needs no network, no server and no script. */
export function page(run: RunReport): string {
  const sections = [
    section('timeline', 'Timeline', timeline(run)),
    section('faults', 'Faults', faults(run)),
    section('incidents', 'Incidents', incidents(run)),
    section('objectives', 'Objectives', objectives(run)),
    section('checks', 'Checks', checks(run)),
    section('load', 'Load', load(run)),
    section('phases', 'Phases and availability', phases(run)),
    section('environment', 'Run and environment', environment(run)),
  ];
  const document = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${raw(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${run.verdict}: ${run.scenario.title}</title>
<style>${raw(style)}</style>
</head>
<body>
<main>
${verdict(run)}
${sections}
<p class="quiet small">What was not seen is said so, and is never a zero. The numbers behind this page are in <a href="run.json">run.json</a> beside it.</p>
</main>
</body>
</html>
`;
  return document.markup;
}

function section(id: string, name: string, body: Markup): Markup {
  return html`<section id="${id}" aria-labelledby="${id}-name"><h2 id="${id}-name">${name}</h2>${body}</section>`;
}

/** Only for constants of ours. */
function raw(markup: string): Markup {
  return { markup };
}
