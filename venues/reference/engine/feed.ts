import type { LineSocket } from '../service/lines.ts';
import { type HalfBook, isQueued } from './book.ts';
import { reached } from './crash-point.ts';
import type { Engine } from './engine.ts';
import { bookOf, type Exchange } from './exchange.ts';
import { type Order, openQuantity } from './order.ts';
import type { LogRecord } from './records.ts';

/**
 * What every record of the log did to the market, for those who follow it: one message a record, so
 * that the venue's own sequence shows every gap. Only what is committed is told. The standby keeps
 * the same messages, so that followers go on behind a failover where they stood.
 */
export type FeedMessage = {
  sequence: string;
  epoch: string;
  /** Orders of the book that came, changed or went; quantity `0`: it is gone. */
  book: BookChange[];
  trades: {
    tradeId: string;
    symbol: string;
    price: string;
    quantity: string;
    maker: string;
    taker: string;
  }[];
  /** For their owners only: every order that the record concerned, as it is now. */
  orders: object[];
};

/** `last`: it stands at the end of the queue at its price now; else it kept its place. */
export type BookChange = {
  orderId: string;
  symbol: string;
  side: string;
  price: string;
  quantity: string;
  last: boolean;
};

export type Feed = {
  messages: FeedMessage[];
  /** Sequence of the first message that is kept. */
  first: number;
  /** Who follows, and the next sequence that each is to be told. */
  followers: Map<LineSocket, number>;
};

/** Kept for followers that come back; who is further behind gets a snapshot. */
const messagesMax = 4_096;

/** Begins behind what the exchange has applied: what led there is forgotten. */
export function newFeed(exchange: Exchange, followers = new Map<LineSocket, number>()): Feed {
  for (const half of halvesOf(exchange)) half.touched.clear();
  return { messages: [], first: exchange.sequence + 1, followers };
}

/** Called after a record was applied, before the next one is. */
export function noteApplied(engine: Engine, { sequence, epoch }: LogRecord): void {
  const { feed, exchange } = engine;
  const changed = new Map<Order, boolean>();
  for (const { maker } of exchange.lastTrades) changed.set(maker, false);
  for (const half of halvesOf(exchange)) {
    for (const [order, last] of half.touched) changed.set(order, last);
    half.touched.clear();
  }
  const concerned = new Set([
    ...exchange.lastTrades.map(({ taker }) => taker),
    ...exchange.orders.slice(-1).filter((order) => order.sequence === sequence),
    ...changed.keys(),
  ]);
  feed.messages.push({
    sequence: String(sequence),
    epoch: String(epoch),
    book: [...changed].map(([order, last]) => changeOf(exchange, order, last)),
    trades: exchange.lastTrades.map(({ tradeId, maker, taker, price, quantity }) => ({
      tradeId,
      symbol: taker.symbol,
      price: String(price),
      quantity: String(quantity),
      maker: maker.orderId,
      taker: taker.orderId,
    })),
    orders: [...concerned].map(ownView),
  });
  forgetOld(engine);
}

/** What is not committed is not told yet, however long ago it was applied. */
function forgetOld({ feed, committed }: Engine): void {
  const told = committed + 1 - feed.first;
  if (told < 2 * messagesMax) return;
  feed.messages.splice(0, told - messagesMax);
  feed.first += told - messagesMax;
}

export function changeOf(exchange: Exchange, order: Order, last: boolean): BookChange {
  const { orderId, symbol, side, price } = order;
  const half = bookOf(exchange, symbol)[side];
  const open = isQueued(half, order) ? openQuantity(order) : 0;
  return { orderId, symbol, side, price: String(price), quantity: String(open), last };
}

function ownView(order: Order): object {
  const { orderId, clientOrderId, account, symbol, side, status } = order;
  const amounts = { quantity: String(order.quantity), executed: String(order.executed) };
  return { orderId, clientOrderId, account, symbol, side, status, ...amounts };
}

/** Tells every follower what has been committed since it was told last. */
export function publish(engine: Engine): void {
  const { feed, committed } = engine;
  for (const [socket, next] of feed.followers) {
    if (next > committed) continue;
    feed.followers.set(socket, committed + 1);
    const messages = feed.messages.slice(next - feed.first, committed + 1 - feed.first);
    socket.send({ kind: 'feed', messages });
  }
  reached(engine.crashPoint, 'published', committed);
}

export function halvesOf(exchange: Exchange): HalfBook[] {
  return [...exchange.books.values()].flatMap(({ buy, sell }) => [buy, sell]);
}
