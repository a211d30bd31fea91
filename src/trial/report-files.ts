import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { PropertyPlugin } from '#market/evidence/property.ts';
import { tableOf } from './table.ts';
import type { TrialResult } from './trial.ts';

export interface TrialReport {
  readonly engine: string;
  readonly result: TrialResult;
  readonly explanation: string;
  readonly reproduce: string;
}

/** JUnit and one self-contained page beside the stored case. */
export async function writeReports(
  folder: string,
  report: TrialReport,
  properties: ReadonlyMap<string, PropertyPlugin>,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'junit.xml'), junit(report, properties));
  await writeFile(path.join(folder, 'index.html'), page(report, properties));
}

/** Text for XML and HTML; characters that XML 1.0 forbids are left out. */
function escaped(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML 1.0 forbids.
  const allowed = text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '');
  return allowed
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;');
}

type Outcome = 'failed' | 'unexamined' | 'passed';

function outcomeOf(name: string, { result }: TrialReport): Outcome {
  if (result.finding?.broken.property === name) return 'failed';
  return (result.examined.get(name) ?? 0) > 0 ? 'passed' : 'unexamined';
}

function rowsOf(report: TrialReport, properties: ReadonlyMap<string, PropertyPlugin>): string[] {
  const found = report.result.finding?.broken.property;
  return [...new Set([...properties.keys(), ...(found === undefined ? [] : [found])])];
}

function junit(report: TrialReport, properties: ReadonlyMap<string, PropertyPlugin>): string {
  const { result } = report;
  const cases = rowsOf(report, properties).map((name) => {
    const outcome = outcomeOf(name, report);
    const head = `<testcase classname="property" name="${escaped(name)}"`;
    if (outcome === 'passed') return `    ${head}/>`;
    if (outcome === 'unexamined') {
      return `    ${head}><skipped message="nothing in the streams spoke about it"/></testcase>`;
    }
    const broken = result.finding?.broken;
    const message = `expected ${broken?.expected}; got ${broken?.received}`;
    return `    ${head}><failure message="${escaped(message)}">${escaped(report.reproduce)}</failure></testcase>`;
  });
  const skipped = cases.filter((one) => one.includes('<skipped')).length;
  const failures = result.finding ? 1 : 0;
  const seconds = (result.ms / 1000).toFixed(3);
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites>
  <testsuite name="${escaped(report.engine)}" tests="${cases.length}" failures="${failures}" skipped="${skipped}" time="${seconds}">
    <properties><property name="seed" value="${result.seed}"/></properties>
${cases.join('\n')}
  </testsuite>
</testsuites>
`;
}

const css = `body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem}
table{border-collapse:collapse}td,th{border:1px solid #999;padding:.2rem .6rem;text-align:left;font-family:ui-monospace,monospace;font-size:13px}
tr.differs{background:#fde7c7;font-weight:600}.failed::before{content:"\\2717 "}.passed::before{content:"\\2713 "}.unexamined::before{content:"? "}`;

function page(report: TrialReport, properties: ReadonlyMap<string, PropertyPlugin>): string {
  const { result, engine } = report;
  const { finding } = result;
  const verdict = finding
    ? `A counterexample: ${finding.broken.property}`
    : `No counterexample in ${result.runs} streams (${result.commands} commands)`;
  const table = finding
    ? `<table><tr><th>#</th><th>command</th><th>expected</th><th>got</th></tr>${tableOf(finding)
        .slice(0, 500)
        .map(
          (row) =>
            `<tr${row.differs ? ' class="differs"' : ''}><td>${row.seq}</td><td>${escaped(row.command)}</td><td>${escaped(row.expected)}</td><td>${escaped(row.received)}</td></tr>`,
        )
        .join('')}</table>`
    : '';
  const rows = rowsOf(report, properties).map((name) => {
    const outcome = outcomeOf(name, report);
    const summary = properties.get(name)?.summary ?? 'The engine answers at all.';
    const count = result.examined.get(name) ?? 0;
    return `<tr><td class="${outcome}">${outcome}</td><td>${escaped(name)}</td><td>${count}</td><td>${escaped(summary)}</td></tr>`;
  });
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>${escaped(engine)} on trial</title><style>${css}</style>
<h1>${escaped(engine)} on trial</h1><p><strong>${escaped(verdict)}</strong> · seed ${result.seed}</p>
<p>${escaped(report.explanation)}</p>${table}<pre>${escaped(report.reproduce)}</pre>
<h2>Properties</h2><table><tr><th>outcome</th><th>property</th><th>streams</th><th>what must hold</th></tr>${rows.join('')}</table></html>
`;
}
