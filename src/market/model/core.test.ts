import { expect, test } from 'vitest';
import { completeConventions, type DeclaredConventions } from '../conventions.ts';
import { createBook, type Sink } from './book.ts';
import { bestAsk, bestBid, cancel, openOf, replace, submit } from './core.ts';
import { buy, fokBit, iocBit, sell } from './order-flags.ts';

/** A book that writes down what it tells. */
function open(declared: DeclaredConventions = {}) {
  const told: string[] = [];
  const sink = new Proxy({} as Sink, {
    get: (_, name) => {
      return (...values: unknown[]) => told.push([String(name), ...values].join(' '));
    },
  });
  const book = createBook({ conventions: completeConventions(declared), sink, capacity: 16 });
  const take = () => told.splice(0).filter((each) => !each.startsWith('closed'));
  return { book, take };
}

test('executes the best price first, then the first in the queue, at their price', () => {
  const { book, take } = open();
  submit(book, 0, 1, sell, 101, 5);
  submit(book, 1, 1, sell, 100, 5);
  submit(book, 2, 1, sell, 100, 5);
  take();
  submit(book, 3, 2, buy, 101, 12);
  expect(take()).toEqual([
    'accepted 3',
    'traded 1 3 100 5',
    'traded 2 3 100 5',
    'traded 0 3 101 2',
  ]);
  expect([bestBid(book), bestAsk(book), openOf(book, 0)]).toEqual([0, 101, 3]);
});

test('a partial fill keeps its place; a cancel takes exactly one out of the middle', () => {
  const { book, take } = open();
  for (const order of [0, 1, 2]) submit(book, order, 1, buy, 100, 4);
  submit(book, 3, 2, sell, 100, 1);
  cancel(book, 1);
  take();
  submit(book, 4, 2, sell, 100, 7);
  expect(take()).toEqual(['accepted 4', 'traded 0 4 100 3', 'traded 2 4 100 4']);
  expect(cancel(book, 1)).toBe(false);
  expect(take()).toEqual(['rejected 1 unknown-order']);
});

test('IOC never rests, FOK is all or nothing and counts every level in its limit', () => {
  const { book, take } = open();
  submit(book, 0, 1, sell, 100, 3);
  submit(book, 1, 1, sell, 101, 3);
  submit(book, 2, 1, sell, 102, 3);
  take();
  expect(submit(book, 3, 2, buy, 101, 7, fokBit)).toBe(false);
  expect(take()).toEqual(['rejected 3 would-not-fill']);
  expect(submit(book, 3, 2, buy, 101, 5, fokBit)).toBe(true);
  take();
  submit(book, 4, 2, buy, 101, 5, iocBit);
  expect(take()).toEqual(['accepted 4', 'traded 1 4 101 1', 'cancelled 4 4 ioc']);
  expect(bestAsk(book)).toBe(102);
});

test('a replace keeps its place only for less at the same price, where the convention says so', () => {
  for (const [convention, first] of [
    ['keep', 0],
    ['lose', 1],
  ] as const) {
    const { book, take } = open({ replacePriority: convention });
    submit(book, 0, 1, buy, 100, 5);
    submit(book, 1, 1, buy, 100, 5);
    replace(book, 0, 100, 4);
    take();
    submit(book, 2, 2, sell, 100, 1);
    expect(take()).toContain(`traded ${first} 2 100 1`);
  }
});

test('a replace in totals cannot open more than was asked for', () => {
  const { book, take } = open({ replaceQuantity: 'total' });
  submit(book, 0, 1, buy, 100, 5);
  submit(book, 1, 2, sell, 100, 3);
  take();
  expect(replace(book, 0, 100, 3)).toBe(false);
  expect(take()).toEqual(['rejected 0 bad-quantity']);
  replace(book, 0, 100, 4);
  expect(take()).toEqual(['replaced 0 100 1']);
});

test('a sweep over 100,000 orders is a loop, not a recursion', () => {
  const { book, take } = open();
  for (let order = 0; order < 100_000; order++) submit(book, order, 1, sell, 100 + (order % 50), 1);
  take();
  submit(book, 100_000, 2, buy, 1_000, 100_000);
  expect(take()).toHaveLength(100_001);
  expect(bestAsk(book)).toBe(0);
});

test('quantities whose sum could not be counted are refused, and nothing changes', () => {
  const { book, take } = open();
  for (let order = 0; order < 9_007; order++) submit(book, order, 1, buy, 10, 1e12);
  take();
  expect(submit(book, 9_007, 1, buy, 10, 1e12)).toBe(false);
  expect(take()).toEqual(['rejected 9007 unsupported']);
});
