import { describe, expect, it } from 'vitest';
import type { PhaseReport, VerdictWord } from '#contract/run.ts';
import type { ExitCode } from '#kit/errors.ts';
import { exitCodeOf, worstExitCode } from './exit.ts';

function phase(name: PhaseReport['name'], because = ''): PhaseReport {
  return { name, fromUs: 0, toUs: 1, because };
}

const traded = [phase('up'), phase('baseline'), phase('steady')];

describe('exit codes', () => {
  it.each([
    ['PASS', 0],
    ['FAIL', 1],
    ['VIOLATION', 2],
    ['INCONCLUSIVE', 3],
    ['STOPPED', 4],
    ['BROKEN', 70],
  ] as [VerdictWord, number][])('of %s is %i, and 5 with residue', (verdict, code) => {
    expect(exitCodeOf({ verdict, phases: traded }, 'clean')).toBe(code);
    expect(exitCodeOf({ verdict, phases: traded }, 'dirty')).toBe(5);
  });

  it('of a run that never came to trade is 69', () => {
    const unmet = [phase('up'), phase('baseline', 'baseline not met: 80 %'), phase('down')];
    expect(exitCodeOf({ verdict: 'BROKEN', phases: unmet }, 'clean')).toBe(69);
    expect(exitCodeOf({ verdict: 'BROKEN', phases: [phase('up')] }, 'clean')).toBe(69);
    expect(exitCodeOf({ verdict: 'VIOLATION', phases: unmet }, 'clean')).toBe(2);
  });

  it('of several runs is the worst', () => {
    const order: ExitCode[] = [5, 2, 1, 70, 69, 4, 3, 0];
    for (let first = 0; first < order.length; first += 1) {
      for (const code of order.slice(first)) {
        expect(worstExitCode([code, order[first] as ExitCode])).toBe(order[first]);
      }
    }
    expect(worstExitCode([])).toBe(0);
    expect(worstExitCode([2, 130])).toBe(130);
  });
});
