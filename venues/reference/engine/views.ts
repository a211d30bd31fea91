import { type HalfBook, levelsOf, queueOf } from './book.ts';
import type { Exchange } from './exchange.ts';
import { bookOf } from './exchange.ts';
import { type Order, openQuantity } from './order.ts';

/** What clients are shown: integers as decimal strings, so that no JSON parser can round them. */

export function fillView(one: Order['fills'][number]): object {
  return {
    tradeId: one.tradeId,
    sequence: String(one.sequence),
    price: String(one.price),
    quantity: String(one.quantity),
    role: one.role,
  };
}

/** The answer to a new order: what its own sequence did, also when asked again much later. */
export function ackView(order: Order): object {
  const own = order.fills.filter((one) => one.role === 'taker' && one.sequence === order.sequence);
  const executed = own.reduce((sum, one) => sum + one.quantity, 0);
  return {
    orderId: order.orderId,
    clientOrderId: order.clientOrderId,
    sequence: String(order.sequence),
    epoch: String(order.epoch),
    status: firstStatus(order, executed),
    executed: String(executed),
    fills: own.map(fillView),
  };
}

function firstStatus(order: Order, executed: number): Order['status'] {
  if (executed >= order.quantity) return 'filled';
  return order.timeInForce === 'ioc' ? 'cancelled' : 'open';
}

export function cancelView(order: Order): object {
  const { sequence, epoch, quantity } = order.cancellation!;
  return {
    orderId: order.orderId,
    sequence: String(sequence),
    epoch: String(epoch),
    cancelled: String(quantity),
  };
}

export function orderView(order: Order): object {
  return {
    orderId: order.orderId,
    clientOrderId: order.clientOrderId,
    account: order.account,
    symbol: order.symbol,
    side: order.side,
    type: 'limit',
    timeInForce: order.timeInForce,
    price: String(order.price),
    quantity: String(order.quantity),
    executed: String(order.executed),
    status: order.status,
    sequence: String(order.sequence),
    epoch: String(order.epoch),
    ...(order.closedSequence === null ? {} : { closedSequence: String(order.closedSequence) }),
    fills: order.fills.map(fillView),
  };
}

export type PageRequest = { account: string | null; after: number; limit: number };

/** One page of orders, dead ones included, by sequence; `hidden` newest rows are left out. */
export function orderPage(
  exchange: Exchange,
  request: PageRequest,
  epoch: number,
  hidden: number,
): object {
  const all =
    request.account === null
      ? exchange.orders
      : (exchange.ordersByAccount.get(request.account) ?? []);
  const total = Math.max(0, all.length - hidden);
  const from = firstAfter(all, request.after);
  const to = Math.min(total, from + request.limit);
  const rows = all.slice(from, to);
  const last = rows[rows.length - 1];
  return {
    orders: rows.map(orderView),
    total: String(total),
    asOfSequence: String(exchange.sequence),
    epoch: String(epoch),
    cursor: last === undefined || to >= total ? null : String(last.sequence),
  };
}

function firstAfter(orders: readonly Order[], sequence: number): number {
  let low = 0;
  let high = orders.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (orders[middle]!.sequence <= sequence) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The book with every order in its queue: depth alone would hide a lost time priority. */
export function bookView(exchange: Exchange, symbol: string, epoch: number): object {
  const book = bookOf(exchange, symbol);
  return {
    symbol,
    asOfSequence: String(exchange.sequence),
    epoch: String(epoch),
    bids: halfView(book.buy),
    asks: halfView(book.sell),
  };
}

function halfView(half: HalfBook): object[] {
  return levelsOf(half).map((level) => {
    const queue = queueOf(level);
    // The sum may exceed 2^53, which no single quantity can.
    const quantity = queue.reduce((sum, order) => sum + BigInt(openQuantity(order)), 0n);
    return {
      price: String(level.price),
      quantity: String(quantity),
      orders: queue.map((order) => ({
        orderId: order.orderId,
        sequence: String(order.sequence),
        quantity: String(openQuantity(order)),
      })),
    };
  });
}
