import { describe, expect, it } from 'vitest';
import type { Plan, SloObjective } from '#contract/plan.ts';
import type { Verdict } from '#contract/run.ts';
import { sample, samplePlan } from '#contract/sample.ts';
import { judgeEvents } from './judge.ts';
import { type SampleAnswering, type SampleRun, sampleRun, second } from './sample-run.ts';

const refusing = { outcome: 'not-executed', code: 'not-forwarded' } as const;

function judge(run: SampleRun): Verdict {
  const { plan, events } = sampleRun(run);
  return judgeEvents(plan, events, new Map());
}

describe('an SLO', () => {
  const slo: SloObjective = {
    id: 'ack',
    withinMs: 10,
    ratio: 0.9,
    phases: ['steady'],
    minSamples: 80,
    load: 'witness',
  };
  const plan = (fields: Partial<SloObjective> = {}) => ({
    objectives: { slo: [{ ...slo, ...fields }] },
  });
  /** Steady goes from 12.5 s to 14.5 s: 80 operations; every `n`-th is late. */
  const late =
    (nth: number): SampleAnswering =>
    (atUs, _gateway, op) =>
      atUs > 12.5 * second && op % nth === 0 ? { afterUs: 20_000 } : {};

  it('counts what was accepted within its bound, with its budget', () => {
    const verdict = judge({ plan: plan(), answer: late(20) });
    expect(verdict.slo[0]).toMatchObject({
      outcome: 'pass',
      good: 76,
      total: 80,
      ratio: 0.95,
      budgetSpent: 0.5,
      p50Ms: 5,
      p99Ms: 20,
    });
    expect(verdict.verdict).toBe('PASS');
  });

  it('is met exactly at its ratio and missed below', () => {
    expect(judge({ plan: plan(), answer: late(10) }).slo[0]?.outcome).toBe('pass');
    const missed = judge({ plan: plan(), answer: late(8) });
    expect(missed.slo[0]).toMatchObject({ outcome: 'fail', because: '87.5 % of 80 within 10 ms' });
    expect(missed.verdict).toBe('FAIL');
  });

  it('counts refusals and silence as late', () => {
    const answer: SampleAnswering = (atUs) => (atUs > 14 * second ? { silent: true } : {});
    expect(judge({ plan: plan(), answer }).slo[0]).toMatchObject({ good: 60, outcome: 'fail' });
  });

  it('is unknown with too few samples, and where the witness was late itself', () => {
    expect(judge({ plan: plan({ minSamples: 81 }) }).slo[0]?.outcome).toBe('unknown');
    const lagging = { lagMaxUs: 900_000, loopDelayMaxUs: 0 };
    const more = [
      sample('lag', { gen: 0, fromUs: 12.5 * second, atUs: 14.6 * second, ...lagging }),
    ];
    expect(judge({ plan: plan(), answer: late(4), more }).slo[0]?.outcome).toBe('unknown');
    const jump = [
      sample('clock', { atUs: 12.6 * second, wallMs: 12_600 }),
      sample('clock', { atUs: 14.4 * second, wallMs: 20_000 }),
    ];
    expect(judge({ plan: plan(), answer: late(4), more: jump }).slo[0]?.outcome).toBe('unknown');
  });
});

describe('the load', () => {
  const [usual] = samplePlan().load;
  const load = (fields: Partial<Plan['load'][number]>) => ({
    load: [{ ...usual!, ratePerSecond: 40, ...fields }],
  });

  it('reports what became of it', () => {
    const answer: SampleAnswering = (_atUs, _gateway, op) => {
      if (op === 400) return { outcome: 'rejected', code: 'bad-price' };
      if (op === 401) return refusing;
      return op === 402 ? { silent: true } : {};
    };
    expect(judge({ answer }).load[0]).toMatchObject({
      sent: 580,
      accepted: 577,
      rejected: 1,
      notExecuted: 1,
      indeterminate: 1,
      outcome: 'pass',
      lagMs: { max: 0.1 },
    });
  });

  it.each([
    [
      'was not accepted',
      {},
      (atUs: number) => (atUs > 12.5 * second ? refusing : {}),
      /0 % accepted/,
    ],
    ['did not trade', { minTrades: 1 }, () => ({}), /0 trades in baseline/],
    [
      'was sent late',
      {},
      (atUs: number) => ({ lagUs: atUs > 13 * second ? 60_000 : 0 }),
      /sent on time/,
    ],
  ] as const)('that %s proves nothing', (_name, fields, answer, because) => {
    const verdict = judge({ plan: load(fields), answer: answer as SampleAnswering });
    expect(verdict.load[0]?.outcome).toBe('unknown');
    expect(verdict.load[0]?.because).toMatch(because);
  });

  it('that fell silent is missed', () => {
    const { plan, events } = sampleRun({});
    const silent = events.filter(
      (event) =>
        !(
          (event.type === 'sent' || event.type === 'told') &&
          event.atUs > 12.6 * second &&
          event.op < 900
        ),
    );
    const verdict = judgeEvents(plan, silent, new Map());
    expect(verdict.load[0]).toMatchObject({ outcome: 'unknown', sent: 504, intended: 504 + 77 });
    expect(verdict.verdict).not.toBe('PASS');
  });
});

describe('the expectation', () => {
  const until =
    (toUs: number): SampleAnswering =>
    (atUs) =>
      atUs > 6.51 * second && atUs < toUs ? refusing : {};
  const halting = (answer: SampleAnswering) =>
    judge({ plan: { expect: 'halt-safely' }, faults: [{}], answer });

  it('survive: not back is a failure even without an RTO', () => {
    const verdict = judge({ faults: [{}], answer: until(20 * second) });
    expect(verdict.verdict).toBe('FAIL');
    expect(verdict.reasons[0]).toBe('expectation: it was not back when the load ended');
  });

  it('halt-safely: nothing may be acknowledged between the halt and the heal', () => {
    expect(halting(until(10.6 * second)).verdict).toBe('PASS');
    const leaking: SampleAnswering = (atUs, gateway, op) =>
      atUs > 7 * second && atUs < 7.1 * second ? {} : until(10.6 * second)(atUs, gateway, op);
    const verdict = halting(leaking);
    expect(verdict.verdict).toBe('FAIL');
    expect(verdict.reasons[0]).toMatch(/4 operations sent after the halt were acknowledged/);
  });

  it('halt-safely: a venue that did not have to halt survived', () => {
    expect(halting(until(7.2 * second)).verdict).toBe('PASS');
  });
});

describe('a fault', () => {
  const statusOf = (
    fault: NonNullable<SampleRun['faults']>[number],
    more: SampleRun['more'] = [],
  ) => judge({ faults: [fault], more }).faults[0];

  it('is confirmed by a positive reading, and a mismatch without one', () => {
    expect(statusOf({})).toMatchObject({
      status: 'confirmed',
      commandUs: 6_500_000,
      lastNegativeUs: 6_502_000,
      effectUs: 6_510_000,
      healCommandUs: 10_000_000,
      healedUs: 10_500_000,
      target: 'engine-1 (pid 1 start 2)',
    });
    expect(statusOf({ effectUs: null })).toMatchObject({ status: 'mismatch', effectUs: null });
  });

  it('is inconclusive when nobody could look', () => {
    const blind = sample('probe', {
      fault: 'kill',
      atUs: 6.6 * second,
      holds: null,
      saw: 'no /proc',
    });
    const fault = statusOf({ effectUs: null, lastNegativeUs: null }, [blind]);
    expect(fault).toMatchObject({ status: 'inconclusive', because: 'no /proc' });
  });

  it('is a mismatch when its target was no longer the leader', () => {
    const { plan } = sampleRun({ faults: [{}] });
    const failed = sample('fault', {
      fault: 'kill',
      state: 'failed',
      atUs: 6.5 * second,
      because: 'mismatch: it is engine-2 by now',
    });
    const { events } = sampleRun({ plan, more: [failed] });
    expect(judgeEvents(plan, events, new Map()).faults[0]?.status).toBe('mismatch');
  });
});

it('availability counts what was accepted within a second of its intention', () => {
  const answer: SampleAnswering = (atUs) => (atUs > 14 * second ? { afterUs: 1_100_000 } : {});
  expect(judge({ answer }).availability).toMatchObject([
    { phase: 'baseline', accepted: 380, intended: 380, ratio: 1 },
    { phase: 'steady', accepted: 60, intended: 80, ratio: 0.75 },
  ]);
});

it('the timeline has counts and latencies a bin, leaders and outages', () => {
  const leader = sample('service', { atUs: second, service: 'engine-1', leader: true, epoch: 1 });
  const answer: SampleAnswering = (atUs) =>
    atUs > 6.51 * second && atUs < 7.2 * second ? refusing : {};
  const { timeline } = judge({ faults: [{}], more: [leader], answer });
  expect(timeline.binMs).toBe(50);
  expect(timeline.accepted).toHaveLength(320);
  expect(timeline.accepted.reduce((sum, one) => sum + one)).toBe(554);
  expect(timeline.rejected.reduce((sum, one) => sum + one)).toBe(26);
  expect(timeline.p50Ms[50]).toBe(5);
  expect(timeline.leaders).toEqual([{ atUs: second, leader: 'engine-1', epoch: 1 }]);
  expect(timeline.lanes[0]).toEqual({
    lane: 'gateway-1 X rest',
    outages: [[6_551_000, 7_206_000]],
  });
});
