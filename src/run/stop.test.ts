import { expect, test } from 'vitest';
import type { CheckPlugin } from '#contract/check.ts';
import type { HistoryEvent } from '#contract/history.ts';
import type { Plan, StopCondition } from '#contract/plan.ts';
import type { ServiceFold } from '#contract/service/service.ts';
import type { StopReason } from './context.ts';
import { stopConditions } from './stop.ts';

/** A check that is broken by the second answer, as its plugin would say. */
const second = {
  options: { parse: () => ({}) },
  begin() {
    let told = 0;
    return {
      on: {
        told() {
          told += 1;
        },
      },
      breached: () => (told >= 2 ? `${told} answers` : undefined),
      end: () => ({ outcome: 'pass', examined: 1, because: '', evidence: [] }),
    };
  },
} as unknown as CheckPlugin;

function watching(stopWhen: readonly StopCondition[], ratio = 0) {
  const reasons: StopReason[] = [];
  const time = { us: 0 };
  const clock = { originNs: 0n, nowUs: () => time.us, toUs: Number };
  const service = { outcomes: {}, errorRatio: () => ratio } as unknown as ServiceFold;
  const checks = new Map([['second', second]]);
  const end = (reason: StopReason) => void reasons.push(reason);
  const conditions = stopConditions({ stopWhen } as unknown as Plan, checks, service, clock, end);
  const hear = (type: 'sent' | 'told', atUs: number, heardUs = atUs) => {
    time.us = heardUs;
    const event = { type, atUs } as HistoryEvent;
    (conditions.on[type] as ((event: HistoryEvent) => void) | undefined)?.(event);
  };
  return { reasons, hear, conditions, time };
}

test('a check ends the run with the very event that broke it, and says how late that was heard', () => {
  const { reasons, hear } = watching([{ check: 'second' }]);
  hear('told', 1_000);
  expect(reasons).toEqual([]);
  hear('told', 2_000, 14_000);
  expect(reasons[0]).toMatchObject({ by: 'condition', breach: true, delayUs: 12_000 });
  expect(reasons[0]?.because).toBe('check second: 2 answers; seen within 12 ms (bound 50 ms)');
});

test('a ratio counts only over a whole window, and is looked at without an event too', () => {
  const condition = { metric: 'error-ratio', above: 0.5, forMs: 1_000 } as const;
  const { reasons, hear, conditions, time } = watching([condition], 0.8);
  hear('sent', 100_000);
  hear('told', 900_000);
  expect(reasons).toEqual([]);
  time.us = 1_200_000;
  conditions.look();
  expect(reasons[0]).toMatchObject({ by: 'condition', breach: false });
  expect(reasons[0]?.because).toContain('error ratio 80.0 % over 1000 ms (above 50.0 %)');
});

test('without conditions nothing is watched', () => {
  expect(Object.keys(watching([]).conditions.on)).toEqual([]);
});
