import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Plan } from '#contract/plan.ts';
import type { IncidentReport, Verdict } from '#contract/run.ts';
import { sample } from '#contract/sample.ts';
import { judgeEvents } from './judge.ts';
import { rungOf } from './rto.ts';
import { type SampleAnswering, type SampleRun, sampleRun, second } from './sample-run.ts';

const refusing = { outcome: 'not-executed', code: 'not-forwarded' } as const;

function objectives(rto: Partial<Plan['objectives']['rto']> = {}): Partial<Plan> {
  return { objectives: { rto: { maxMs: 2_000, serving: 0.95, ...rto }, slo: [] } };
}

function judge(run: SampleRun): Verdict {
  const { plan, events } = sampleRun({ plan: objectives(), faults: [{}], ...run });
  return judgeEvents(plan, events, new Map());
}

function incidentOf(run: SampleRun): IncidentReport {
  const [incident] = judge(run).incidents;
  if (incident === undefined) throw new Error('no incident');
  return incident;
}

/** Refuses in every lane (or of one gateway) what is intended within these seconds. */
function outage(...spans: readonly (readonly [number, number, string?])[]): SampleAnswering {
  return (atUs, gateway) => {
    const hit = spans.some(
      ([from, to, only]) =>
        atUs >= from * second && atUs < to * second && (only === undefined || only === gateway),
    );
    return hit ? refusing : {};
  };
}

describe('service RTO', () => {
  it('counts from the last negative reading to the acceptance that ends the interruption', () => {
    // Operations are intended at …, 7.151, 7.201: the first accepted one is told at 7.206 s.
    const { rto } = incidentOf({ answer: outage([6.51, 7.2]) });
    expect(rto).toMatchObject({
      outcome: 'pass',
      serviceMs: 704,
      by: 'self-recovery',
      noInterruption: false,
      relapse: false,
      effectWindowMs: 8,
      afterHealMs: null,
      rung: 'below one second',
    });
    // 7.206 - 6.51 s, less resolution (50 ms interval, no lag) and the answer's own 5 ms.
    expect(rto.intervalMs).toEqual([641, 704]);
  });

  it('fails above its limit', () => {
    expect(incidentOf({ answer: outage([6.51, 8.7]) }).rto).toMatchObject({
      outcome: 'fail',
      serviceMs: 2_204,
      because: 'gateway-1 recovered by itself after 2204 ms (limit 2000 ms)',
    });
  });

  it('is that of the gateway which serves first; redundancy waits for both', () => {
    const sync = (atUs: number, inSync: boolean) =>
      sample('service', { atUs, service: 'engine-2', leader: false, inSync });
    const more = [sync(second, true), sync(6.6 * second, false), sync(7.3 * second, true)];
    const both = { answer: outage([6.51, 7.2, 'gateway-1'], [6.51, 7.6, 'gateway-2']), more };
    const plan = objectives({ redundancyMaxMs: 1_200 });
    expect(incidentOf({ ...both, plan }).rto).toMatchObject({
      outcome: 'pass',
      serviceMs: 704,
      redundancyMs: 1_104,
    });
    const late = { ...both, more: [...more, sync(9 * second, false), sync(9.5 * second, true)] };
    expect(incidentOf({ ...late, plan }).rto).toMatchObject({
      outcome: 'fail',
      redundancyMs: 2_998,
    });
    const never = { ...both, more: [...more, sync(9 * second, false)] };
    expect(incidentOf({ ...never, plan }).rto.because).toMatch(/no standby was in sync/);
    expect(incidentOf({ answer: both.answer, plan }).rto.outcome).toBe('unknown');
  });

  it('says that a gateway served throughout', () => {
    const { rto } = incidentOf({ answer: outage([6.51, 9, 'gateway-1']) });
    expect(rto).toMatchObject({ outcome: 'pass', serviceMs: null, noInterruption: false });
    expect(rto.because).toMatch(/^gateway-2 served throughout \(< \d+ ms\)/);
  });

  it('counts from the heal command when the heal repaired it', () => {
    expect(incidentOf({ answer: outage([6.51, 10.6]) }).rto).toMatchObject({
      outcome: 'pass',
      by: 'repair',
      serviceMs: 606,
      afterHealMs: 606,
    });
  });

  it('does not let a heal hide a recovery that was too slow', () => {
    const slow = incidentOf({ answer: outage([6.51, 9], [10.1, 10.3]) }).rto;
    expect(slow).toMatchObject({ outcome: 'fail', serviceMs: 2_504, by: 'self-recovery' });
  });

  it('fails when the venue is not back', () => {
    const { rto, toUs } = incidentOf({ answer: outage([6.51, 20]) });
    expect(rto).toMatchObject({ outcome: 'fail', serviceMs: null, intervalMs: null });
    expect(rto.because).toBe('not back when the load ended, 4500 ms later (limit 2000 ms)');
    expect(rto.rung).toBe('none reached');
    expect(toUs).toBeNull();
  });

  it('is unknown when the harness did not stay to see it', () => {
    const stop = sample('stop', { atUs: 10.8 * second, by: 'signal', breach: false, because: 'x' });
    const down = sample('phase', { atUs: 10.9 * second, phase: 'down' });
    const { plan, events } = sampleRun({
      plan: objectives(),
      faults: [{}],
      answer: outage([6.51, 20]),
    });
    const cut = events.filter((event) => ((event as { atUs?: number }).atUs ?? 0) < 10.8 * second);
    const verdict = judgeEvents(plan, [...cut, stop, down], new Map());
    expect(verdict.incidents[0]?.rto.outcome).toBe('unknown');
    expect(verdict.verdict).toBe('STOPPED');
  });

  it('leaves to the next incident what was on its way when that began', () => {
    const first = { id: 'first', healUs: 7 * second, verifiedUs: 7.1 * second };
    const commandUs = 9.03 * second;
    const seen = { lastNegativeUs: commandUs + 1_000, effectUs: commandUs + 2_000 };
    const next = { id: 'next', commandUs, ...seen };
    const sync = sample('service', { atUs: second, leader: false, inSync: true });
    // The operation of 9.001 s left before the second command, and was never answered.
    const run = { faults: [first, next], answer: outage([6.51, 6.7], [9, 9.5]), more: [sync] };
    const { incidents } = judge(run);
    expect(incidents.map(({ faults, rto }) => [faults, rto.relapse])).toEqual([
      [['first'], false],
      [['next'], false],
    ]);
    const earlier = judge({ ...run, answer: outage([6.51, 6.7], [8.9, 9.5]) });
    expect(earlier.incidents[0]?.rto.relapse).toBe(true);
  });

  it('calls a later interruption a relapse', () => {
    // Verified at 10.5 s: until 11.5 s an interruption still belongs to the incident.
    expect(incidentOf({ answer: outage([6.51, 7.2], [11.4, 11.45]) }).rto).toMatchObject({
      relapse: false,
      outcome: 'pass',
    });
    expect(incidentOf({ answer: outage([6.51, 7.2], [12, 12.3]) }).rto).toMatchObject({
      relapse: true,
      outcome: 'fail',
    });
  });
});

describe('a stop', () => {
  it('ends the load for the judge: nothing relapses into the ending of the harness', () => {
    const stop = sample('stop', { atUs: 11.9 * second, by: 'signal', breach: false, because: 'x' });
    const run = { answer: outage([6.51, 7.2], [12, 12.3]), more: [stop] };
    expect(incidentOf(run).rto).toMatchObject({ relapse: false, outcome: 'pass' });
  });
});

describe('no interruption', () => {
  it('is said with the longest silence that a lane had', () => {
    const { rto } = incidentOf({});
    expect(rto).toMatchObject({
      noInterruption: true,
      outcome: 'pass',
      serviceMs: null,
      by: 'none',
    });
    expect(rto.unseenBelowMs).toBe(55);
    expect(rto.because).toBe('no interruption seen (< 55 ms) (limit 2000 ms)');
  });

  it('is not said of requests that were held for 0.8 s and then accepted', () => {
    const held: SampleAnswering = (atUs) =>
      atUs > 6.51 * second && atUs < 7.31 * second ? { afterUs: 7.31 * second - atUs } : {};
    const { rto } = incidentOf({ answer: held });
    expect(rto).toMatchObject({ noInterruption: false, by: 'self-recovery', serviceMs: 808 });
  });

  it('takes a late silence for an interruption only if it lasts half a hold', () => {
    const held =
      (fromUs: number, toUs: number): SampleAnswering =>
      (atUs) =>
        atUs > fromUs && atUs < toUs ? { afterUs: toUs - atUs } : {};
    const long = incidentOf({ answer: held(8 * second, 8.8 * second) }).rto;
    expect(long).toMatchObject({ noInterruption: false, serviceMs: 2_298 });
    const short = incidentOf({ answer: held(8 * second, 8.3 * second) }).rto;
    expect(short).toMatchObject({ noInterruption: true, unseenBelowMs: 344 });
    const near = incidentOf({ answer: held(7 * second, 7.3 * second) }).rto;
    expect(near).toMatchObject({ noInterruption: false, serviceMs: 798 });
  });

  it('does not lengthen an outage by an answer that jitters less than half an interval', () => {
    const jittered =
      (extraUs: number): SampleAnswering =>
      (atUs, ...rest) =>
        atUs === 7_401_000 ? { afterUs: extraUs } : outage([6.5, 7.2])(atUs, ...rest);
    const plain = incidentOf({ answer: outage([6.5, 7.2]) }).rto.serviceMs;
    expect(incidentOf({ answer: jittered(25_000) }).rto.serviceMs).toBe(plain);
    expect(incidentOf({ answer: jittered(45_000) }).rto.serviceMs).toBeGreaterThan(plain ?? 0);
  });

  it('counts an outage that was over before the probe saw its cause from its own beginning', () => {
    const early: SampleAnswering = (atUs) =>
      atUs > 6.2 * second && atUs < 6.4 * second ? { afterUs: 6.4 * second - atUs } : {};
    const { rto } = incidentOf({
      answer: early,
      faults: [{ commandUs: 6.1 * second, effectUs: 6.9 * second, lastNegativeUs: 6.8 * second }],
    });
    expect(rto.serviceMs).toBeGreaterThanOrEqual(200);
    expect(rto.intervalMs?.[1]).toBe(rto.serviceMs);
  });

  it('bears one bad operation in a hold of twenty', () => {
    const { rto } = incidentOf({ answer: (atUs) => (atUs === 8_001_000 ? refusing : {}) });
    expect(rto.noInterruption).toBe(true);
    const two = incidentOf({
      answer: (atUs) => (atUs === 8_001_000 || atUs === 8_101_000 ? refusing : {}),
    });
    expect(two.rto.noInterruption).toBe(false);
  });
});

describe('what the witness spoiled itself', () => {
  const lag = (fromUs: number, atUs: number) =>
    sample('lag', { gen: 0, fromUs, atUs, lagMaxUs: 1_500_000, loopDelayMaxUs: 0 });

  it('makes an RTO unknown, not failed', () => {
    // A witness stopped from 8 to 9.5 s: it sent late, and nothing was accepted in time.
    const answer: SampleAnswering = (atUs) =>
      atUs > 8 * second && atUs < 9.5 * second
        ? { lagUs: 9.5 * second - atUs, afterUs: 9.6 * second - atUs }
        : {};
    const plan = objectives({ maxMs: 1_000 });
    const spoiled = incidentOf({ plan, answer, more: [lag(8 * second, 9.5 * second)] });
    expect(spoiled.rto.outcome).toBe('unknown');
    expect(spoiled.rto.because).toMatch(/without what the witness itself spoiled/);
  });

  it('does not excuse an outage outside of it', () => {
    const more = [lag(12 * second, 12.1 * second)];
    const plan = objectives({ maxMs: 500 });
    expect(incidentOf({ plan, answer: outage([6.51, 7.2]), more }).rto.outcome).toBe('fail');
  });
});

describe('the effect', () => {
  it('is the earlier of the first positive reading and the first reset after the command', () => {
    const answer: SampleAnswering = (atUs) =>
      atUs > 6.4 * second && atUs < 7 * second
        ? { outcome: 'indeterminate', code: 'reset', afterUs: 54_000 }
        : {};
    const verdict = judge({ answer, faults: [{ effectUs: 6.9 * second, lastNegativeUs: null }] });
    // Intended at 6.451 s, reset at 6.505 s: the command at 6.5 s lies before it.
    expect(verdict.faults[0]).toMatchObject({ effectUs: 6_505_000, lastNegativeUs: 6_500_000 });
  });

  it('must be known to a tenth of the limit', () => {
    const vague = [{ effectUs: 6.9 * second }];
    expect(incidentOf({ faults: vague, answer: outage([6.9, 7.2]) }).rto.outcome).toBe('unknown');
  });

  it('that was never seen leaves RTO and RPO unknown', () => {
    const { rto, rpo } = incidentOf({ faults: [{ effectUs: null }], answer: outage([6.51, 7.2]) });
    expect([rto.outcome, rpo.outcome]).toEqual(['unknown', 'not-required']);
  });
});

it('faults that overlap are one incident, others are not', () => {
  const at = (id: string, from: number, to: number) => ({
    id,
    commandUs: from * second,
    lastNegativeUs: null,
    effectUs: (from + 0.01) * second,
    healUs: (to - 0.1) * second,
    verifiedUs: to * second,
  });
  const apart = judge({ faults: [at('a', 6.5, 7), at('b', 8, 9)] });
  expect(apart.incidents.map((one) => one.faults)).toEqual([['a'], ['b']]);
  const joined = judge({ faults: [at('a', 6.5, 8.5), at('b', 8, 9)] });
  expect(joined.incidents.map((one) => one.faults)).toEqual([['a', 'b']]);
  const away = judge({ faults: [at('a', 6.5, 7), at('b', 8, 9)], answer: outage([6.51, 8.2]) });
  expect(away.incidents).toHaveLength(1);
});

it('the interval holds the truth, and is at most two witness intervals wide', () => {
  const cases = fc.record({
    awayUs: fc.integer({ min: 150_000, max: 3_000_000 }),
    effectGapUs: fc.integer({ min: 200, max: 20_000 }),
    lateUs: fc.integer({ min: 0, max: 5_000 }),
  });
  fc.assert(
    fc.property(cases, ({ awayUs, effectGapUs, lateUs }) => {
      const commandUs = 6.5 * second;
      const truthFromUs = commandUs + 100;
      const truthToUs = truthFromUs + awayUs;
      const { rto } = incidentOf({
        plan: objectives({ maxMs: 5_000 }),
        faults: [
          { lastNegativeUs: null, effectUs: truthFromUs + effectGapUs, healUs: 10 * second },
        ],
        answer: (atUs) =>
          atUs >= truthFromUs && atUs < truthToUs
            ? { ...refusing, lagUs: lateUs }
            : { lagUs: lateUs },
        more: [
          sample('lag', { gen: 0, fromUs: 0, atUs: 100_000, lagMaxUs: lateUs, loopDelayMaxUs: 0 }),
        ],
      });
      const [low, high] = rto.intervalMs ?? [Number.NaN, Number.NaN];
      expect(low).toBeLessThanOrEqual(awayUs / 1000);
      expect(high).toBeGreaterThanOrEqual(awayUs / 1000);
      expect(high - low).toBeLessThanOrEqual(100);
    }),
    { numRuns: 40 },
  );
});

it('a longer outage never has a shorter RTO', () => {
  const ends = fc.tuple(fc.integer({ min: 66, max: 95 }), fc.integer({ min: 66, max: 95 }));
  fc.assert(
    fc.property(ends, (pair) => {
      const [shorter, longer] = pair
        .toSorted((a, b) => a - b)
        .map((end) => incidentOf({ answer: outage([6.51, end / 10]) }).rto.serviceMs);
      expect(shorter as number).toBeLessThanOrEqual(longer as number);
    }),
    { numRuns: 20 },
  );
});

it('rungs', () => {
  expect(rungOf(900_000)).toBe('below one second');
  expect(rungOf(4_000_000)).toBe('high availability (1-5 s)');
  expect(rungOf(20_000_000)).toBe('exchange grade (at most 30 s)');
  expect(rungOf(null)).toBe('none reached');
});
