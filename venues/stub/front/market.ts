/** A book of limit and IOC orders, price-time priority, every order kept. Integers only. */

export type Side = 'buy' | 'sell';

export interface NewCommand {
  readonly clientOrderId: string;
  readonly account: string;
  readonly symbol: string;
  readonly side: Side;
  readonly timeInForce: 'gtc' | 'ioc';
  readonly price: number;
  readonly quantity: number;
}

export interface Fill {
  readonly tradeId: string;
  readonly sequence: number;
  readonly price: number;
  readonly quantity: number;
  readonly role: 'maker' | 'taker';
}

export interface Order extends NewCommand {
  readonly orderId: string;
  readonly sequence: number;
  readonly epoch: number;
  readonly fills: Fill[];
  executed: number;
  status: 'open' | 'filled' | 'cancelled';
  closedSequence: number | undefined;
  cancelledBy: { readonly clientRequestId: string; readonly quantity: number } | undefined;
}

export interface Market {
  readonly orders: Order[];
  readonly orderById: Map<string, Order>;
  readonly orderByClientId: Map<string, Order>;
  /** Open orders by symbol and side, best first. */
  readonly queues: Map<string, Order[]>;
  sequence: number;
  epoch: number;
  trades: number;
}

export function emptyMarket(): Market {
  return {
    orders: [],
    orderById: new Map(),
    orderByClientId: new Map(),
    queues: new Map(),
    sequence: 0,
    epoch: 1,
    trades: 0,
  };
}

export function enter(market: Market, command: NewCommand): Order {
  const sequence = ++market.sequence;
  const order: Order = {
    ...command,
    orderId: `o${sequence}`,
    sequence,
    epoch: market.epoch,
    fills: [],
    executed: 0,
    status: 'open',
    closedSequence: undefined,
    cancelledBy: undefined,
  };
  market.orders.push(order);
  market.orderById.set(order.orderId, order);
  market.orderByClientId.set(order.clientOrderId, order);
  trade(market, order);
  if (order.status !== 'open') return order;
  if (order.timeInForce === 'ioc') close(order, 'cancelled', sequence);
  else insert(queueOf(market, order.symbol, order.side), order);
  return order;
}

export function cancel(market: Market, order: Order, clientRequestId: string): void {
  const sequence = ++market.sequence;
  order.cancelledBy = { clientRequestId, quantity: order.quantity - order.executed };
  close(order, 'cancelled', sequence);
  remove(queueOf(market, order.symbol, order.side), order);
}

/** The latest orders that only rest: without them, no other order is different. */
export function latestUntouched(market: Market, count: number): Order[] {
  const untouched = market.orders.filter(
    (order) => order.status === 'open' && order.fills.length === 0,
  );
  return count === 0 ? [] : untouched.slice(-count);
}

export function forget(market: Market, orders: readonly Order[]): void {
  for (const order of orders) {
    market.orders.splice(market.orders.indexOf(order), 1);
    market.orderById.delete(order.orderId);
    market.orderByClientId.delete(order.clientOrderId);
    remove(queueOf(market, order.symbol, order.side), order);
  }
}

function trade(market: Market, taker: Order): void {
  const against = queueOf(market, taker.symbol, taker.side === 'buy' ? 'sell' : 'buy');
  while (taker.executed < taker.quantity) {
    const maker = against[0];
    if (maker === undefined || beyond(taker.side, maker.price, taker.price)) return;
    const quantity = Math.min(taker.quantity - taker.executed, maker.quantity - maker.executed);
    const fill = {
      tradeId: `t${++market.trades}`,
      sequence: taker.sequence,
      price: maker.price,
      quantity,
    };
    for (const [order, role] of [[taker, 'taker'] as const, [maker, 'maker'] as const]) {
      order.fills.push({ ...fill, role });
      order.executed += quantity;
      if (order.executed === order.quantity) close(order, 'filled', taker.sequence);
    }
    if (maker.status === 'filled') against.shift();
  }
}

/**
 * Does the price lie beyond the limit, seen from the own side: higher for buys, lower for sells?
 */
function beyond(side: Side, price: number, limit: number): boolean {
  return side === 'buy' ? price > limit : price < limit;
}

function close(order: Order, status: 'filled' | 'cancelled', sequence: number): void {
  order.status = status;
  order.closedSequence = sequence;
}

function queueOf(market: Market, symbol: string, side: Side): Order[] {
  const key = `${symbol} ${side}`;
  const queue = market.queues.get(key) ?? [];
  market.queues.set(key, queue);
  return queue;
}

function insert(queue: Order[], order: Order): void {
  let low = 0;
  let high = queue.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (beyond(order.side, order.price, (queue[middle] as Order).price)) high = middle;
    else low = middle + 1;
  }
  queue.splice(low, 0, order);
}

function remove(queue: Order[], order: Order): void {
  const at = queue.indexOf(order);
  if (at >= 0) queue.splice(at, 1);
}
