import type {
  BystanderReport,
  CheckReport,
  IncidentReport,
  LoadReport,
  SloReport,
  VerdictWord,
} from '#contract/run.ts';
import type { EndedCheck } from './checks.ts';
import type { Evidence } from './evidence.ts';
import type { ExpectationFinding } from './expectation.ts';
import type { JudgedFault } from './faults.ts';
import { counted } from './wording.ts';

/** Verdicts from the worst to the best: the first that has a reason applies. */
const order = ['VIOLATION', 'FAIL', 'BROKEN', 'STOPPED', 'INCONCLUSIVE', 'PASS'] as const;

export interface Findings {
  readonly evidence: Evidence;
  readonly checks: readonly EndedCheck[];
  readonly crashes: readonly { readonly id: string; readonly crashed: string | undefined }[];
  readonly incidents: readonly IncidentReport[];
  readonly slo: readonly SloReport[];
  readonly bystanders: readonly BystanderReport[];
  readonly load: readonly LoadReport[];
  readonly expectation: ExpectationFinding;
  /** What the baseline was found to be when it ended; undefined if the run did not get there. */
  readonly baseline: { readonly met: boolean; readonly because: string } | undefined;
  readonly disagreements: readonly string[];
}

interface Reason {
  readonly verdict: VerdictWord;
  readonly text: string;
}

/** The verdict is the highest row that has a reason; every reason is told, worst first. */
export function decideVerdict(findings: Findings): { verdict: VerdictWord; reasons: string[] } {
  const reasons = [
    ...violations(findings),
    ...failures(findings),
    ...breakages(findings),
    ...stops(findings),
    ...unknowns(findings),
  ].sort((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict));
  const [worst] = reasons;
  if (worst !== undefined) {
    return { verdict: worst.verdict, reasons: [...new Set(reasons.map((one) => one.text))] };
  }
  const examined = findings.checks.reduce((sum, one) => sum + one.report.examined, 0);
  const passed = counted(findings.checks.length, 'check');
  return {
    verdict: 'PASS',
    reasons: [`everything that was required ran and held: ${passed} on ${examined} things`],
  };
}

function violations({ checks }: Findings): Reason[] {
  return checks
    .map((one) => one.report)
    .filter((check) => check.class === 'safety' && check.outcome === 'fail')
    .map((check) => reason('VIOLATION', check.id, check.because));
}

/** An unmet baseline comes first: what was missed under it says nothing about the faults. */
function failures(findings: Findings): Reason[] {
  const { evidence, baseline } = findings;
  if (baseline?.met === false) {
    if (evidence.plan.faults.length > 0) return [];
    return [reason('FAIL', 'baseline', `not met: ${baseline.because}`), ...missed(findings)];
  }
  return missed(findings);
}

function missed({ checks, incidents, slo, bystanders, expectation }: Findings): Reason[] {
  const objectives = checks
    .map((one) => one.report)
    .filter((check) => check.class !== 'safety' && check.outcome === 'fail')
    .map((check: CheckReport) => reason('FAIL', check.id, check.because));
  return [
    ...incidents.flatMap(({ rto, rpo }) => [
      ...(rpo.outcome === 'fail' ? [reason('FAIL', 'RPO', rpo.because)] : []),
      ...(rto.outcome === 'fail' ? [reason('FAIL', 'RTO', rto.because)] : []),
    ]),
    ...slo
      .filter((one) => one.outcome === 'fail')
      .map((one) => reason('FAIL', `SLO ${one.id} in ${one.phase}`, one.because)),
    ...bystanders
      .filter((one) => one.outcome === 'fail')
      .map((one) => reason('FAIL', `bystander ${one.id}`, one.because)),
    ...objectives,
    ...(expectation.outcome === 'fail' ? [reason('FAIL', 'expectation', expectation.because)] : []),
  ];
}

function breakages({ evidence, baseline, crashes, disagreements, checks }: Findings): Reason[] {
  const { harness, plan } = evidence;
  const reasons: Reason[] = harness.failures
    .filter((failure) => failure.part === 'run')
    .map((failure) => reason('BROKEN', 'the run failed', failure.because));
  if (baseline?.met === false && plan.faults.length > 0) {
    reasons.push(reason('BROKEN', 'baseline', `not met: ${baseline.because}`));
  }
  for (const one of crashes) {
    reasons.push(reason('BROKEN', `check ${one.id} crashed`, one.crashed ?? ''));
  }
  for (const one of disagreements) reasons.push(reason('BROKEN', 'judge and run disagree', one));
  const breach = harness.stops.find((stop) => stop.breach);
  const violated = checks.some(
    ({ report }) => report.class === 'safety' && report.outcome === 'fail',
  );
  if (breach !== undefined && !violated) {
    reasons.push(reason('BROKEN', 'judge and run disagree', `stopped for ${breach.because}`));
  }
  return reasons;
}

function stops({ evidence }: Findings): Reason[] {
  return evidence.harness.stops
    .filter((stop) => !stop.breach && stop.by !== 'harness')
    .map((stop) => reason('STOPPED', `stopped by ${stop.by}`, stop.because));
}

function unknowns(findings: Findings): Reason[] {
  const { evidence, checks, incidents, slo, bystanders, load, expectation } = findings;
  const reasons: Reason[] = [];
  const unknown = (what: string, because: string) =>
    reasons.push(reason('INCONCLUSIVE', what, because));
  for (const fault of evidence.faults) faultUnknowns(fault, unknown);
  for (const { rto, rpo } of incidents) {
    if (rto.outcome === 'unknown') unknown('RTO is unknown', rto.because);
    if (rpo.outcome === 'unknown') unknown('RPO is unknown', rpo.because);
  }
  for (const one of slo) {
    if (one.outcome === 'unknown') unknown(`SLO ${one.id} in ${one.phase} is unknown`, one.because);
  }
  for (const one of bystanders) {
    if (one.outcome === 'unknown') unknown(`bystander ${one.id} is unknown`, one.because);
  }
  for (const one of load) {
    if (one.outcome === 'unknown') unknown(`load ${one.id}`, one.because);
  }
  for (const { report } of checks) {
    if (report.outcome === 'unknown') unknown(`check ${report.id} is unknown`, report.because);
  }
  if (expectation.outcome === 'unknown') unknown('expectation is unknown', expectation.because);
  for (const failure of evidence.harness.failures) {
    if (failure.part !== 'run') unknown(`${failure.part} failed`, failure.because);
  }
  if (!evidence.harness.state.ended) {
    unknown('history', 'it ends before the run did: the harness was killed');
  }
  if (checks.length === 0) unknown('checks', 'none ran');
  return reasons;
}

function faultUnknowns(fault: JudgedFault, unknown: (what: string, because: string) => void): void {
  if (fault.status !== 'confirmed') unknown(`fault ${fault.id} is ${fault.status}`, fault.because);
  if (fault.commandUs !== null && fault.healedUs === null) {
    unknown(`fault ${fault.id}`, 'its heal was not verified');
  }
}

function reason(verdict: VerdictWord, what: string, because: string): Reason {
  return { verdict, text: `${what}: ${because}` };
}
