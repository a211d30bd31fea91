import type { WebSocket } from 'ws';
import { HttpError } from '../service/http.ts';
import { applyMessage, bookOf, type FeedBook, snapshotOf } from './book.ts';
import type { FeedMessage, FeedSnapshot } from './messages.ts';
import { type Planted, planted } from './planted.ts';
import type { MarketDataSettings } from './settings.ts';

const channels = ['book', 'trades', 'orders'] as const;
type Channel = (typeof channels)[number];

/** What a reader asked for: `/feed?channels=book,trades&symbols=X,Y&account=7`. */
export type Subscription = {
  channels: readonly Channel[];
  symbols: readonly string[];
  /** Whose orders; only with the channel `orders`. */
  account: string | null;
};

type Reader = { socket: WebSocket; subscription: Subscription };

/** The feed as it is served: the book that its messages made, and who reads along. */
export type Readers = {
  settings: MarketDataSettings;
  book: FeedBook | null;
  readers: Set<Reader>;
  cutOff: number;
  planted: Planted;
};

export function newReaders(settings: MarketDataSettings): Readers {
  const { defects } = settings;
  return { settings, book: null, readers: new Set(), cutOff: 0, planted: planted(defects) };
}

export function readSubscription(query: URLSearchParams, symbols: readonly string[]): Subscription {
  const chosen = readList(query, 'channels', channels, ['book', 'trades']) as Channel[];
  const account = query.get('account');
  if (chosen.includes('orders') !== (account !== null)) {
    const message = 'account: expected with the channel "orders", and only with it';
    throw new HttpError(400, 'bad-account', message, 'account');
  }
  return { channels: chosen, symbols: readList(query, 'symbols', symbols, symbols), account };
}

function readList(
  query: URLSearchParams,
  name: string,
  known: readonly string[],
  fallback: readonly string[],
): readonly string[] {
  const given = query.get(name)?.split(',') ?? fallback;
  const unknown = given.find((one) => !known.includes(one));
  if (unknown === undefined) return given;
  const message = `${name}: expected some of ${known.join(', ')}, received "${unknown}"`;
  throw new HttpError(400, `bad-${name}`, message, name);
}

/** A reader gets the book as it is, then every message behind it. */
export function addReader(feed: Readers, subscription: Subscription): (socket: WebSocket) => void {
  return (socket) => {
    const reader = { socket, subscription };
    feed.readers.add(reader);
    socket.on('close', () => feed.readers.delete(reader));
    if (feed.book !== null) sendSnapshot(feed, reader, feed.book);
  };
}

/** The feed begins, or begins again: every reader starts anew from here. */
export function takeSnapshot(feed: Readers, snapshot: FeedSnapshot): void {
  feed.book = bookOf(snapshot);
  for (const reader of feed.readers) sendSnapshot(feed, reader, feed.book);
}

function sendSnapshot(feed: Readers, reader: Reader, book: FeedBook): void {
  send(feed, reader, JSON.stringify(snapshotOf(book, reader.subscription.symbols)));
}

export function takeMessage(feed: Readers, message: FeedMessage): void {
  if (feed.book === null) return;
  applyMessage(feed.book, message);
  const told = feed.planted(message);
  if (told === null) return;
  const texts = new Map<string, string>();
  for (const reader of feed.readers) {
    const key = JSON.stringify(reader.subscription);
    const text = texts.get(key) ?? textOf(told, reader.subscription);
    texts.set(key, text);
    send(feed, reader, text);
  }
}

/** Every reader gets every message, be it empty for it: so that each sees that none is missing. */
function textOf(message: FeedMessage, { channels, symbols, account }: Subscription): string {
  const { sequence, epoch, book, trades, orders } = message;
  const mine = <T extends { symbol: string }>(items: readonly T[]) =>
    items.filter(({ symbol }) => symbols.includes(symbol));
  return JSON.stringify({
    type: 'update',
    sequence,
    epoch,
    ...(channels.includes('book') && { book: mine(book) }),
    ...(channels.includes('trades') && { trades: mine(trades) }),
    ...(channels.includes('orders') && {
      orders: mine(orders).filter((order) => order.account === account),
    }),
  });
}

/** The feed waits for nobody: who does not read is cut off, and may come again for a snapshot. */
function send(feed: Readers, { socket }: Reader, text: string): void {
  if (socket.readyState !== socket.OPEN) return;
  if (socket.bufferedAmount > feed.settings.slowConsumerBytes) {
    feed.cutOff += 1;
    socket.terminate();
    return;
  }
  socket.send(text);
}
