import type { Order } from './order.ts';
import type { Side } from './records.ts';

/** The orders of one price, first in first out: a linked list through the orders themselves. */
export type Level = { price: number; first: Order | null; last: Order | null };

/**
 * One side of a book. `prices` is sorted so that the best price is the last element. `touched`:
 * the orders that came or left since the feed took them (feed.ts); true: to the end of a queue.
 */
export type HalfBook = {
  side: Side;
  prices: number[];
  levels: Map<number, Level>;
  touched: Map<Order, boolean>;
};

export type Book = { buy: HalfBook; sell: HalfBook };

export function newBook(): Book {
  return {
    buy: { side: 'buy', prices: [], levels: new Map(), touched: new Map() },
    sell: { side: 'sell', prices: [], levels: new Map(), touched: new Map() },
  };
}

export function oppositeOf(side: Side): Side {
  return side === 'buy' ? 'sell' : 'buy';
}

export function bestLevel(half: HalfBook): Level | null {
  const price = half.prices[half.prices.length - 1];
  return price === undefined ? null : half.levels.get(price)!;
}

/** Whether an order with this limit trades against this price of the other side. */
export function crosses(side: Side, limit: number, price: number): boolean {
  return side === 'buy' ? limit >= price : limit <= price;
}

/** Puts an order at the end of the queue at its price. */
export function enqueue(half: HalfBook, order: Order): void {
  const level = levelAt(half, order.price);
  order.ahead = level.last;
  order.behind = null;
  if (level.last === null) level.first = order;
  else level.last.behind = order;
  level.last = order;
  half.touched.delete(order);
  half.touched.set(order, true);
}

/** Whether an order stands in the queue at its price. */
export function isQueued(half: HalfBook, order: Order): boolean {
  return order.ahead !== null || half.levels.get(order.price)?.first === order;
}

/**
 * Takes an order out of its queue, wherever in it it stands; an empty level goes with it. An order
 * that stands in no queue is left alone.
 */
export function dequeue(half: HalfBook, order: Order): void {
  const level = half.levels.get(order.price);
  if (level === undefined || (order.ahead === null && level.first !== order)) return;
  if (!half.touched.has(order)) half.touched.set(order, false);
  if (order.ahead === null) level.first = order.behind;
  else order.ahead.behind = order.behind;
  if (order.behind === null) level.last = order.ahead;
  else order.behind.ahead = order.ahead;
  order.ahead = null;
  order.behind = null;
  if (level.first === null) {
    half.levels.delete(order.price);
    half.prices.splice(positionOf(half, order.price), 1);
  }
}

/** The queue of a level, first to trade first. */
export function queueOf(level: Level): Order[] {
  const queue: Order[] = [];
  for (let order = level.first; order !== null; order = order.behind) queue.push(order);
  return queue;
}

/** The levels of a side, best price first. */
export function levelsOf(half: HalfBook): Level[] {
  return half.prices.map((price) => half.levels.get(price)!).reverse();
}

function levelAt(half: HalfBook, price: number): Level {
  const known = half.levels.get(price);
  if (known !== undefined) return known;
  const level: Level = { price, first: null, last: null };
  half.levels.set(price, level);
  half.prices.splice(positionOf(half, price), 0, price);
  return level;
}

/** Where a price stands, or would stand, in `prices`. */
function positionOf(half: HalfBook, price: number): number {
  let low = 0;
  let high = half.prices.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = half.prices[middle]!;
    const worse = half.side === 'buy' ? other < price : other > price;
    if (worse) low = middle + 1;
    else high = middle;
  }
  return low;
}
