import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { ReportPlugin } from '#contract/report.ts';
import type { RunReport } from '#contract/run.ts';
import { messageOf } from '#kit/errors.ts';
import { within } from '#kit/within.ts';

/** A report that takes longer hangs. */
const writeMaxMs = 60_000;

export interface WrittenReports {
  /** Absolute paths, in the order of the plugins. */
  readonly files: readonly string[];
  /** One sentence for each report that failed. */
  readonly failures: readonly string[];
}

/** Writes each report into `folder`; one that fails is told and never stops the others. */
export async function writeReports(
  result: RunReport,
  folder: string,
  reports: ReadonlyMap<string, ReportPlugin>,
): Promise<WrittenReports> {
  const files: string[] = [];
  const failures: string[] = [];
  await mkdir(folder, { recursive: true }).catch(() => {});
  for (const [name, report] of reports) {
    try {
      const write = () => report.write(result, folder);
      const written = await within('writing it', writeMaxMs, write);
      files.push(...written.map((file) => path.resolve(folder, file)));
    } catch (thrown) {
      failures.push(`report "${name}" failed: ${messageOf(thrown)}`);
    }
  }
  return { files, failures };
}
