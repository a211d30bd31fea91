import { expect, test } from 'vitest';
import type { BookPage, Client } from '#contract/client.ts';
import type { HistoryEvent } from '#contract/history.ts';
import { readBooks } from './books.ts';
import type { Reconciling } from './read.ts';

const page: BookPage = { asOfSequence: 7, epoch: 2, bids: [[100, [['2-1', 5]]]], asks: [] };
const place = { read: 3, stage: 'cold', gateway: 'gateway-b' } as const;

async function reading(readBook: Client['readBook']) {
  const events: HistoryEvent[] = [];
  const client = (readBook === undefined ? {} : { readBook }) as Client;
  const reconciling: Reconciling = {
    client,
    runTag: 'run',
    record: (event) => events.push(event),
    nowUs: () => 9,
    signal: new AbortController().signal,
  };
  const missing = await readBooks(reconciling, place, ['X', 'Y']);
  return { events, missing };
}

test('every book is written down with the read that it belongs to', async () => {
  const { events, missing } = await reading(async () => page);
  expect(missing).toBeUndefined();
  expect(events).toEqual([
    { type: 'book', atUs: 9, ...place, symbol: 'X', ...page },
    { type: 'book', atUs: 9, ...place, symbol: 'Y', ...page },
  ]);
});

test('a book that cannot be read is said, and nothing is made up', async () => {
  const { events, missing } = await reading(async () => {
    throw new Error('GET /book/X was answered 503');
  });
  expect(events).toEqual([]);
  expect(missing).toBe('the book X was not read through gateway-b: GET /book/X was answered 503');
});

test('a client that reads no books is not asked', async () => {
  expect(await reading(undefined)).toEqual({ events: [], missing: undefined });
});
