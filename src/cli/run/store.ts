import type { ReportPlugin } from '#contract/report.ts';
import type { RunReport } from '#contract/run.ts';
import { worstExitCode } from '#judge/exit.ts';
import { sealRun } from '#judge/seal.ts';
import { type ExitCode, exitCodes, messageOf } from '#kit/errors.ts';
import { writeRunJson } from '#report/run-json.ts';
import { type WrittenReports, writeReports } from '#report/write.ts';
import { pointLatestAt } from './folder.ts';

/** A run as it was told and kept. */
export interface StoredRun {
  readonly report: RunReport;
  readonly written: WrittenReports;
}

/**
 * Keeps a run: run.json, its reports, its seal. A verdict survives that it cannot be kept, but what
 * has no evidence on disk is no pass: the exit code then says that the harness failed, unless the
 * venue did worse. `unwritten`: what was already lost on the way, one sentence each. A venue that
 * was left up still writes its logs: then `down` puts the seal on.
 */
export async function storeRun(
  judged: RunReport,
  runFolder: string,
  formats: ReadonlyMap<string, ReportPlugin>,
  unwritten: readonly string[],
  sealed = true,
): Promise<StoredRun> {
  const lost = [...unwritten];
  const keep = async (act: () => Promise<unknown>): Promise<void> => {
    await act().catch((thrown: unknown) => lost.push(messageOf(thrown)));
  };
  await keep(() => writeRunJson(judged, runFolder));
  const written = await writeReports(judged, runFolder, formats);
  if (sealed) await keep(() => sealRun(runFolder));
  pointLatestAt(runFolder);
  if (lost.length === 0) return { report: judged, written };
  const exitCode = worstExitCode([judged.exitCode as ExitCode, exitCodes.broken]);
  const report = { ...judged, exitCode };
  // Once more, for a disk that has room again: the file must not say another code than we do.
  await writeRunJson(report, runFolder).catch(() => {});
  return { report, written: { ...written, failures: [...lost, ...written.failures] } };
}
