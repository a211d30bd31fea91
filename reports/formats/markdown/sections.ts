import {
  checksSummary,
  count,
  faultSentence,
  faultsSummary,
  moment,
  noiseSentence,
  objectiveRows,
  type RunReport,
  worstFirst,
} from 'proofhouse/contract';
import { code, safe, table } from './escape.ts';

/** Sections of summary.md; an empty text is a section that has nothing to say. */
const marks = {
  pass: '✅',
  fail: '❌',
  unknown: '❔',
  skipped: '➖',
  'not-required': '➖',
} as const;

export function why(result: RunReport): string {
  if (result.verdict === 'PASS') return '';
  return result.reasons.map((reason) => `- ${safe(reason)}`).join('\n');
}

export function objectives(result: RunReport): string {
  const rows = objectiveRows(result).map((row) => [
    `${marks[row.outcome]} ${row.outcome}`,
    safe(row.name),
    safe(row.limit === '' ? row.measured : `${row.measured} (${row.limit})`),
    safe([...(row.outcome === 'pass' ? [] : [row.because]), ...row.details].join('; ')),
  ]);
  return table(['', 'Objective', 'Measured (target)', 'How'], rows);
}

export function failedChecks(result: RunReport): string {
  const failed = result.checks.filter(({ outcome }) => outcome === 'fail');
  const parts = failed.map((check) =>
    [
      `**${safe(check.id)}** (${check.class}): ${safe(check.because)}`,
      ...check.evidence.map((line) => `- ${code(line)}`),
    ].join('\n\n'),
  );
  const lost = result.incidents.flatMap(({ rpo }) => rpo.ids);
  if (lost.length > 0) {
    const rows = lost.map((one) => [code(one.id), moment(one.toldUs), one.period, safe(one.what)]);
    parts.push(`**Lost operations**\n\n${table(['Order', 'Told at', 'When', 'What'], rows)}`);
  }
  return parts.join('\n\n');
}

export function faults(result: RunReport): string {
  const lines = result.faults.map(
    (fault) => `- ${code(fault.id)} ${safe(faultSentence(fault))}; ${safe(fault.because)}`,
  );
  return [`**Faults:** ${faultsSummary(result.faults)}`, ...lines].join('\n');
}

export function checks(result: RunReport): string {
  const rows = worstFirst(result.checks).map((check) => [
    `${marks[check.outcome]} ${check.outcome}`,
    safe(check.id),
    count(check.examined),
    safe(check.because),
  ]);
  const summary = `<summary>Checks: ${checksSummary(result)}</summary>`;
  const body = table(['', 'Check', 'Examined', 'Seen'], rows);
  return `<details>${summary}\n\n${body}\n\n</details>`;
}

export function environment(result: RunReport): string {
  const rows = Object.entries(result.environment).map(([name, value]) => [safe(name), safe(value)]);
  rows.push(['noise floor', safe(noiseSentence(result.noiseFloor))]);
  return `<details><summary>Environment</summary>\n\n${table(['', ''], rows)}\n\n</details>`;
}
