import { OrderBook, type OrderBookOptions } from 'nodejs-order-book';
import { matchesOf } from './matches.ts';
import type { CancelRecord, JournalRecord, NewRecord, Wish } from './records.ts';

export interface Fill {
  readonly tradeId: string;
  readonly sequence: number;
  readonly price: number;
  readonly quantity: number;
  readonly role: 'maker' | 'taker';
}

/** An order, live or dead; dead ones stay for reads and for idempotency. */
export interface Order extends Wish {
  readonly orderId: string;
  readonly sequence: number;
  readonly epoch: number;
  readonly fills: Fill[];
  executed: number;
  status: 'open' | 'filled' | 'cancelled';
  closedSequence?: number;
  /** Its owner's cancel, kept so that the same request gets the same answer. */
  cancel?: { sequence: number; epoch: number; quantity: number; clientRequestId: string | null };
}

/**
 * What the npm engine does not keep: accounts, client ids, dead orders, who traded with whom. It
 * decides nothing: who trades, at what price and how much, the books do.
 */
export interface Exchange {
  sequence: number;
  epoch: number;
  trades: number;
  readonly books: Map<string, OrderBook>;
  /** All orders ever, by sequence. */
  readonly orders: Order[];
  readonly orderById: Map<string, Order>;
  readonly orderByClientId: Map<string, Order>;
}

type BookSnapshot = NonNullable<OrderBookOptions['snapshot']>;

/** The whole state as data; the books are what the npm engine's own `snapshot()` says. */
export interface Image {
  readonly sequence: number;
  readonly epoch: number;
  readonly trades: number;
  readonly orders: readonly Order[];
  readonly books: Readonly<Record<string, BookSnapshot>>;
}

export function openExchange(symbols: readonly string[], image?: Image): Exchange {
  const { sequence = 0, epoch = 0, trades = 0, orders = [] } = image ?? {};
  const books = symbols.map((symbol) => {
    const snapshot = image?.books[symbol];
    return [symbol, new OrderBook(snapshot === undefined ? {} : { snapshot })] as const;
  });
  return {
    sequence,
    epoch,
    trades,
    books: new Map(books),
    orders: [...orders],
    orderById: new Map(orders.map((order) => [order.orderId, order])),
    orderByClientId: new Map(orders.map((order) => [clientKey(order), order])),
  };
}

export function imageOf({ sequence, epoch, trades, orders, books }: Exchange): Image {
  const snapshots = [...books].map(([symbol, book]) => [symbol, book.snapshot()] as const);
  return { sequence, epoch, trades, orders, books: Object.fromEntries(snapshots) };
}

export function clientKey({ account, clientOrderId }: Wish): string {
  return `${account}\n${clientOrderId}`;
}

/**
 * Carries out the next record. Resolves to why the npm engine refused it, if it did: then nothing
 * was changed, and the record has no place in the journal.
 */
export function apply(exchange: Exchange, record: JournalRecord): string | undefined {
  if (record.sequence !== exchange.sequence + 1) {
    throw new Error(`expected record ${exchange.sequence + 1}, received ${record.sequence}`);
  }
  let refusal: string | undefined;
  if (record.op === 'new') refusal = enter(exchange, record);
  else if (record.op === 'cancel') refusal = cancel(exchange, record);
  else exchange.epoch = record.epoch;
  if (refusal === undefined) exchange.sequence = record.sequence;
  return refusal;
}

function enter(exchange: Exchange, record: NewRecord): string | undefined {
  const { op: _op, ...wish } = record;
  const { symbol, orderId: id, side, price, quantity: size, timeInForce } = wish;
  const book = bookOf(exchange, symbol);
  const given = { id, side, price, size, timeInForce: timeInForce.toUpperCase() };
  const result = book.limit(given as Parameters<OrderBook['limit']>[0]);
  if (result.err !== null) return result.err.message;
  const order: Order = { ...wish, executed: 0, status: 'open', fills: [] };
  exchange.orders.push(order);
  exchange.orderById.set(id, order);
  exchange.orderByClientId.set(clientKey(order), order);
  for (const { maker, ...match } of matchesOf(result, id)) {
    const other = exchange.orderById.get(maker);
    if (other === undefined) throw new Error(`${id} traded with ${maker}, which nobody entered`);
    exchange.trades += 1;
    const fill = { tradeId: `t${exchange.trades}`, sequence: record.sequence, ...match };
    for (const [one, role] of [[order, 'taker'] as const, [other, 'maker'] as const]) {
      one.fills.push({ ...fill, role });
      one.executed += match.quantity;
    }
    settle(book, other, record.sequence);
  }
  settle(book, order, record.sequence);
  return undefined;
}

/** An order is open as long as the npm engine has it, whatever we would have thought. */
function settle(book: OrderBook, order: Order, sequence: number): void {
  if (book.order(order.orderId) !== undefined) return;
  order.status = order.executed === order.quantity ? 'filled' : 'cancelled';
  order.closedSequence = sequence;
}

function cancel(exchange: Exchange, record: CancelRecord): string | undefined {
  const { orderId, sequence, epoch, clientRequestId } = record;
  const order = exchange.orderById.get(orderId);
  if (order === undefined) return `nobody entered ${orderId}`;
  const removed = bookOf(exchange, order.symbol).cancel(orderId)?.order;
  if (removed === undefined) return `the book has no ${orderId}`;
  order.status = 'cancelled';
  order.closedSequence = sequence;
  order.cancel = { sequence, epoch, quantity: removed.size, clientRequestId };
  return undefined;
}

function bookOf(exchange: Exchange, symbol: string): OrderBook {
  const book = exchange.books.get(symbol);
  if (book === undefined) throw new Error(`there is no book for ${symbol}: is SYMBOLS another?`);
  return book;
}
