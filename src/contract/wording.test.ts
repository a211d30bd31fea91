import { describe, expect, test } from 'vitest';
import { inconclusive, passed, violated } from '../../reports/formats/examples/runs.ts';
import type { RpoReport, RtoReport, RunReport } from './run.ts';
import { faultSentence, objectiveRows, redundancy, rpoMeasured, rtoMeasured } from './wording.ts';

const rto = passed.incidents[0]!.rto;
const rpo = passed.incidents[0]!.rpo;

describe('RTO', () => {
  const say = (change: Partial<RtoReport>) => rtoMeasured({ ...rto, ...change });

  test('carries its resolution', () => {
    expect(say({})).toBe('0.41 s ±0.06');
    expect(say({ resolutionMs: 5 })).toBe('0.412 s ±0.005');
  });

  test('by repair is counted from the heal, as the gate counts it', () => {
    expect(say({ by: 'repair', serviceMs: 1_204, afterHealMs: 1_204 })).toBe(
      '1.20 s ±0.06 after the heal',
    );
    // An interruption before the heal that lasted longer is what counts, and it began at the
    // effect.
    expect(say({ by: 'repair', serviceMs: 1_800, afterHealMs: 1_204 })).toBe('1.80 s ±0.06');
  });

  test('tells no interruption, not back, and not seen apart', () => {
    expect(say({ noInterruption: true })).toBe('no interruption seen (< 66.4 ms)');
    expect(say({ serviceMs: null, outcome: 'fail' })).toBe('not back while it was watched');
    expect(say({ serviceMs: null, outcome: 'unknown' })).toBe('not seen');
  });

  test('redundancy has its own limit, and says when it was not seen', () => {
    expect(redundancy(rto)).toBe(
      'redundant again 609 ms after the heal (limit 10 s), 4.1 s after the effect',
    );
    expect(redundancy({ ...rto, redundancyMs: 300, redundancyAfterHealMs: null })).toBe(
      'redundant again after 300 ms (limit 10 s)',
    );
    expect(redundancy({ ...rto, redundancyMs: null })).toBe(
      'redundancy restored: not seen (limit 10 s)',
    );
  });
});

describe('RPO', () => {
  const details = (change: Partial<RpoReport>) => {
    const incidents = [{ ...passed.incidents[0]!, rpo: { ...rpo, ...change } }];
    return objectiveRows({ ...passed, incidents }).find(({ id }) => id === 'rpo')?.details;
  };

  test('stands beside what was acknowledged, its exposure and its upper bound', () => {
    expect(rpoMeasured(rpo, passed.load)).toBe('lost 0 of 4,103 acknowledged');
    expect(details({})).toEqual([
      'at most 3 if they were acked unheard',
      '17 told in the last 100 ms before the effect',
    ]);
    expect(details({ upperBound: 0, lostAgeMs: 0 })).toEqual([
      '17 told in the last 100 ms before the effect',
    ]);
  });

  test('without a complete read is not seen, and never zero', () => {
    const unread = { ...rpo, lostOrders: null, upperBound: null };
    expect(rpoMeasured(unread, passed.load)).toBe('lost: not seen, of 4,103 acknowledged');
  });

  test('names phantoms, resurrected, duplicated and reordered orders only where there are any', () => {
    expect(details({ phantom: 2, reordered: 1 })).toContain('2 phantom, 1 reordered');
  });
});

describe('objectives', () => {
  test('stand worst first, each under one id', () => {
    const rows = objectiveRows(violated);
    expect(rows.map(({ outcome }) => outcome)).toEqual([
      'fail',
      'pass',
      'pass',
      'pass',
      'pass',
      'pass',
    ]);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
  });

  test('of several incidents are told apart', () => {
    const twice: RunReport = { ...passed, incidents: [passed.incidents[0]!, passed.incidents[0]!] };
    const ids = objectiveRows(twice).map(({ id }) => id);
    expect(ids.slice(0, 4)).toEqual(['rto 1', 'rpo 1', 'rto 2', 'rpo 2']);
  });
});

test('a fault says when it was seen; one that was not confirmed gives no times', () => {
  expect(faultSentence(passed.faults[0]!)).toBe(
    'process-kill on engine-a (leader, pid 40123): confirmed 3.32 ms after the command, healed at 10.875 s',
  );
  expect(faultSentence(inconclusive.faults[0]!)).toMatch(/: mismatch$/);
});
