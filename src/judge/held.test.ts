import { describe, expect, it } from 'vitest';
import type { Bystander, Plan } from '#contract/plan.ts';
import type { Verdict } from '#contract/run.ts';
import { judgeEvents } from './judge.ts';
import { type SampleAnswering, type SampleRun, sampleRun, second } from './sample-run.ts';

const refusing = { outcome: 'not-executed', code: 'not-forwarded' } as const;

function judge(run: SampleRun): Verdict {
  const { plan, events } = sampleRun({ faults: [{}], ...run });
  return judgeEvents(plan, events, new Map());
}

/** Refuses what is intended through a gateway within these seconds. */
function outage(gateway: string, from: number, to: number): SampleAnswering {
  return (atUs, through) =>
    through === gateway && atUs >= from * second && atUs < to * second ? refusing : {};
}

describe('degrade', () => {
  const plan: Partial<Plan> = { expect: 'degrade', mayFail: [{ gateways: ['gateway-2'] }] };

  it('lets the stated lanes fail while the others hold', () => {
    const verdict = judge({ plan, answer: outage('gateway-2', 6.51, 10.3) });
    expect(verdict.verdict).toBe('PASS');
  });

  it('fails when a lane fails that must hold', () => {
    const { reasons, verdict } = judge({ plan, answer: outage('gateway-1', 6.51, 7.2) });
    expect(verdict).toBe('FAIL');
    expect(reasons[0]).toBe(
      'expectation: gateway-1 X rest must hold, it was interrupted at 6.551 s for 655 ms',
    );
  });

  it('fails when a lane that must hold is silent for half a hold', () => {
    const late = (forUs: number): SampleAnswering => {
      return (atUs, gateway) => {
        const leftUs = 6.6 * second + forUs - atUs;
        return gateway === 'gateway-1' && atUs > 6.6 * second && leftUs > 0
          ? { afterUs: leftUs + 5_000 }
          : {};
      };
    };
    expect(judge({ plan, answer: late(400_000) }).verdict).toBe('PASS');
    expect(judge({ plan, answer: late(700_000) }).reasons[0]).toMatch(/gateway-1 X rest must hold/);
  });

  it('fails when the stated lanes do not come back', () => {
    const { reasons } = judge({ plan, answer: outage('gateway-2', 6.51, 20) });
    expect(reasons).toContain('expectation: not every gateway was back when the load ended');
  });

  it('is unknown when the fault is not confirmed', () => {
    const faults = [{ effectUs: null }];
    expect(judge({ plan, faults }).verdict).toBe('INCONCLUSIVE');
  });
});

describe('reject', () => {
  const plan: Partial<Plan> = { expect: 'reject' };
  const faults = [{ services: [] }];

  it('wants the state unchanged and trading unharmed', () => {
    expect(judge({ plan, faults }).verdict).toBe('PASS');
  });

  it('fails when something of it became an order', () => {
    const row: SampleRun['row'] = (op) => (op === 12 ? { gen: -1, op: -1, orderId: 'o12' } : {});
    const { reasons } = judge({ plan, faults, row });
    expect(reasons).toContain(
      'expectation: 1 order came of what was to be refused, e.g. o12: buy 10 X at 100, account 1',
    );
  });

  it('fails when trading was interrupted', () => {
    const { reasons } = judge({ plan, faults, answer: outage('gateway-1', 6.51, 7.2) });
    expect(reasons[0]).toMatch(/^expectation: gateway-1 X rest must hold/);
  });

  it('is unknown when the state was not read completely', () => {
    expect(judge({ plan, faults, reads: 'incomplete' }).verdict).toBe('INCONCLUSIVE');
  });
});

describe('a bystander', () => {
  const bystander: Bystander = {
    id: 'other',
    gateways: ['gateway-1'],
    p99: { max: 2, floorMs: 20 },
  };
  const plan = { baselineMs: 3_000, bystanders: [bystander] };
  /** Twice as many operations a lane as usual: two lanes of one gateway. */
  const both = { ...bystander, gateways: ['gateway-1', 'gateway-2'] };
  const of = (verdict: Verdict) => verdict.bystanders[0];

  it('passes within its floor and tells both quantiles', () => {
    const verdict = judge({ plan: { bystanders: [both] }, answer: () => ({ afterUs: 8_000 }) });
    expect(of(verdict)).toMatchObject({
      outcome: 'pass',
      lanes: 2,
      baselineP99Ms: 8,
      p99Ms: 8,
      limitMs: 20,
    });
    expect(verdict.verdict).toBe('PASS');
  });

  it('fails above both its floor and the multiple of its baseline', () => {
    const slower: SampleAnswering = (atUs) => ({ afterUs: atUs < 6.51 * second ? 12_000 : 30_000 });
    const verdict = judge({ plan: { bystanders: [both] }, answer: slower });
    expect(of(verdict)).toMatchObject({ outcome: 'fail', p99Ms: 30, limitMs: 24 });
    expect(verdict.verdict).toBe('FAIL');
    expect(verdict.reasons[0]).toMatch(/^bystander other: p99 30 ms/);
  });

  it('counts what was not served as taking for ever', () => {
    const verdict = judge({
      plan: { bystanders: [both] },
      answer: (atUs) => (atUs > 7 * second && atUs < 7.2 * second ? refusing : {}),
    });
    expect(of(verdict)).toMatchObject({ outcome: 'fail', p99Ms: null });
  });

  it('is unknown where the load itself was late, on few samples, and without the fault', () => {
    const late: SampleAnswering = (atUs) =>
      atUs > 7 * second && atUs < 7.2 * second ? { afterUs: 90_000, lagUs: 80_000 } : {};
    expect(of(judge({ plan: { bystanders: [both] }, answer: late }))?.outcome).toBe('unknown');
    expect(of(judge({ plan }))?.because).toMatch(/60 samples in the baseline, 100 are needed/);
    const faults = [{ effectUs: null }];
    expect(of(judge({ plan: { bystanders: [both] }, faults }))?.outcome).toBe('unknown');
  });
});
