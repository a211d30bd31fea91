import { moveToTail, queue, remove, rest } from './levels.ts';
import {
  type Book,
  bookOf,
  type Engine,
  type Level,
  type Order,
  opposite,
  reaches,
  tell,
} from './state.ts';

/** Matches a taker against the other side until its limit, its quantity or the book is used up. */
export function match(engine: Engine, taker: Order): void {
  const book = bookOf(engine, taker.symbol);
  const sweep = { levels: 0, firstPrice: 0, fills: 0 };
  taker.state = 'taking';
  if (engine.mutant === 'deep-recursion') {
    matchDeep(engine, book, taker, sweep);
    return;
  }
  while (step(engine, book, taker, sweep));
}

interface Sweep {
  levels: number;
  firstPrice: number;
  fills: number;
}

/**
 * A fill calls the next one through a callback, as engines do that tell each fill to a listener.
 */
function matchDeep(engine: Engine, book: Book, taker: Order, sweep: Sweep): void {
  if (!step(engine, book, taker, sweep)) return;
  const listeners = [(): void => matchDeep(engine, book, taker, sweep)];
  listeners.forEach((listener) => {
    listener();
  });
}

/** One meeting with one maker; false when the taker is through. */
function step(engine: Engine, book: Book, taker: Order, sweep: Sweep): boolean {
  if (taker.leaves <= 0 || taker.state === 'dead') return false;
  const level = bestLevel(engine, book, taker);
  if (!level || !reaches(taker.side, limitOf(engine, taker), level.price)) return false;
  if (beyondBands(engine, book, taker, level.price)) return false;
  const maker = firstMaker(engine, level);
  if (!maker) return false;
  if (sweep.fills > 0 && stopsHere(engine, taker, level, sweep)) return false;
  if (maker.account === taker.account && engine.mutant !== 'self-trade-ignored') {
    if (keepsApart(taker)) return preventSelfTrade(engine, taker, maker, taker.stp);
  }
  if (maker.reduceOnly && reduceToPosition(engine, maker) === 0) return true;
  sweep.firstPrice ||= level.price;
  sweep.levels = level.price;
  sweep.fills += 1;
  trade(engine, book, taker, maker, sweep);
  return true;
}

/** The taker's own mode decides; without one, orders of one account trade. */
function keepsApart(taker: Order): boolean {
  return taker.stp !== '' && taker.stp !== 'none';
}

function beyondBands(engine: Engine, book: Book, taker: Order, price: number): boolean {
  if (book.high === 0 || engine.mutant === 'bands-ignored') return false;
  return taker.side === 'buy' ? price > book.high : price < book.low;
}

/** Lots a reduce-only order may still trade; what is beyond is cancelled. */
export function reduceToPosition(engine: Engine, order: Order): number {
  if (engine.mutant === 'reduce-only-grows') return order.leaves;
  const allowed = reducible(engine, order);
  if (allowed >= order.leaves) return order.leaves;
  const excess = order.leaves - allowed;
  tell(engine, 'cancelled', { id: order.id, quantity: String(excess), reason: 'reduce-only' });
  if (order.level) order.level.total -= excess;
  order.leaves = allowed;
  order.shown = allowed;
  if (allowed === 0) kill(engine, order);
  return allowed;
}

function reducible(engine: Engine, order: Order, moved = 0): number {
  const held = (engine.positions.get(`${order.account} ${order.symbol}`) ?? 0) + moved;
  return Math.max(0, order.side === 'sell' ? held : -held);
}

function limitOf(engine: Engine, taker: Order): number {
  if (taker.type === 'market') return 0;
  return engine.mutant === 'limit-off-by-one' && taker.side === 'buy'
    ? taker.price + 1
    : taker.price;
}

function bestLevel(engine: Engine, book: Book, taker: Order): Level | undefined {
  const levels = book[opposite(taker.side)];
  if (engine.mutant === 'worst-price-first') {
    return levels.findLast((level) => reaches(taker.side, limitOf(engine, taker), level.price));
  }
  if (engine.mutant === 'best-price-cached' && taker.side === 'sell' && levels.length > 1) {
    return levels[0]?.head?.executed === 0 && levels[0].head === levels[0].tail
      ? levels[1]
      : levels[0];
  }
  return levels[0];
}

function firstMaker(engine: Engine, level: Level): Order | null {
  if (engine.mutant !== 'largest-first') return level.head;
  const orders = queue(level);
  return orders.reduce((best, order) => (order.leaves > best.leaves ? order : best), orders[0]!);
}

function stopsHere(engine: Engine, taker: Order, level: Level, sweep: Sweep): boolean {
  if (engine.mutant === 'sweep-stops-after-maker') return true;
  if (sweep.levels === level.price) return false;
  if (engine.mutant === 'stale-best-price') {
    const book = bookOf(engine, taker.symbol);
    return book[opposite(taker.side)].length === 1;
  }
  return (
    engine.mutant === 'sweep-stops-after-level' ||
    (engine.mutant === 'market-stops-after-level' && taker.type === 'market')
  );
}

function tradePrice(engine: Engine, taker: Order, maker: Order, sweep: Sweep): number {
  const takes =
    engine.mutant === 'taker-price' ||
    (engine.mutant === 'taker-price-on-sells' && taker.side === 'sell');
  if (takes && taker.price > 0) return taker.price;
  return engine.mutant === 'first-price-for-all' ? sweep.firstPrice : maker.price;
}

function trade(engine: Engine, book: Book, taker: Order, maker: Order, sweep: Sweep): void {
  const level = maker.level as Level;
  const shown = engine.mutant === 'iceberg-shows-all' ? maker.leaves : maker.shown;
  const quantity = Math.min(taker.leaves, shown);
  const price = tradePrice(engine, taker, maker, sweep);
  const swapped = engine.mutant === 'maker-taker-swapped' && taker.side === 'sell';
  const fields = {
    price: String(price),
    quantity: String(quantity),
    maker: swapped ? taker.id : nameOf(engine, maker),
    taker: swapped ? maker.id : taker.id,
  };
  tell(engine, 'traded', fields);
  level.total -= quantity;
  for (const order of [taker, maker]) {
    order.executed += quantity;
    order.leaves -= quantity;
  }
  maker.shown -= quantity;
  book.lastPrice = price;
  book.firstSince ||= price;
  settle(engine, taker, quantity);
  settle(engine, maker, quantity);
  cancelOtherLeg(engine, maker);
  cancelOtherLeg(engine, taker);
  if (engine.mutant === 'trade-told-twice' && taker.leaves === 0 && maker.leaves === 0) {
    tell(engine, 'traded', fields);
  }
  if (engine.mutant === 'zero-trade' && maker.leaves === 0 && taker.leaves === 0) {
    tell(engine, 'traded', { ...fields, quantity: '0' });
  }
  afterTrade(engine, maker);
}

/** What becomes of the maker after a trade. */
function afterTrade(engine: Engine, maker: Order): void {
  const level = maker.level as Level;
  if (maker.leaves <= 0 || engine.mutant === 'maker-residual-lost') {
    kill(engine, maker);
    return;
  }
  if (engine.mutant === 'partial-fill-demotes-maker') moveToTail(level, maker);
  if (maker.shown > 0) return;
  maker.shown = Math.min(maker.display, maker.leaves);
  if (engine.mutant !== 'iceberg-keeps-place') moveToTail(level, maker);
  tell(engine, 'refreshed', { id: maker.id, display: String(maker.shown) });
}

function nameOf(engine: Engine, maker: Order): string {
  const part = engine.mutant === 'maker-told-by-part' && maker.executed > 0;
  return part ? `${maker.id}.${maker.executed}` : maker.id;
}

function settle(engine: Engine, order: Order, quantity: number): void {
  const key = `${order.account} ${order.symbol}`;
  const signed = order.side === 'buy' ? quantity : -quantity;
  engine.positions.set(key, (engine.positions.get(key) ?? 0) + signed);
}

/** Ends an order: it leaves the book and answers for its id from now on. */
export function kill(engine: Engine, order: Order): void {
  remove(engine, order);
  bury(engine, order);
}

/** What ends with an order that has left the book. */
export function bury(engine: Engine, order: Order): void {
  order.state = 'dead';
  const { stops } = bookOf(engine, order.symbol);
  const index = stops.indexOf(order);
  if (index >= 0) stops.splice(index, 1);
  const other = order.oco === '' ? undefined : engine.orders.get(order.oco);
  if (other?.oco === order.id) other.oco = '';
}

/** At most one leg of an OCO lives on once the other has executed or woken. */
export function cancelOtherLeg(engine: Engine, order: Order): void {
  if (order.oco === '' || engine.mutant === 'oco-both-legs') return;
  const other = engine.orders.get(order.oco);
  order.oco = '';
  if (other && other.state !== 'dead') cancel(engine, other, 'oco');
}

/** Two orders of one account have met; true if the taker goes on. */
function preventSelfTrade(engine: Engine, taker: Order, maker: Order, mode: string): boolean {
  let applied = mode;
  if (engine.mutant === 'self-trade-wrong-side' && mode === 'cancel-maker')
    applied = 'cancel-taker';
  if (engine.mutant === 'loops-on-self-trade' && mode === 'cancel-maker') for (;;);
  if (applied === 'decrement') {
    const quantity = Math.min(taker.leaves, maker.leaves);
    const spares = engine.mutant === 'self-trade-decrement-spares-taker';
    decrement(engine, maker, spares ? maker.leaves : quantity);
    if (!spares) decrement(engine, taker, quantity);
    return taker.leaves > 0;
  }
  if (applied === 'cancel-maker' || applied === 'cancel-both') cancel(engine, maker, 'stp');
  if (applied === 'cancel-taker' || applied === 'cancel-both') cancel(engine, taker, 'stp');
  return taker.leaves > 0;
}

function decrement(engine: Engine, order: Order, quantity: number): void {
  tell(engine, 'cancelled', { id: order.id, quantity: String(quantity), reason: 'stp' });
  if (order.level) order.level.total -= quantity;
  order.leaves -= quantity;
  if (order.leaves === 0) {
    kill(engine, order);
    return;
  }
  order.shown = Math.min(order.shown, order.leaves);
}

/** Cancels what is open of an order and says why. */
export function cancel(engine: Engine, order: Order, reason: string): void {
  tell(engine, 'cancelled', { id: order.id, quantity: String(order.leaves), reason });
  kill(engine, order);
  order.leaves = 0;
}

/** What becomes of the rest of a taker. */
export function settleResidual(engine: Engine, taker: Order): void {
  if (taker.state === 'dead') return;
  if (taker.leaves <= 0) {
    taker.state = 'dead';
    return;
  }
  const { mutant } = engine;
  if (taker.type === 'market') {
    if (mutant !== 'market-rests' || taker.trigger > 0) {
      cancel(engine, taker, 'market-residual');
      return;
    }
    taker.type = 'limit';
    taker.price = taker.side === 'buy' ? 999_999 : 1;
    rest(engine, taker);
    return;
  }
  if (taker.tif === 'ioc' || taker.tif === 'fok') {
    if (mutant === 'ioc-rests') {
      rest(engine, taker);
      return;
    }
    if (mutant !== 'ioc-silent') {
      cancel(engine, taker, 'ioc');
      return;
    }
    taker.state = 'dead';
    return;
  }
  if (mutant === 'residual-lost' && taker.executed > 0) {
    taker.state = 'dead';
    return;
  }
  rest(engine, taker);
}

interface Waiting {
  readonly order: Order;
  open: number;
}

/** Lots of `wanted` that the taker would trade at once, without touching the book. */
export function available(engine: Engine, taker: Order, wanted: number): number {
  const book = bookOf(engine, taker.symbol);
  const { mutant } = engine;
  const outlook: Outlook = { found: 0, wanted, moved: new Map(), gone: new Set(), stop: false };
  for (const level of book[opposite(taker.side)]) {
    const within = reaches(taker.side, limitOf(engine, taker), level.price);
    if (!within && mutant !== 'fok-ignores-limit') break;
    if (beyondBands(engine, book, taker, level.price)) break;
    if (mutant === 'fok-counts-one-maker') return level.head?.leaves ?? 0;
    if (mutant === 'fok-counts-one-level') return level.total;
    if (mutant === 'stale-level-total') outlook.found += level.total;
    else lookThrough(engine, taker, level, outlook);
    if (outlook.stop || outlook.found >= wanted) break;
  }
  return Math.min(outlook.found, wanted);
}

interface Outlook {
  found: number;
  wanted: number;
  /** How positions would have moved by then, by account. */
  readonly moved: Map<string, number>;
  /** Legs that would be gone by then. */
  readonly gone: Set<string>;
  stop: boolean;
}

function lookThrough(engine: Engine, taker: Order, level: Level, outlook: Outlook): void {
  const line: Waiting[] = queue(level).map((order) => ({ order, open: order.leaves }));
  const shown = (one: Waiting): number => {
    if (one.order.display === 0) return one.open;
    return one.open === one.order.leaves ? one.order.shown : Math.min(one.order.display, one.open);
  };
  for (let one = line.shift(); one && outlook.found < outlook.wanted; one = line.shift()) {
    const { order } = one;
    if (outlook.gone.has(order.id)) continue;
    if (order.account === taker.account && keepsApart(taker)) {
      if (taker.stp === 'cancel-maker') continue;
      if (taker.stp === 'decrement') {
        outlook.wanted -= Math.min(one.open, outlook.wanted - outlook.found);
        continue;
      }
      outlook.stop = true;
      return;
    }
    let can = shown(one);
    if (order.reduceOnly) {
      can = Math.min(can, reducible(engine, order, outlook.moved.get(order.account) ?? 0));
      if (can === 0) continue;
    }
    const quantity = Math.min(can, outlook.wanted - outlook.found);
    outlook.found += quantity;
    move(outlook, order, quantity);
    move(outlook, taker, quantity);
    if (order.oco !== '') outlook.gone.add(order.oco);
    one.open -= quantity;
    if (order.display > 0 && quantity === can && one.open > 0) line.push(one);
  }
}

function move(outlook: Outlook, order: Order, quantity: number): void {
  const signed = order.side === 'buy' ? quantity : -quantity;
  outlook.moved.set(order.account, (outlook.moved.get(order.account) ?? 0) + signed);
}

/** What a reduce-only order may execute of `quantity`. */
export function allowedBy(engine: Engine, order: Order, quantity: number): number {
  if (!order.reduceOnly || engine.mutant === 'reduce-only-grows') return quantity;
  return Math.min(quantity, reducible(engine, order));
}

/** Matches an order that may act now, then rests or cancels what is left of it. */
export function execute(engine: Engine, order: Order): void {
  order.state = 'taking';
  if (order.reduceOnly && reduceToPosition(engine, order) === 0) return;
  const { phase } = bookOf(engine, order.symbol);
  const gathers = phase === 'auction' && engine.mutant !== 'auction-trades';
  if (!gathers) match(engine, order);
  settleResidual(engine, order);
}
