import { describe, expect, test } from 'vitest';
import { loadPlugins } from '#catalogue';
import type { HistoryEvent, OrderRead } from '#contract/history.ts';
import { sampleRead } from '#contract/sample.ts';
import type { Invariant, PropertyPlugin } from '#market/evidence/property.ts';
import { eventShortHand } from '#market/evidence/short-hand.ts';
import { judgeRecording } from './recording.ts';
import { recordRun } from './run-recording.ts';

const invariants = new Map<string, Invariant>();
for (const [name, one] of await loadPlugins<PropertyPlugin>('property')) {
  if (one.kind === 'invariant') invariants.set(name, one);
}

function record(events: readonly HistoryEvent[]) {
  const recorder = recordRun();
  for (const event of events) recorder.see(event);
  return recorder.end();
}

/** Two bids of ten at one price, a sell of four that trades with one of them, and a cancel. */
function rowsOf(maker: 0 | 1): Partial<OrderRead>[] {
  const bid = (op: number): Partial<OrderRead> =>
    op === maker ? { op, executed: 4, fills: [['t1', 3, 100, 4, 1]] } : { op };
  const sell = { op: 2, side: 'sell', tif: 'ioc', quantity: 4, executed: 4 } as const;
  return [
    { ...sell, status: 'filled', fills: [['t1', 3, 100, 4, 0]] },
    { ...bid(0), status: 'cancelled', closedSequence: 4 },
    bid(1),
  ];
}

describe('the history of a run as a recording', () => {
  test('stands in the order of the venue, each command with what came of it', () => {
    const { commands, answers } = record(sampleRead(rowsOf(0)));
    expect(commands.map(({ op }) => op)).toEqual(['new', 'new', 'new', 'cancel']);
    expect(answers.map((answer) => answer.map(eventShortHand).join('; '))).toEqual([
      'accepted o0; done',
      'accepted o1; done',
      'accepted o2; traded 4@100 o0 o2; done',
      'cancelled o0 6 requested; done',
    ]);
    const { difference, breaches } = judgeRecording(record(sampleRead(rowsOf(0))), invariants, {});
    expect({ difference, breaches }).toEqual({ difference: undefined, breaches: [] });
  });

  test('a trade with the second in the queue breaks the invariant that says so', () => {
    const judgement = judgeRecording(record(sampleRead(rowsOf(1))), invariants, {});
    expect(judgement.breaches.map((breach) => breach.invariant)).toContain('time-priority');
    expect(judgement.difference?.seq).toBe(3);
  });

  test('is that of the last complete read; without one it is empty', () => {
    const torn = sampleRead(rowsOf(1), { read: 1, complete: false });
    expect(record([...sampleRead(rowsOf(0)), ...torn]).commands).toHaveLength(4);
    expect(record(torn).commands).toHaveLength(0);
  });

  test('new terms, refusals and orders without a limit are told as the stream tells them', () => {
    const recording = record(
      sampleRead([
        { op: 0, executed: 3, fills: [['t1', 2, 100, 3, 1]], replaces: [[3, 101, 8, 0]] },
        { op: 1, side: 'sell', quantity: 3, executed: 3, market: true, price: 0, status: 'filled' },
        { op: 3, side: 'sell', price: 101, postOnly: true, status: 'rejected', code: 'would-take' },
      ]).map((event) =>
        event.type === 'order' && event.op === 1
          ? { ...event, fills: [['t1', 2, 100, 3, 0] as const] }
          : event,
      ),
    );
    expect(recording.answers.map((answer) => answer.map(eventShortHand).join('; '))).toEqual([
      'accepted o0; done',
      'accepted o1; traded 3@100 o0 o1; done',
      'replaced o0 5@101; done',
      'rejected o3 would-take; done',
    ]);
    const conventions = { replaceQuantity: 'total' } as const;
    const { difference, breaches } = judgeRecording(recording, invariants, { conventions });
    expect({ difference, breaches }).toEqual({ difference: undefined, breaches: [] });
  });
});
