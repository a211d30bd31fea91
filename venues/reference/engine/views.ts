import { type HalfBook, levelsOf, queueOf } from './book.ts';
import { bookOf, type Exchange, type MassCancellation } from './exchange.ts';
import { type Order, openQuantity, type Replacement } from './order.ts';

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
  const own = takenAt(order, order.sequence);
  const executed = lotsOf(own);
  const filled = executed >= order.entered.quantity;
  const rests = order.timeInForce === 'gtc' && order.type === 'limit';
  return {
    orderId: order.orderId,
    clientOrderId: order.clientOrderId,
    sequence: String(order.sequence),
    epoch: String(order.epoch),
    status: filled ? 'filled' : rests ? 'open' : 'cancelled',
    executed: String(executed),
    fills: own.map(fillView),
  };
}

/** What an order took at one sequence. */
function takenAt(order: Order, sequence: number): Order['fills'] {
  return order.fills.filter((one) => one.role === 'taker' && one.sequence === sequence);
}

function lotsOf(fills: Order['fills']): number {
  return fills.reduce((sum, one) => sum + one.quantity, 0);
}

/** The answer to new terms: what their own sequence did. */
export function replaceView(order: Order, done: Replacement): object {
  const own = takenAt(order, done.sequence);
  const before = order.fills.filter((one) => one.sequence <= done.sequence);
  return {
    orderId: order.orderId,
    sequence: String(done.sequence),
    epoch: String(done.epoch),
    status: lotsOf(before) >= done.quantity ? 'filled' : 'open',
    price: String(done.price),
    quantity: String(done.quantity),
    executed: String(lotsOf(own)),
    fills: own.map(fillView),
  };
}

export function massCancelView({ sequence, epoch, orders, quantity }: MassCancellation): object {
  return {
    sequence: String(sequence),
    epoch: String(epoch),
    orders: String(orders),
    cancelled: quantity,
  };
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
    type: order.type,
    timeInForce: order.timeInForce,
    ...(order.postOnly ? { postOnly: true } : {}),
    price: String(order.price),
    quantity: String(order.quantity),
    executed: String(order.executed),
    status: order.status,
    sequence: String(order.sequence),
    epoch: String(order.epoch),
    ...(order.closedSequence === null ? {} : { closedSequence: String(order.closedSequence) }),
    ...(order.code === null ? {} : { code: order.code }),
    fills: order.fills.map(fillView),
    ...(order.replacements.length === 0 ? {} : replacementsView(order)),
  };
}

/** With them, what the order was entered with; `price` and `quantity` are what is in force. */
function replacementsView(order: Order): object {
  const { price, quantity } = order.entered;
  return {
    entered: { price: String(price), quantity: String(quantity) },
    replacements: order.replacements.map((one) => ({
      sequence: String(one.sequence),
      epoch: String(one.epoch),
      price: String(one.price),
      quantity: String(one.quantity),
      ...(one.code === null ? {} : { code: one.code }),
    })),
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
