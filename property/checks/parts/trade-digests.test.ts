import { type FeedUpdate, type OrderRead, sample } from 'proofhouse/contract';
import { expect, test } from 'vitest';
import {
  addRow,
  addUpdate,
  againstRead,
  createFeedTrades,
  createTradeSums,
  takeBack,
} from './trade-digests.ts';

/** The feed told of a trade at sequence 7 in epoch 1; there, the read has another entry. */
function heard(keepsAll: boolean) {
  const feed = createFeedTrades('market-data');
  const trades = [['t1', 'X', 100, 4, 'o1', 'o2']] as const;
  addUpdate(feed, sample('feed', { sequence: 7, epoch: 1, trades }) as FeedUpdate);
  const reads = createTradeSums('read 0');
  addRow(reads, { orderId: 'o9', sequence: 7, epoch: 3, fills: [] } as unknown as OrderRead);
  return { feed, read: { trades: reads, asOfSequence: 9, keepsAll } };
}

test('a trade that was told and is gone is a difference, unless the venue may lose it', () => {
  const strict = heard(true);
  expect([...againstRead(strict.feed, strict.read)]).toEqual([
    'sequence 7: other trades by market-data than by read 0',
  ]);
  const lax = heard(false);
  expect([...againstRead(lax.feed, lax.read)]).toEqual([]);
});

test('what a feed takes back with a snapshot from before is not compared', () => {
  const { feed, read } = heard(true);
  takeBack(feed, sample('feed-snapshot', { sequence: 6 }));
  expect([...againstRead(feed, read)]).toEqual([]);
});
