import { createHash } from 'node:crypto';
import { queue, rest } from './levels.ts';
import { type Book, bookOf, type Engine, type Order, type Side, tell } from './state.ts';
import { trailFirst } from './stops.ts';

/**
 * SHA-256 over the book in priority order, as the stream's documentation defines it: a line an
 * order, `<symbol> <side> <price> <id> <open> <shown>`, symbols in byte order, buys before sells.
 */
export function digest(engine: Engine): string {
  const hash = createHash('sha256');
  for (const symbol of [...engine.books.keys()].sort()) {
    const book = bookOf(engine, symbol);
    for (const side of ['buy', 'sell'] as const) hash.update(linesOf(book, side));
  }
  return hash.digest('hex');
}

function linesOf(book: Book, side: Side): string {
  return book[side]
    .flatMap(queue)
    .map(
      (order) =>
        `${book.symbol} ${side} ${order.price} ${order.id} ${order.leaves} ${order.shown}\n`,
    )
    .join('');
}

type Saved = Omit<Order, 'level' | 'previous' | 'next' | 'expires'> & { expires: string };

/** Everything as plain JSON; resting orders stand in the order of their queues. */
export function snapshot(engine: Engine): void {
  const books = [...engine.books.values()];
  const waiting = new Set<Order>();
  for (const book of books) {
    for (const order of [...book.buy, ...book.sell].flatMap(queue)) waiting.add(order);
  }
  const others = [...engine.orders.values()].filter((order) => !waiting.has(order));
  const orders = [...others, ...waiting].map(saved);
  if (engine.mutant === 'snapshot-sheds-last' && waiting.size > 0) orders.pop();
  const state = {
    now: String(engine.now),
    arrivals: engine.arrivals,
    places: engine.places,
    killed: [...engine.killed],
    positions: [...engine.positions],
    books: books.map(({ buy: _, sell: __, stops, ...book }) => ({
      ...book,
      stops: stops.map((order) => order.id),
    })),
    orders,
  };
  tell(engine, 'snapshot', { state, digest: digest(engine) });
}

function saved({ level: _, previous: __, next: ___, expires, ...order }: Order): Saved {
  return { ...order, expires: String(expires) };
}

interface State {
  readonly now: string;
  readonly arrivals: number;
  readonly places: number;
  readonly killed: string[];
  readonly positions: [string, number][];
  readonly books: (Omit<Book, 'buy' | 'sell' | 'stops'> & { stops: string[] })[];
  readonly orders: Saved[];
}

/** Replaces everything but the numbering of commands. */
export function restore(engine: Engine, state: unknown): void {
  const { books, orders, ...rest_ } = state as State;
  if (!Array.isArray(books) || !Array.isArray(orders)) {
    tell(engine, 'rejected', { code: 'malformed' });
    return;
  }
  for (const map of [engine.books, engine.orders, engine.killed, engine.positions]) map.clear();
  engine.now = BigInt(rest_.now);
  for (const account of rest_.killed) engine.killed.add(account);
  for (const [key, lots] of rest_.positions) engine.positions.set(key, lots);
  for (const { stops: _, ...book } of books) Object.assign(bookOf(engine, book.symbol), book);
  restoreOrders(engine, orders);
  for (const { symbol, stops } of books) {
    for (const id of stops) bookOf(engine, symbol).stops.push(engine.orders.get(id) as Order);
  }
  engine.arrivals = rest_.arrivals;
  engine.places = rest_.places;
}

function restoreOrders(engine: Engine, orders: readonly Saved[]): void {
  const { mutant } = engine;
  const backwards = mutant === 'restore-reverses-queue';
  for (const one of backwards ? orders.toReversed() : orders) {
    if (mutant === 'restore-forgets-ids' && one.state === 'dead') continue;
    const order: Order = {
      ...one,
      expires: BigInt(one.expires),
      level: null,
      previous: null,
      next: null,
    };
    if (mutant === 'restore-forgets-fills' && order.state === 'resting') {
      order.leaves = order.quantity;
    }
    if (mutant === 'restore-forgets-trail' && order.trail > 0) trailFirst(engine, order);
    engine.orders.set(order.id, order);
    if (order.state !== 'resting') continue;
    const { shown, place } = order;
    rest(engine, order);
    order.place = place;
    if (order.display > 0) order.shown = shown;
  }
}
