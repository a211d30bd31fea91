import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ReportPlugin } from '#contract/report.ts';
import { type SuiteReport, suiteSchema } from '#contract/suite.ts';
import { exitCodes, messageOf, ProofhouseError } from '#kit/errors.ts';
import { readRunJson } from './run-json.ts';
import type { WrittenReports } from './write.ts';

export const suiteFile = 'suite.json';

/** suite.json's text: the same suite gives the same bytes. */
export function suiteJson(suite: SuiteReport): string {
  return `${JSON.stringify(suite, null, 2)}\n`;
}

/** True if a folder holds a suite and not a run. */
export function isSuite(folder: string): boolean {
  return existsSync(path.join(folder, suiteFile));
}

/** Writes suite.json whole or not at all, then every format that can tell a suite. */
export async function writeSuite(
  suite: SuiteReport,
  folder: string,
  reports: ReadonlyMap<string, ReportPlugin>,
): Promise<WrittenReports> {
  const file = path.join(folder, suiteFile);
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(`${file}.part`, suiteJson(suite));
    await rename(`${file}.part`, file);
  } catch (thrown) {
    throw new ProofhouseError(`suite.json could not be written: ${messageOf(thrown)}.`, {
      code: 'report-unwritable',
      exitCode: exitCodes.unavailable,
      cure: `Expected a writable folder ${folder}; choose another with --out.`,
      cause: thrown,
    });
  }
  const runs = suite.scenarios.flatMap((scenario) => scenario.runs);
  const readRun = (id: string) => {
    const run = runs.find((one) => one.id === id);
    return readRunJson(path.resolve(folder, run?.folder ?? id));
  };
  const files = [file];
  const failures: string[] = [];
  for (const [name, report] of reports) {
    try {
      const written = (await report.writeSuite?.(suite, folder, readRun)) ?? [];
      files.push(...written.map((one) => path.resolve(folder, one)));
    } catch (thrown) {
      failures.push(`report "${name}" failed: ${messageOf(thrown)}`);
    }
  }
  return { files, failures };
}

/** Reads a stored suite.json and refuses anything that is not one, with what was found instead. */
export async function readSuiteJson(folder: string): Promise<SuiteReport> {
  const file = path.join(folder, suiteFile);
  const refuse = (because: string, cause: unknown) =>
    new ProofhouseError(`${file}: ${because}.`, {
      code: 'suite-unreadable',
      exitCode: exitCodes.usage,
      cure: `Expected the folder of a finished suite of this version (${suiteSchema}).`,
      cause,
    });
  let value: unknown;
  try {
    value = JSON.parse(await readFile(file, 'utf8'));
  } catch (thrown) {
    throw refuse(messageOf(thrown), thrown);
  }
  const { suiteReportSchema } = await import('./suite-schema.ts');
  const checked = suiteReportSchema.safeParse(value);
  if (checked.success) return checked.data;
  const [issue] = checked.error.issues;
  throw refuse(`${issue?.path.join('.')}: ${issue?.message}`, checked.error);
}
