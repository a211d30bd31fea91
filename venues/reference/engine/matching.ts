import type { DefectSet } from '../defects.ts';
import {
  type Book,
  bestLevel,
  crosses,
  dequeue,
  enqueue,
  type HalfBook,
  levelsOf,
  oppositeOf,
  queueOf,
} from './book.ts';
import type { Exchange } from './exchange.ts';
import { type Order, openQuantity, type RejectCode } from './order.ts';

/** What stands in the book decides: whether an order is let in, and with whom it trades. */

/** Why an order with these terms is not let in, for what it would meet; null if it is. */
export function refusalOf(
  defects: DefectSet,
  book: Book,
  order: Order,
  { price, quantity }: { price: number; quantity: number },
): RejectCode | null {
  const others = book[oppositeOf(order.side)];
  const best = bestLevel(others);
  const meets = best !== null && reaches(order, price, best.price);
  if (order.postOnly && meets && !defects.has('post-only-takes')) return 'would-take';
  const mustFill = order.timeInForce === 'fok' && !defects.has('fok-fills-partly');
  if (mustFill && !canFill(others, order, price, quantity)) {
    return 'would-not-fill';
  }
  return order.type === 'market' && !meets ? 'no-liquidity' : null;
}

function reaches(order: Order, limit: number, price: number): boolean {
  return order.type === 'market' || crosses(order.side, limit, price);
}

function canFill(others: HalfBook, order: Order, limit: number, quantity: number): boolean {
  let left = quantity;
  for (const level of levelsOf(others)) {
    if (!reaches(order, limit, level.price)) return false;
    for (const maker of queueOf(level)) left -= openQuantity(maker);
    if (left <= 0) return true;
  }
  return false;
}

/** Lets an order trade; what is left rests or is cancelled. `sequence`: of the record at work. */
export function execute(exchange: Exchange, book: Book, order: Order, sequence: number): void {
  const { defects } = exchange;
  const matchDead = defects.has('match-dead') && exchange.failovers > 0;
  if (!matchDead) matchOrder(exchange, book, order, sequence);
  if (order.status !== 'open') return;
  const rests = order.timeInForce === 'gtc' && order.type === 'limit';
  const wronglyRests = order.timeInForce === 'ioc' && defects.has('ioc-rests');
  if (rests || (wronglyRests && order.type === 'limit')) {
    restOrder(exchange, book, order);
    return;
  }
  order.status = 'cancelled';
  order.closedSequence = sequence;
}

/** Takes a resting order out of its queue and enters it again with new terms. */
export function requeue(
  exchange: Exchange,
  book: Book,
  order: Order,
  terms: { price: number; quantity: number; sequence: number },
): void {
  dequeue(book[order.side], order);
  order.price = terms.price;
  order.quantity = terms.quantity;
  execute(exchange, book, order, terms.sequence);
}

function matchOrder(exchange: Exchange, book: Book, taker: Order, sequence: number): void {
  const others = book[oppositeOf(taker.side)];
  while (openQuantity(taker) > 0) {
    const level = bestLevel(others);
    if (level === null || !reaches(taker, taker.price, level.price)) return;
    const maker = level.first!;
    trade(exchange, maker, taker, sequence);
    if (maker.status !== 'open') dequeue(others, maker);
  }
}

function trade(exchange: Exchange, maker: Order, taker: Order, sequence: number): void {
  const quantity = Math.min(openQuantity(maker), openQuantity(taker));
  const atTakers = exchange.defects.has('taker-price') && taker.type === 'limit';
  const price = atTakers ? taker.price : maker.price;
  const tradeId = `${taker.orderId}-${taker.fills.length + 1}`;
  exchange.trades += 1;
  exchange.lastTrades.push({ tradeId, maker, taker, price, quantity });
  fill(maker, { tradeId, sequence, price, quantity, role: 'maker' });
  fill(taker, { tradeId, sequence, price, quantity, role: 'taker' });

  const every = exchange.defects.argument('executed-exceeds-quantity');
  if (every > 0 && exchange.trades % every === 0) {
    fill(maker, { tradeId, sequence, price, quantity, role: 'maker' });
  }
}

function fill(order: Order, one: Order['fills'][number]): void {
  order.fills.push(one);
  order.executed += one.quantity;
  if (order.executed >= order.quantity) {
    order.status = 'filled';
    order.closedSequence = one.sequence;
  }
}

function restOrder(exchange: Exchange, book: Book, order: Order): void {
  const half = book[order.side];
  const level = half.levels.get(order.price);
  const overtaken = level && exchange.defects.has('lifo-queue') ? queueOf(level) : [];
  enqueue(half, order);
  for (const earlier of overtaken) {
    dequeue(half, earlier);
    enqueue(half, earlier);
  }
}
