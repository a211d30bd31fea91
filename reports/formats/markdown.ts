import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { answer, defineReport, type RunReport, venueSentence } from 'proofhouse/contract';
import { code, safe } from './markdown/escape.ts';
import * as sections from './markdown/sections.ts';
import { suiteMarkdown } from './markdown/suite.ts';

/** GitHub drops a comment over 65,536 characters whole; bytes are counted, with room to spare. */
const budgetBytes = 60_000;
/** The heading and the footer always stand: what is listed there is bounded. */
const listMax = 5;
const verdictMarks = {
  PASS: '✅',
  FAIL: '❌',
  VIOLATION: '🛑',
  INCONCLUSIVE: '❔',
  STOPPED: '⏹️',
  BROKEN: '🔧',
} as const;

const inOrder = [
  sections.why,
  sections.objectives,
  sections.failedChecks,
  sections.faults,
  sections.checks,
  sections.environment,
];

export default defineReport({
  summary: 'summary.md: for pull requests and step summaries, at most 60 kB.',
  always: true,
  async write(result, folder) {
    await writeFile(path.join(folder, 'summary.md'), markdown(result));
    return ['summary.md'];
  },
  async writeSuite(suite, folder) {
    await writeFile(path.join(folder, 'summary.md'), suiteMarkdown(suite));
    return ['summary.md'];
  },
});

/** Sections in the order of their worth; the last ones are dropped first where the budget ends. */
export function markdown(result: RunReport, budget = budgetBytes): string {
  const head = [marker(result), heading(result)].join('\n');
  const foot = footer(result);
  const texts = inOrder.map((section) => section(result)).filter((text) => text !== '');
  const kept: string[] = [];
  let used = bytes(head) + bytes(foot) + bytes(dropped(texts.length));
  for (const text of texts) {
    used += bytes(text) + 2;
    if (used > budget) break;
    kept.push(text);
  }
  const missing = texts.length - kept.length;
  if (missing > 0) kept.push(dropped(missing));
  return `${[head, ...kept, foot].join('\n\n')}\n`;
}

function dropped(sections: number): string {
  return `_${sections} more sections are in the full report: there was no room for them here._`;
}

/** A later comment with the same marker replaces this one; a scenario keeps its own. */
function marker(result: RunReport): string {
  return `<!-- proofhouse:${result.scenario.id.replace(/[^\w.]+/g, '-')} -->`;
}

function heading(result: RunReport): string {
  const { short, long } = answer(result.verdict);
  const defects = result.venue.defects.slice(0, listMax).map(code).join(', ');
  return [
    `## ${verdictMarks[result.verdict]} ${result.verdict}: ${safe(result.scenario.title)}`,
    '',
    `**May it be released? ${short}** ${long}`,
    ...(defects === '' ? [] : ['', `**Defect planted on purpose:** ${defects}`]),
    ...(result.residue === 'dirty'
      ? ['', `**Left behind:** ${result.residues.slice(0, listMax).map(safe).join('; ')}`]
      : []),
  ].join('\n');
}

function footer(result: RunReport): string {
  return [
    `${safe(venueSentence(result))}; run ${code(result.id)}, exit ${result.exitCode}.`,
    `Repeat: ${code(result.reproduce)}`,
    `Full report: ${code(`${result.id}/index.html`)}`,
  ].join('  \n');
}

function bytes(text: string): number {
  return Buffer.byteLength(text);
}
