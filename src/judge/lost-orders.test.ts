import { expect, it } from 'vitest';
import { sample } from '#contract/sample.ts';
import { judgeEvents } from './judge.ts';
import { type SampleRun, sampleRun, second } from './sample-run.ts';

/** Order 261 is the last one that is told before the effect, at 6.506 s. */
function lostOrder(run: SampleRun) {
  const lost: SampleRun = { row: (op) => (op === 261 ? undefined : {}), faults: [{}] };
  const { plan, events } = sampleRun({ ...lost, ...run });
  const { rpo } = judgeEvents(plan, events, new Map()).incidents[0]!;
  return rpo.orders.map(({ id, events }) => [id, ...events.map(({ what }) => what)]);
}

it('a lost order comes with all that was seen of it, in the order it was seen', () => {
  expect(lostOrder({})).toEqual([
    [
      'witness-261',
      'buy 10 X at 100, gtc, account 1, through gateway-2',
      'told accepted, sequence 262 of epoch 1, 0 lots',
      'read through gateway-1: absent',
      'read after the cold restart through gateway-1: absent',
    ],
  ]);
});

it('a read that was not complete says of nothing that it is absent', () => {
  const [order] = lostOrder({
    more: [
      sample('read-began', { atUs: 14.8 * second, read: 7, stage: 'live' }),
      sample('read-ended', { atUs: 14.9 * second, read: 7, complete: false, rows: 0, total: 9 }),
    ],
  });
  expect(order?.filter((what) => what.endsWith('absent'))).toHaveLength(2);
});

it('who asked to cancel it, second deliveries and the log are part of it', () => {
  const [order] = lostOrder({
    more: [
      sample('redelivered', { gen: 0, op: 261, atUs: 6.6 * second, gateway: 'gateway-1' }),
      sample('sent', { op: 900, atUs: 7 * second, kind: 'cancel', target: 261 }),
      sample('told', { op: 900, atUs: 7.1 * second, outcome: 'rejected', code: 'unknown-order' }),
      sample('logged', { op: 7, sequence: 8 }),
    ],
  });
  expect(order).toEqual([
    'witness-261',
    'buy 10 X at 100, gtc, account 1, through gateway-2',
    'told accepted, sequence 262 of epoch 1, 0 lots',
    'sent again through gateway-1',
    'witness-900 asks to cancel it, through gateway-1',
    'witness-900 told rejected (unknown-order)',
    'read through gateway-1: absent',
    'read after the cold restart through gateway-1: absent',
    "not among the 1 entries that were read of the venue's log",
  ]);
});

it('a replace is told as one', () => {
  const replaced = { kind: 'replace', target: 261, quantity: 7, price: 99 } as const;
  const [order] = lostOrder({
    more: [sample('sent', { op: 900, atUs: 7 * second, ...replaced })],
  });
  expect(order).toContain('witness-900 asks to replace it by 7 at 99, through gateway-1');
});

it('without a loss there is nothing to tell', () => {
  expect(lostOrder({ row: () => ({}) })).toEqual([]);
});
