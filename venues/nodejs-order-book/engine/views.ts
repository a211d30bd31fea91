import type { Exchange, Fill, Order } from './exchange.ts';

/** What clients are shown: integers as decimal strings, so that no JSON parser can round them. */

function fillView({ tradeId, role, sequence, price, quantity }: Fill): object {
  return { tradeId, role, ...texts({ sequence, price, quantity }) };
}

function texts(numbers: Record<string, number>): Record<string, string> {
  return Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, String(value)]));
}

/** The answer to a new order: what its own sequence did, also when asked again much later. */
export function ackView(order: Order): object {
  const { orderId, clientOrderId, sequence, epoch, quantity, timeInForce } = order;
  const own = order.fills.filter((fill) => fill.role === 'taker');
  const executed = own.reduce((sum, fill) => sum + fill.quantity, 0);
  const rest = timeInForce === 'ioc' ? 'cancelled' : 'open';
  const status = executed === quantity ? 'filled' : rest;
  const numbers = texts({ sequence, epoch, executed });
  return { orderId, clientOrderId, status, ...numbers, fills: own.map(fillView) };
}

export function cancelView({ orderId, cancel }: Order): object {
  const { sequence = 0, epoch = 0, quantity = 0 } = cancel ?? {};
  return { orderId, ...texts({ sequence, epoch, cancelled: quantity }) };
}

function orderView(order: Order): object {
  const { orderId, clientOrderId, account, symbol, side, timeInForce, status } = order;
  const { price, quantity, executed, sequence, epoch, closedSequence } = order;
  return {
    ...{ orderId, clientOrderId, account, symbol, side, type: 'limit', timeInForce, status },
    ...texts({ price, quantity, executed, sequence, epoch }),
    ...(closedSequence === undefined ? {} : texts({ closedSequence })),
    fills: order.fills.map(fillView),
  };
}

export interface PageRequest {
  readonly account: string | null;
  /** Only orders of a later sequence. */
  readonly after: number;
  readonly limit: number;
}

/** One page of orders, dead ones included, by sequence. */
export function pageView(exchange: Exchange, { account, after, limit }: PageRequest): object {
  const { orders } = exchange;
  const all = account === null ? orders : orders.filter((order) => order.account === account);
  const from = firstAfter(all, after);
  const rows = all.slice(from, from + limit);
  const isLast = from + rows.length >= all.length;
  const { sequence: asOfSequence, epoch } = exchange;
  return {
    orders: rows.map(orderView),
    ...texts({ total: all.length, asOfSequence, epoch }),
    cursor: isLast ? null : String(rows.at(-1)?.sequence),
  };
}

function firstAfter(orders: readonly Order[], sequence: number): number {
  let low = 0;
  let high = orders.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((orders[middle] as Order).sequence <= sequence) low = middle + 1;
    else high = middle;
  }
  return low;
}
