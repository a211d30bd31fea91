import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { loadPlugins } from '#catalogue';
import type { CheckPlugin } from '#contract/check.ts';
import type { Plan } from '#contract/plan.ts';
import type { RunReport, Verdict } from '#contract/run.ts';
import { exitCodeOf } from '#judge/exit.ts';
import { judgeFile } from '#judge/judge.ts';
import { verifySeal } from '#judge/seal.ts';
import { canonicalJson } from '#kit/canonical.ts';
import { type ExitCode, exitCodes, messageOf, ProofhouseError } from '#kit/errors.ts';
import { readGuardianNotes } from '#run/journal.ts';
import type { CliCommand } from '../command.ts';

/** Text after which two verdicts part: enough to see which member it is. */
const shownCharacters = 80;

export default {
  summary: "Verify a run's seal and judge its history again: byte for byte the same verdict.",
  configure(command) {
    command.argument('<run>', 'folder of a run, e.g. reports/latest');
  },
  async run([folder = '']) {
    const broken = await sealBreaks(folder);
    // Said before judging: a damaged history may not even be readable.
    for (const line of broken) process.stdout.write(`${line}\n`);
    const plan = await readJson<Plan>(folder, 'plan.json');
    const written = await readText(folder, 'verdict.json');
    const history = path.join(folder, 'history', 'events.ndjson');
    // A harness that was killed may have left half a line, and somebody healed in its place.
    const tornTail = readGuardianNotes(folder).length > 0;
    const checks = await loadPlugins<CheckPlugin>('check');
    const verdict = await judgeFile(plan, history, checks, { tornTail });
    const again = `${canonicalJson(verdict)}\n`;
    if (again !== written) {
      process.stdout.write(`verdict.json ${firstDifference(written, again)}\n`);
    }
    if (broken.length > 0 || again !== written) {
      process.stdout.write('The run cannot be relied on.\n');
      return exitCodes.broken;
    }
    process.stdout.write(
      `${verdict.verdict}: ${verdict.events} events, the seal holds, judged the same\n`,
    );
    return await exitCode(folder, verdict);
  },
} satisfies CliCommand;

async function sealBreaks(folder: string): Promise<string[]> {
  const breaks = await verifySeal(folder);
  return breaks.map(({ file, because }) => `the seal is broken: ${file} ${because}`);
}

/**
 * As the run ended, residue included; a history that was never reported on has its verdict's code.
 */
async function exitCode(folder: string, verdict: Verdict): Promise<ExitCode> {
  const report = await readJson<RunReport>(folder, 'run.json').catch(() => undefined);
  return exitCodeOf(verdict, report?.residue ?? 'clean');
}

function firstDifference(written: string, again: string): string {
  let at = 0;
  while (at < written.length && written[at] === again[at]) at += 1;
  const around = (text: string) =>
    JSON.stringify(text.slice(Math.max(0, at - shownCharacters / 2), at + shownCharacters / 2));
  return `differs from byte ${at} on: written ${around(written)}, judged now ${around(again)}`;
}

async function readText(folder: string, name: string): Promise<string> {
  const file = path.join(folder, name);
  try {
    return await readFile(file, 'utf8');
  } catch (thrown) {
    throw new ProofhouseError(`${file} cannot be read: ${messageOf(thrown)}`, {
      code: 'run-unreadable',
      exitCode: exitCodes.broken,
      cure: 'Name the folder of a finished run: it holds plan.json, verdict.json and history/.',
      cause: thrown,
    });
  }
}

async function readJson<T>(folder: string, name: string): Promise<T> {
  const text = await readText(folder, name);
  try {
    return JSON.parse(text) as T;
  } catch (thrown) {
    throw new ProofhouseError(`${path.join(folder, name)} is not JSON: ${messageOf(thrown)}`, {
      code: 'run-unreadable',
      exitCode: exitCodes.broken,
      cure: 'The file was changed after the run; its seal says where.',
      cause: thrown,
    });
  }
}
