import { describe, expect, test } from 'vitest';
import { loadPlugins } from '#catalogue';
import type { HistoryEvent, OrderRead } from '#contract/history.ts';
import { sampleOrder, sampleRead } from '#contract/sample.ts';
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

  test('what a read cannot show is refused, not judged', () => {
    const replaced = sampleOrder(0).map((event) => ({ ...event, kind: 'replace' }));
    expect(() => record(replaced as unknown as HistoryEvent[])).toThrow(/has replace/);
  });
});
