import { OrderBook, SelfTradePreventionMode, Side } from 'nodejs-order-book';
import { expect, test } from 'vitest';

/**
 * What version 10.1.1 of the npm engine does that one would not expect, each as short as it goes.
 * None of it can be reached over this venue's wire; README.md says why. A test that turns red
 * after an update says that the package, and then the README, has changed.
 */

const mode = SelfTradePreventionMode;
type More = { accountId?: string; stpMode?: SelfTradePreventionMode; postOnly?: boolean };

function limit(book: OrderBook, id: string, side: Side, price: number, size: number, more?: More) {
  return book.limit({ id, side, price, size, ...more });
}

/** Every resting order with what is left of it, best bid first, then best ask first. */
function queue(book: OrderBook): string[] {
  const { bids, asks } = book.snapshot();
  return [...bids, ...asks].flatMap(({ orders }) => orders.map(({ id, size }) => `${id}:${size}`));
}

test('its own journal lacks an order that traded and was then stopped as a self-trade', () => {
  const book = new OrderBook({ enableJournaling: true });
  const results = [
    limit(book, 'other', Side.SELL, 100, 5, { accountId: 'A' }),
    limit(book, 'own', Side.SELL, 100, 5, { accountId: 'B' }),
    limit(book, 'taker', Side.BUY, 100, 8, { accountId: 'B', stpMode: mode.EXPIRE_TAKER }),
  ];
  const last = results[2];
  expect(last?.done).toMatchObject([{ id: 'other', size: 5 }]);
  expect(last?.quantityLeft, 'five of eight were executed').toBe(8);
  expect(queue(book)).toEqual(['own:5']);
  const journal = results.flatMap(({ log }) => log ?? []);
  expect(queue(new OrderBook({ journal })), 'the trade is undone').toEqual(['other:5', 'own:5']);
});

test('a modify that would make a post-only order trade is refused, and the order is gone', () => {
  const book = new OrderBook();
  limit(book, 'resting', Side.BUY, 99, 5, { postOnly: true });
  limit(book, 'ask', Side.SELL, 101, 5);
  expect(book.modify('resting', { price: 101 }).err?.message).toContain('Post-only');
  expect(queue(book)).toEqual(['ask:5']);
});

test('a fill-or-kill order rests, if what it counted on is its own', () => {
  const book = new OrderBook();
  limit(book, 'other', Side.SELL, 100, 5, { accountId: 'A' });
  limit(book, 'own', Side.SELL, 100, 5, { accountId: 'B' });
  const given = { accountId: 'B', stpMode: mode.EXPIRE_MAKER, timeInForce: 'FOK' as never };
  const { err } = limit(book, 'taker', Side.BUY, 100, 8, given);
  expect(err).toBeNull();
  expect(queue(book)).toEqual(['taker:3']);
});

test('a restored snapshot has forgotten the last price: the same stop order is refused', () => {
  const book = new OrderBook();
  limit(book, 'ask', Side.SELL, 100, 5);
  limit(book, 'bid', Side.BUY, 100, 1);
  const restored = new OrderBook({ snapshot: book.snapshot() });
  expect([book.marketPrice, restored.marketPrice]).toEqual([100, 0]);
  const stop = { side: Side.SELL, size: 1, stopPrice: 95 };
  expect(book.stopMarket(stop).err).toBeNull();
  expect(restored.stopMarket(stop).err).not.toBeNull();
});

test('a restored snapshot has forgotten which stop an OCO order cancels', () => {
  const book = new OrderBook();
  limit(book, 'ask', Side.SELL, 100, 5);
  limit(book, 'bid', Side.BUY, 100, 1);
  book.oco({ id: 'oco', side: Side.BUY, size: 2, price: 90, stopPrice: 110, stopLimitPrice: 111 });
  const restored = new OrderBook({ snapshot: book.snapshot() });
  for (const one of [book, restored]) limit(one, 'sell', Side.SELL, 90, 2);
  expect(book.snapshot().stopBook.bids).toEqual([]);
  expect(restored.snapshot().stopBook.bids).toMatchObject([{ orders: [{ id: 'oco', size: 2 }] }]);
});

test('an id that every object has is taken for an order', () => {
  const book = new OrderBook();
  expect(limit(book, 'constructor', Side.BUY, 100, 1).err?.message).toBe('Order already exists');
  expect(() => book.cancel('constructor')).toThrow(TypeError);
});

test('a quantity that is no number is filled at once, an endless one rests', () => {
  const book = new OrderBook();
  const { err, done } = limit(book, 'odd', Side.BUY, 100, Number.NaN);
  expect(err).toBeNull();
  expect(done).toMatchObject([{ id: 'odd', size: Number.NaN }]);
  expect(limit(book, 'endless', Side.BUY, 100, Number.POSITIVE_INFINITY).err).toBeNull();
  expect(queue(book)).toEqual(['endless:Infinity']);
});
