import path from 'node:path';
import { proofhouse, readJson, runFolders, temporaryFolder } from '../cli.ts';
import type { DefectRow } from './table.ts';

export interface Tried {
  readonly row: DefectRow;
  readonly verdict: string;
  readonly exitCode: number | null;
  /** Every check and figure that turned red, with what it said. */
  readonly reds: Readonly<Record<string, string>>;
  readonly unseenVerdict: string | undefined;
  /** What is not as the table says; empty if all is. */
  readonly problems: readonly string[];
}

/** Runs a defect on the scenario that must catch it and on the one that must not. */
export async function tryRow(row: DefectRow): Promise<Tried> {
  const out = temporaryFolder();
  const { report, code } = await runWith(row.scenario, row.defect, out.path);
  const reds = redsOf(report);
  const problems: string[] = [];
  if (report.verdict !== row.verdict) {
    problems.push(`expected ${row.verdict}, got ${report.verdict}: ${report.reasons[0] ?? ''}`);
  }
  if (!(row.named in reds)) problems.push(`${row.named} did not turn red`);
  for (const red of Object.keys(reds)) {
    if (red !== row.named && !(red in (row.also ?? {}))) {
      problems.push(`${red} turned red too, and the table does not say why`);
    }
  }
  let unseenVerdict: string | undefined;
  if (row.unseen !== undefined) {
    const unseen = await runWith(row.unseen.scenario, row.defect, out.path);
    unseenVerdict = unseen.report.verdict;
    if (unseenVerdict !== 'PASS') {
      const why = unseen.report.reasons[0] ?? '';
      problems.push(`${row.unseen.scenario} should have passed: ${unseenVerdict}: ${why}`);
    }
  }
  // What is not understood is evidence.
  if (problems.length === 0) out.dispose();
  else problems.push(`the runs are kept in ${out.path}`);
  return { row, verdict: report.verdict, exitCode: code, reds, unseenVerdict, problems };
}

async function runWith(scenario: string, defect: string, out: string) {
  const file = path.join('scenarios', `${scenario}.yaml`);
  const planted = defect.split(',').flatMap((one) => ['--defect', one]);
  const { code, stderr } = await proofhouse(['run', file, ...planted, '--out', out]);
  const folder = runFolders(out).findLast((one) => path.basename(one).includes(`-${scenario}-`));
  if (folder === undefined) throw new Error(`${scenario} with ${defect} left no run:\n${stderr}`);
  return { report: readJson(folder), code };
}

// biome-ignore lint/suspicious/noExplicitAny: run.json is read as a stranger would.
function redsOf(report: any): Record<string, string> {
  const reds: Record<string, string> = {};
  for (const check of report.checks) {
    if (check.outcome === 'fail') reds[check.id] = check.because;
  }
  for (const incident of report.incidents) {
    if (incident.rto.outcome === 'fail') reds.rto = incident.rto.because;
    if (incident.rpo.outcome === 'fail') reds.rpo = incident.rpo.because;
  }
  for (const slo of report.slo) if (slo.outcome === 'fail') reds.slo = slo.because;
  for (const one of report.bystanders) if (one.outcome === 'fail') reds.bystander = one.because;
  // Beside a missed RTO it says the same once more.
  const expectation = report.reasons.find((reason: string) => reason.startsWith('expectation: '));
  if (expectation !== undefined && reds.rto === undefined) reds.expectation = expectation;
  for (const load of report.load) if (load.outcome === 'fail') reds.load = load.because;
  return reds;
}
