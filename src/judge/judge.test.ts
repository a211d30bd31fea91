import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { CheckPlugin, CheckResult } from '#contract/check.ts';
import type { Plan } from '#contract/plan.ts';
import type { Verdict } from '#contract/run.ts';
import { sample, samplePlan } from '#contract/sample.ts';
import { type Checks, judgeEvents } from './judge.ts';
import { type SampleAnswering, type SampleRun, sampleRun, second } from './sample-run.ts';

const objectives = {
  rto: { maxMs: 2_000, serving: 0.95 },
  rpo: { horizon: 'acked', maxOrders: 0 },
  slo: [],
} as const satisfies Plan['objectives'];

/** The venue refuses from the effect at 6.51 s until 7.2 s. */
const refusing = { outcome: 'not-executed', code: 'not-forwarded' } as const;
const away: SampleAnswering = (atUs) =>
  atUs > 6.51 * second && atUs < 7.2 * second ? refusing : {};

function judge(run: SampleRun, checks: Checks = new Map()): Verdict {
  const { plan, events } = sampleRun(run);
  return judgeEvents(plan, events, checks);
}

const survived: SampleRun = { plan: { objectives }, faults: [{}], answer: away };

function check(result: Partial<CheckResult>, fields: Partial<CheckPlugin> = {}): Checks {
  const ended = { outcome: 'pass', examined: 1, because: 'seen', evidence: [], ...result } as const;
  const plugin: CheckPlugin = {
    summary: '',
    class: 'safety',
    always: true,
    options: z.strictObject({}),
    doesNotVerify: '',
    online: false,
    begin: () => ({ on: {}, end: () => ended }),
    examples: [],
    ...fields,
  };
  return new Map([['sampled', plugin]]);
}

describe('the verdict', () => {
  it('is PASS when everything ran, was confirmed and held', () => {
    const verdict = judge(survived);
    expect(verdict.reasons).toEqual([
      'everything that was required ran and held: 1 check on 554 things',
    ]);
    expect(verdict.verdict).toBe('PASS');
  });

  it('is PASS for a healthy run without faults', () => {
    expect(judge({}).verdict).toBe('PASS');
  });

  it('is the same for the same history', () => {
    expect(JSON.stringify(judge(survived))).toBe(JSON.stringify(judge(survived)));
  });

  it('is VIOLATION when a safety check failed, whatever else happened', () => {
    const stop = sample('stop', {
      atUs: 14 * second,
      by: 'signal',
      breach: false,
      because: 'Ctrl-C',
    });
    const verdict = judge(
      { ...survived, more: [stop], answer: () => refusing },
      check({ outcome: 'fail', because: 'two leaders' }),
    );
    expect(verdict.verdict).toBe('VIOLATION');
    expect(verdict.reasons[0]).toBe('sampled: two leaders');
  });

  it('is FAIL when an objective check or a `sometimes` was missed', () => {
    expect(judge(survived, check({ outcome: 'fail' }, { class: 'sometimes' })).verdict).toBe(
      'FAIL',
    );
    expect(judge(survived, check({ outcome: 'fail' }, { class: 'objective' })).verdict).toBe(
      'FAIL',
    );
  });

  it('leaves a `sometimes` unknown while a fault is not confirmed', () => {
    const run = { ...survived, faults: [{ effectUs: null }] };
    const verdict = judge(run, check({ outcome: 'fail' }, { class: 'sometimes' }));
    expect(verdict.verdict).toBe('INCONCLUSIVE');
  });

  it('is BROKEN when the run itself failed, and FAIL comes before it', () => {
    const failed = sample('harness', { atUs: 14.6 * second, part: 'run', because: 'no memory' });
    expect(judge({ ...survived, more: [failed] }).verdict).toBe('BROKEN');
    const both = judge(
      { ...survived, more: [failed] },
      check({ outcome: 'fail', class: 'sometimes' } as never, { class: 'sometimes' }),
    );
    expect(both.verdict).toBe('FAIL');
  });

  it('is BROKEN when the baseline was not met, and misses under it do not count', () => {
    const sick: SampleAnswering = (atUs) => (atUs > 3 * second ? refusing : {});
    const verdict = judge({ ...survived, answer: sick });
    expect(verdict.verdict).toBe('BROKEN');
    expect(verdict.reasons[0]).toMatch(/^baseline: not met: gateway-1 X rest: \d+ of \d+/);
  });

  it('is FAIL when the baseline was not met in a scenario without faults', () => {
    expect(judge({ answer: (atUs) => (atUs > 3 * second ? refusing : {}) }).verdict).toBe('FAIL');
  });

  it('is BROKEN when a check crashes, and the others are judged', () => {
    const crash = check(
      {},
      {
        begin: () => ({
          on: {
            sent: () => {
              throw new Error('oops');
            },
          },
          end: () => {
            throw new Error('not reached');
          },
        }),
      },
    );
    const verdict = judge(survived, crash);
    expect(verdict.verdict).toBe('BROKEN');
    expect(verdict.reasons[0]).toBe('check sampled crashed: oops');
    expect(verdict.checks.find((one) => one.id === 'sampled')).toMatchObject({
      outcome: 'unknown',
    });
  });

  it('is BROKEN when the run ended a phase that the judge would not have ended', () => {
    const { plan, events } = sampleRun(survived);
    const early = events.map((event) =>
      event.type === 'phase' && event.phase === 'steady' ? { ...event, atUs: 11 * second } : event,
    );
    early.sort(
      (a, b) => ((a as { atUs?: number }).atUs ?? 1e12) - ((b as { atUs?: number }).atUs ?? 1e12),
    );
    const verdict = judgeEvents(plan, early, new Map());
    expect(verdict.verdict).toBe('BROKEN');
    expect(verdict.reasons[0]).toMatch(/judge and run disagree: the recovery was not over/);
  });

  it('is BROKEN for a history of another plan', () => {
    const { events } = sampleRun(survived);
    const other = samplePlan({ seed: 2 });
    expect(judgeEvents(other, events, new Map()).reasons).toContain(
      'judge and run disagree: the history is of another plan',
    );
  });

  it('is STOPPED when it was ended early, and what it did not see does not lower it', () => {
    const stop = sample('stop', {
      atUs: 14 * second,
      by: 'kill-switch',
      breach: false,
      because: 'set',
    });
    const verdict = judge({ ...survived, more: [stop], reads: 'none' });
    expect(verdict.verdict).toBe('STOPPED');
    expect(verdict.reasons[0]).toBe('stopped by kill-switch: set');
  });

  it('is BROKEN when the run stopped for a breach that the judge cannot see', () => {
    const stop = sample('stop', { atUs: 14 * second, by: 'condition', breach: true, because: 'x' });
    expect(judge({ ...survived, more: [stop] }).verdict).toBe('BROKEN');
  });

  it.each([
    ['a fault without effect', { faults: [{ effectUs: null }] }, /fault kill is mismatch/],
    ['an unverified heal', { faults: [{ verifiedUs: null }] }, /its heal was not verified/],
    ['an incomplete read', { reads: 'incomplete' }, /not read completely/],
    ['no read', { reads: 'none' }, /not read completely/],
    ['a killed harness', { killed: true }, /the harness was killed/],
  ] as const)('is INCONCLUSIVE with %s', (_name, fields, because) => {
    const verdict = judge({ ...survived, ...fields } as SampleRun);
    expect(verdict.verdict).toBe('INCONCLUSIVE');
    expect(verdict.reasons.join('\n')).toMatch(because);
  });

  it('is INCONCLUSIVE when a fault was never injected or a part of the harness failed', () => {
    const { plan } = sampleRun(survived);
    const { events } = sampleRun({ plan });
    const never = judgeEvents(plan, events, new Map());
    expect(never.faults[0]).toMatchObject({ status: 'not-injected' });
    const observer = sample('harness', {
      atUs: 9 * second,
      part: 'observer:status',
      because: 'gone',
    });
    expect(judge({ ...survived, more: [observer] }).verdict).toBe('INCONCLUSIVE');
  });

  it('turns a pass on nothing into unknown, and a named skip as well', () => {
    expect(judge(survived, check({ examined: 0 })).verdict).toBe('INCONCLUSIVE');
    expect(judge(survived, check({ outcome: 'skipped' })).verdict).toBe('PASS');
    const named = { ...survived, plan: { objectives, checks: [{ id: 'sampled', options: {} }] } };
    expect(judge(named, check({ outcome: 'skipped' })).verdict).toBe('INCONCLUSIVE');
  });
});
