import type { Verdict } from '#contract/run.ts';
import { type ExitCode, exitCodes } from '#kit/errors.ts';

const codeOf = {
  PASS: exitCodes.pass,
  FAIL: exitCodes.fail,
  VIOLATION: exitCodes.violation,
  INCONCLUSIVE: exitCodes.inconclusive,
  STOPPED: exitCodes.stopped,
  BROKEN: exitCodes.broken,
} as const;

/** What matters more comes first, over several runs and within one. */
const precedence: readonly ExitCode[] = [
  exitCodes.residue,
  exitCodes.violation,
  exitCodes.fail,
  exitCodes.broken,
  exitCodes.unavailable,
  exitCodes.stopped,
  exitCodes.inconclusive,
];

/** Exit code of one run; what it left behind outweighs its verdict. */
export function exitCodeOf(
  verdict: Pick<Verdict, 'verdict' | 'phases'>,
  residue: 'clean' | 'dirty',
): ExitCode {
  if (residue === 'dirty') return exitCodes.residue;
  if (verdict.verdict === 'BROKEN' && neverTraded(verdict.phases)) return exitCodes.unavailable;
  return codeOf[verdict.verdict];
}

/** The venue did not come up, or its baseline was not met: no word about the harness itself. */
function neverTraded(phases: Verdict['phases']): boolean {
  if (phases.every((phase) => phase.name === 'up' || phase.name === 'down')) return true;
  return phases.some((phase) => phase.because.startsWith('baseline not met'));
}

/**
 * Exit code of several runs: 5 > 2 > 1 > 70 > 69 > 4 > 3 > 0; a signal's own code outweighs all.
 */
export function worstExitCode(codes: readonly ExitCode[]): ExitCode {
  const other = codes.find((code) => code !== exitCodes.pass && !precedence.includes(code));
  return other ?? precedence.find((code) => codes.includes(code)) ?? exitCodes.pass;
}
