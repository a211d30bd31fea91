/** One order as the events tell it. Prices in ticks, quantities in lots, 0 for "none". */
export interface OrderRecord {
  readonly id: string;
  readonly account: string;
  readonly symbol: string;
  readonly side: 'buy' | 'sell';
  /** `market` or `limit` once a stop has woken. */
  type: string;
  readonly tif: string;
  price: number;
  /** All it may ever execute: submitted, plus and minus what replaces changed. */
  quantity: number;
  executed: number;
  open: number;
  readonly display: number;
  /** The part of the open quantity that is shown. */
  shown: number;
  readonly trigger: number;
  readonly trail: number;
  readonly expiresNs: number;
  readonly minQuantity: number;
  readonly postOnly: boolean;
  readonly reduceOnly: boolean;
  readonly stp: string;
  oco: string;
  state: 'taking' | 'resting' | 'dormant' | 'dead';
  /** How often it was told as triggered. */
  triggered: number;
  /** Whether it has traded since it got its place in the queue. */
  partlyFilled: boolean;
}

/** One symbol's side: prices best first, and the queue of each. */
export interface SideRecord {
  readonly prices: number[];
  readonly queues: Map<number, OrderRecord[]>;
}

export interface BookRecord {
  readonly symbol: string;
  readonly buy: SideRecord;
  readonly sell: SideRecord;
  halted: boolean;
  auction: boolean;
  /** Bands in ticks; `high` is 0 while there are none. */
  low: number;
  high: number;
  /** 0 before the first trade. */
  lastPrice: number;
}

export function bookOf(books: Map<string, BookRecord>, symbol: string): BookRecord {
  const found = books.get(symbol);
  if (found) return found;
  const side = (): SideRecord => ({ prices: [], queues: new Map() });
  const book: BookRecord = {
    symbol,
    buy: side(),
    sell: side(),
    halted: false,
    auction: false,
    low: 0,
    high: 0,
    lastPrice: 0,
  };
  books.set(symbol, book);
  return book;
}

/** Whether an order of `side` with this limit (0: none) may trade at `price`. */
export function reaches(side: 'buy' | 'sell', limit: number, price: number): boolean {
  if (limit === 0) return true;
  return side === 'buy' ? price <= limit : price >= limit;
}

export function opposite(side: 'buy' | 'sell'): 'buy' | 'sell' {
  return side === 'buy' ? 'sell' : 'buy';
}

/** The orders at the best price of a side, the first to execute first; empty for an empty side. */
export function bestQueue(side: SideRecord): readonly OrderRecord[] {
  const price = side.prices[0];
  return price === undefined ? [] : (side.queues.get(price) ?? []);
}

/** Puts an order at the end of the queue of its price. */
export function enqueue(book: BookRecord, order: OrderRecord): void {
  const side = book[order.side];
  const queue = side.queues.get(order.price);
  order.state = 'resting';
  order.partlyFilled = false;
  order.shown = order.display === 0 ? order.open : Math.min(order.display, order.open);
  if (queue) queue.push(order);
  else {
    side.queues.set(order.price, [order]);
    side.prices.splice(placeOf(side.prices, order.side, order.price), 0, order.price);
  }
}

/** Takes an order out of its queue. */
export function remove(book: BookRecord, order: OrderRecord): void {
  const side = book[order.side];
  const queue = side.queues.get(order.price);
  const index = queue?.indexOf(order) ?? -1;
  if (!queue || index < 0) return;
  if (index === 0) queue.shift();
  else queue.splice(index, 1);
  if (queue.length > 0) return;
  side.queues.delete(order.price);
  side.prices.splice(placeOf(side.prices, order.side, order.price), 1);
}

/** Sends an order to the end of its own queue. */
export function moveToEnd(book: BookRecord, order: OrderRecord): void {
  const queue = book[order.side].queues.get(order.price);
  const index = queue?.indexOf(order) ?? -1;
  if (!queue || index < 0) return;
  queue.splice(index, 1);
  queue.push(order);
  order.partlyFilled = false;
}

/** Where a price stands, or would stand, among the prices of its side. */
function placeOf(prices: readonly number[], side: 'buy' | 'sell', price: number): number {
  let low = 0;
  let high = prices.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const at = prices[middle] as number;
    if (side === 'buy' ? at > price : at < price) low = middle + 1;
    else high = middle;
  }
  return low;
}
