import type { Verdict } from '#contract/run.ts';
import { type ExitCode, exitCodes } from '#kit/errors.ts';

/**
 * The exit code of one run. A venue that did not come up, or was not healthy before anything was
 * broken, is an environment that cannot be tested (69); any other BROKEN is the harness's own (70).
 */
export function exitCodeOf(
  verdict: Pick<Verdict, 'verdict' | 'phases' | 'faults'>,
  residue: 'clean' | 'dirty',
): ExitCode {
  if (residue === 'dirty') return exitCodes.residue;
  switch (verdict.verdict) {
    case 'PASS':
      return exitCodes.pass;
    case 'FAIL':
      return exitCodes.fail;
    case 'VIOLATION':
      return exitCodes.violation;
    case 'INCONCLUSIVE':
      return exitCodes.inconclusive;
    case 'STOPPED':
      return exitCodes.stopped;
    case 'BROKEN':
      return neverHealthy(verdict) ? exitCodes.unavailable : exitCodes.broken;
  }
}

/** No phase after the baseline was reached. */
function neverHealthy({ phases }: Pick<Verdict, 'phases'>): boolean {
  const reached = new Set(phases.map((phase) => phase.name));
  return !reached.has('fault') && !reached.has('steady');
}

/** Worst first; one residue outweighs everything, a lost order outweighs a missed objective. */
const precedence: readonly ExitCode[] = [
  exitCodes.residue,
  exitCodes.violation,
  exitCodes.fail,
  exitCodes.broken,
  exitCodes.unavailable,
  exitCodes.stopped,
  exitCodes.inconclusive,
  exitCodes.pass,
];

/** The exit code of several runs; a signal that ended them stands above all but residue. */
export function worstExitCode(codes: readonly ExitCode[]): ExitCode {
  if (codes.includes(exitCodes.residue)) return exitCodes.residue;
  const signalled = codes.find((code) => code > 128);
  if (signalled !== undefined) return signalled;
  return precedence.find((code) => codes.includes(code)) ?? exitCodes.usage;
}
