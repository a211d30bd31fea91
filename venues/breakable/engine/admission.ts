import { allowedBy, available } from './matching.ts';
import {
  type Book,
  bookOf,
  type CommandLine,
  type Engine,
  isStop,
  type Level,
  type Order,
  opposite,
  reaches,
} from './state.ts';

/** The bounds of every symbol, in ticks and lots. */
export const priceMax = 1_000_000_000_000;
export const quantityMax = 1_000_000_000_000;

/** A code of the stream's list of rejections. */
export type Refusal = string;

/** Why a new order is refused, or undefined. Nothing is changed. */
export function admit(engine: Engine, order: Order, command: CommandLine): Refusal | undefined {
  const book = bookOf(engine, order.symbol);
  return (
    terms(engine, order, command) ??
    identity(engine, order) ??
    leg(engine, order) ??
    numbers(engine, order, command) ??
    session(engine, book, order) ??
    (isStop(order) ? undefined : outlook(engine, book, order))
  );
}

/** Terms that contradict each other, or that this engine does not combine. */
function terms(engine: Engine, order: Order, command: CommandLine): Refusal | undefined {
  const { expires, trigger, trail } = command;
  if ((expires !== undefined) !== (order.tif === 'gtt')) return 'malformed';
  if (expires !== undefined && BigInt(String(expires)) <= engine.now) return 'malformed';
  if (trigger !== undefined && !isStop(order)) return 'malformed';
  if (trail !== undefined && order.type !== 'trailing-stop') return 'malformed';
  return undefined;
}

function identity(engine: Engine, order: Order): Refusal | undefined {
  const { mutant } = engine;
  if (engine.killed.has(order.account) && mutant !== 'kill-switch-does-not-block') return 'killed';
  const same = engine.orders.get(order.id);
  if (same?.state === 'dead') {
    const reuses = engine.habits.idReuse === 'once-dead' || mutant === 'dead-id-accepted';
    return reuses ? undefined : 'duplicate-id';
  }
  return same && mutant !== 'duplicate-live-id' ? 'duplicate-id' : undefined;
}

function leg(engine: Engine, order: Order): Refusal | undefined {
  if (order.type === 'market' && (order.tif === 'day' || order.tif === 'gtt')) return 'unsupported';
  if (isStop(order) && (order.display !== 0 || order.minQuantity !== 0)) return 'unsupported';
  const other = order.oco === '' ? undefined : engine.orders.get(order.oco);
  if (!other || other.state === 'dead') return undefined;
  if (other.symbol !== order.symbol) return 'unsupported';
  return other.account === order.account ? undefined : 'not-owner';
}

function numbers(engine: Engine, order: Order, command: CommandLine): Refusal | undefined {
  const fits = (price: number): boolean => price >= 1 && price <= priceMax;
  const priced = order.type === 'limit' || order.type === 'stop-limit';
  if (isStop(order)) {
    if (!fits(order.trigger)) return 'bad-price';
    if (order.type === 'trailing-stop' && !fits(order.trail)) return 'bad-price';
    if (order.postOnly || order.tif === 'fok') return 'unsupported';
  }
  if (priced ? !fits(Number(command.price)) : command.price !== undefined) return 'bad-price';
  const small = engine.mutant === 'negative-quantity' ? -quantityMax : 1;
  if (!(order.quantity >= small && Number(command.quantity) <= quantityMax)) return 'bad-quantity';
  return extras(engine, order, command, order.quantity) ?? sideSum(engine, order, order.quantity);
}

function extras(
  engine: Engine,
  order: Order,
  command: CommandLine,
  quantity: number,
): Refusal | undefined {
  const { minQuantity, display } = order;
  if (command.minQuantity !== undefined && !(minQuantity > 0 && minQuantity <= quantity)) {
    return 'bad-quantity';
  }
  const immediate = order.type === 'market' || order.tif === 'ioc' || order.tif === 'fok';
  if (command.display !== undefined) {
    if (!(display > 0 && display <= quantity)) return 'bad-quantity';
    if (immediate || order.reduceOnly || quantity / display > 10_000) return 'unsupported';
  }
  if (order.oco !== '' && command.oco !== undefined) {
    const other = engine.orders.get(order.oco);
    if (!other || other.state === 'dead') return 'unknown-order';
    const tied = other.oco !== '' || other.display > 0 || display > 0;
    if (other.side !== order.side || tied) return 'unsupported';
  }
  return order.postOnly && (immediate || order.type === 'stop') ? 'unsupported' : undefined;
}

/** Sums of one side must stay exact. */
function sideSum(engine: Engine, order: Order, quantity: number): Refusal | undefined {
  if (quantity < 1e9) return undefined;
  const levels = bookOf(engine, order.symbol)[order.side];
  const sum = levels.reduce((total: number, level: Level) => total + level.total, quantity);
  return sum > Number.MAX_SAFE_INTEGER ? 'unsupported' : undefined;
}

function session(engine: Engine, book: Book, order: Order): Refusal | undefined {
  if (book.phase === 'halted' && engine.mutant !== 'halt-trades') return 'halted';
  return outsideBands(engine, book, order) ? 'outside-bands' : undefined;
}

/** A limit beyond the bands, or a first trade beyond them because the bands have moved. */
export function outsideBands(
  engine: Engine,
  book: Book,
  order: Order,
  price = order.price,
): boolean {
  if (book.high === 0 || engine.mutant === 'bands-ignored') return false;
  const priced = order.type === 'limit' || order.type === 'stop-limit';
  if (priced && (price < book.low || price > book.high)) return true;
  const best = book[opposite(order.side)][0];
  const sleeps = isStop(order) && order.state !== 'taking';
  if (!best || sleeps || inAuction(book)) return false;
  return order.side === 'sell' ? best.price > book.high : best.price < book.low;
}

function inAuction(book: Book): boolean {
  return book.phase === 'auction' || book.wasAuction;
}

/** What is refused because of what stands opposite. */
function outlook(engine: Engine, book: Book, order: Order): Refusal | undefined {
  const { mutant } = engine;
  if (book.phase === 'auction') return inAuctionOnly(order);
  const best = book[opposite(order.side)][0];
  if (order.postOnly && best && reaches(order.side, order.price, best.price)) {
    const touches = mutant === 'post-only-at-touch' && best.price === order.price;
    if (mutant !== 'post-only-takes' && !touches) return 'would-take';
  }
  const isFok = order.tif === 'fok' && mutant !== 'fok-fills-partly';
  const least = isFok ? order.quantity : mutant === 'min-quantity-ignored' ? 0 : order.minQuantity;
  if (least > 0) {
    const allowed = allowedBy(engine, order, order.quantity);
    if (allowed < least || available(engine, order, allowed) < least) return 'would-not-fill';
  }
  if (order.type !== 'market') return undefined;
  const beyond =
    best &&
    book.high > 0 &&
    (order.side === 'sell' ? best.price < book.low : best.price > book.high);
  return !best || beyond ? 'no-liquidity' : undefined;
}

function inAuctionOnly(order: Order): Refusal | undefined {
  const { type, tif, postOnly, reduceOnly, display, oco, minQuantity } = order;
  const plain = !postOnly && !reduceOnly && display === 0 && oco === '' && minQuantity === 0;
  const rests = type !== 'market' && tif !== 'ioc' && tif !== 'fok';
  return plain && rests ? undefined : 'not-allowed-in-auction';
}

/** Why a replace is refused, or undefined. `asked` counts as the habit says, `leaves` is open. */
export function refuseReplace(
  engine: Engine,
  order: Order,
  price: number,
  asked: number,
  leaves: number,
): Refusal | undefined {
  const book = bookOf(engine, order.symbol);
  const priced = order.type === 'limit' || order.type === 'stop-limit';
  if (priced ? !(price >= 1 && price <= priceMax) : price !== 0) return 'bad-price';
  if (!(asked >= 1 && asked <= quantityMax)) return 'bad-quantity';
  if (order.display > asked) return 'bad-quantity';
  const early = sideSum(engine, order, asked) ?? sessionOf(engine, book, order, price);
  if (early) return early;
  if (leaves <= 0) return 'bad-quantity';
  const stays = price === order.price && leaves <= order.leaves;
  const keeps = stays && engine.habits.replacePriority === 'keep';
  if (order.state === 'dormant' || keeps) return undefined;
  // A minimum is for the first execution: a replace has none.
  const changed: Order = { ...order, price, minQuantity: 0 };
  if (book.phase === 'auction') return inAuctionOnly(changed);
  const best = book[opposite(order.side)][0];
  const takes = order.postOnly && best && reaches(order.side, price, best.price);
  return takes ? 'would-take' : undefined;
}

function sessionOf(engine: Engine, book: Book, order: Order, price: number): Refusal | undefined {
  if (book.phase === 'halted' && engine.mutant !== 'halt-trades') return 'halted';
  return outsideBands(engine, book, order, price) ? 'outside-bands' : undefined;
}
