import { expect, test } from 'vitest';
import { parseDefects } from '../defects.ts';
import { drawCommand, seeded } from '../test/commands.ts';
import { levelsOf, queueOf } from './book.ts';
import type { Engine } from './engine.ts';
import { apply, newExchange } from './exchange.ts';
import { type BookChange, newFeed, noteApplied } from './feed.ts';
import { openQuantity } from './order.ts';
import type { LogRecord } from './records.ts';

/** As much of an engine as the feed needs. */
function engineOf(): Engine {
  const exchange = newExchange(parseDefects(''));
  return { exchange, feed: newFeed(exchange), committed: 0 } as unknown as Engine;
}

/** Queues as a reader makes them from the messages: order ids and open lots, by price. */
function readerOf() {
  const orders = new Map<string, BookChange>();
  return {
    take(changes: readonly BookChange[]) {
      for (const change of changes) {
        if (change.last || change.quantity === '0') orders.delete(change.orderId);
        if (change.quantity !== '0') orders.set(change.orderId, change);
      }
    },
    queue: (symbol: string, side: string, price: number) =>
      [...orders.values()]
        .filter((one) => one.symbol === symbol && one.side === side && one.price === String(price))
        .map(({ orderId, quantity }) => `${orderId} ${quantity}`),
    size: () => orders.size,
  };
}

test.each([1, 2, 3, 4])('messages make every queue of the book, seed %i', (seed) => {
  const engine = engineOf();
  const { exchange, feed } = engine;
  const draw = seeded(seed);
  const reader = readerOf();
  for (let sequence = 1; sequence <= 2_000; sequence += 1) {
    const record: LogRecord = { sequence, epoch: 1, ...drawCommand(draw, exchange, sequence) };
    apply(exchange, record);
    noteApplied(engine, record);
    const message = feed.messages.at(-1)!;
    expect(message.sequence).toBe(String(sequence));
    reader.take(message.book);
  }
  let resting = 0;
  for (const [symbol, book] of exchange.books) {
    for (const half of [book.buy, book.sell]) {
      for (const level of levelsOf(half)) {
        const queue = queueOf(level).map((order) => `${order.orderId} ${openQuantity(order)}`);
        expect(reader.queue(symbol, half.side, level.price)).toEqual(queue);
        resting += queue.length;
      }
    }
  }
  expect(reader.size()).toBe(resting);
  const fills = exchange.orders.reduce((sum, order) => sum + order.fills.length, 0);
  expect(feed.messages.reduce((sum, { trades }) => sum + 2 * trades.length, 0)).toBe(fills);
});

test('what is not committed is kept however much it is; the rest is forgotten in time', () => {
  const engine = engineOf();
  const applyNone = (to: number) => {
    while (engine.exchange.sequence < to) {
      const record: LogRecord = { sequence: engine.exchange.sequence + 1, epoch: 1, op: 'none' };
      apply(engine.exchange, record);
      noteApplied(engine, record);
    }
  };
  applyNone(20_000);
  expect(engine.feed.messages).toHaveLength(20_000);
  engine.committed = 20_000;
  applyNone(20_001);
  expect(engine.feed.messages.length).toBeLessThan(5_000);
  expect(Number(engine.feed.messages[0]?.sequence)).toBe(engine.feed.first);
});
