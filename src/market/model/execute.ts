import { type Book, none } from './book.ts';
import { addQuantity } from './ladder.ts';
import {
  cancelBoth,
  cancelMaker,
  cancelTaker,
  fokBit,
  icebergBit,
  iocBit,
  marketBit,
  noSelfTrade,
  ocoBit,
  reduceOnlyBit,
  selfTradeOf,
  sellBit,
} from './order-flags.ts';
import {
  cancelPart,
  dropLevel,
  enqueue,
  finish,
  joinAccount,
  retire,
  shrink,
  unlink,
} from './queue.ts';

/**
 * What happens to an order that is let in: it trades while it can, and what is left rests, is
 * cancelled, or is nothing. Its flags and account are set; it rests in no level yet.
 */
export function execute(book: Book, order: number, limit: number, quantity: number): void {
  const flags = book.flags[order]!;
  let leaves = quantity;
  if (flags & reduceOnlyBit) leaves = withinPosition(book, order, quantity);
  if (book.auction) {
    if (leaves === 0) finish(book, order);
    else rest(book, order, limit, leaves);
  } else if (flags & marketBit) executeMarket(book, order, leaves);
  else {
    leaves = sweep(book, order, limit, leaves);
    if (leaves === 0) finish(book, order);
    else if (flags & (iocBit | fokBit)) {
      book.sink.cancelled(order, leaves, 'ioc');
      finish(book, order);
    } else rest(book, order, limit, leaves);
  }
}

/** Where a taker's trades end, its limit or the bands, whichever is nearer. */
export function reachOf(book: Book, isBuy: boolean, limit: number): number {
  return isBuy ? Math.min(limit, book.bandHigh) : Math.max(limit, book.bandLow);
}

function executeMarket(book: Book, order: number, quantity: number): void {
  const before = book.lastPrice;
  book.lastPrice = 0;
  const limit = book.flags[order]! & sellBit ? 0 : Number.MAX_SAFE_INTEGER;
  const leaves = sweep(book, order, limit, quantity);
  const traded = book.lastPrice;
  if (traded === 0) book.lastPrice = before;
  const mayRest = book.conventions.marketResidual === 'rest' && traded !== 0;
  if (leaves > 0 && mayRest && !(book.flags[order]! & (iocBit | fokBit))) {
    book.flags[order]! &= ~marketBit;
    rest(book, order, traded, leaves);
    return;
  }
  if (leaves > 0) book.sink.cancelled(order, leaves, 'market-residual');
  finish(book, order);
}

function rest(book: Book, order: number, price: number, quantity: number): void {
  book.open[order] = quantity;
  if (book.flags[order]! & icebergBit) {
    const { shown, display } = book.rare!;
    shown[order] = Math.min(display[order]!, quantity);
  }
  joinAccount(book, order);
  enqueue(book, order, price);
  if (book.flags[order]! & iocBit) book.queuedIoc.push({ order, serial: book.serial[order]! });
}

/** Trades a taker down the opposite side; answers what is left of it. */
function sweep(book: Book, taker: number, limit: number, quantity: number): number {
  const isBuy = (book.flags[taker]! & sellBit) === 0;
  const reach = reachOf(book, isBuy, limit);
  const opposite = isBuy ? book.asks : book.bids;
  const careful = needsCare(book, taker);
  let leaves = quantity;
  while (leaves > 0) {
    const level = opposite.best;
    if (level === none) break;
    const price = book.levelPrice[level]!;
    if (isBuy ? price > reach : price < reach) break;
    leaves = careful
      ? meet(book, taker, level, limit, leaves)
      : sweepLevel(book, taker, level, isBuy, leaves);
  }
  if (book.executed && !careful) book.executed[taker]! += quantity - leaves;
  return leaves;
}

/** Whether a fill may change more than the two orders that meet, or has another price. */
function needsCare(book: Book, taker: number): boolean {
  return (
    book.selfTradeAware ||
    book.special > 0 ||
    book.conventions.tradePrice === 'midpoint' ||
    (book.flags[taker]! & ocoBit) !== 0
  );
}

/** The hot path: fills from the head of one level, with the level's totals updated once. */
function sweepLevel(
  book: Book,
  taker: number,
  level: number,
  isBuy: boolean,
  quantity: number,
): number {
  const { sink, open, next } = book;
  const price = book.levelPrice[level]!;
  let leaves = quantity;
  let maker = book.levelHead[level]!;
  do {
    const available = open[maker]!;
    const fill = Math.min(available, leaves);
    leaves -= fill;
    sink.traded(maker, taker, price, fill);
    if (book.positions !== null) move(book, maker, taker, isBuy, fill);
    if (fill < available) {
      open[maker] = available - fill;
      if (book.executed !== null) book.executed[maker]! += fill;
      break;
    }
    const after = next[maker]!;
    book.level[maker] = none;
    finish(book, maker);
    maker = after;
  } while (leaves > 0 && maker !== none);
  if (book.burstFirst === 0) book.burstFirst = price;
  book.lastPrice = price;
  const ladder = isBuy ? book.asks : book.bids;
  const taken = quantity - leaves;
  book.levelTotal[level]! -= taken;
  addQuantity(ladder, book.levelLeaf[level]!, -taken);
  book.levelHead[level] = maker;
  if (maker !== none) book.prev[maker] = none;
  else {
    book.levelTail[level] = none;
    dropLevel(book, ladder, level, !isBuy);
  }
  return leaves;
}

function move(book: Book, maker: number, taker: number, isBuy: boolean, quantity: number): void {
  const positions = book.positions!;
  const signed = isBuy ? quantity : -quantity;
  positions[book.account[taker]!]! += signed;
  positions[book.account[maker]!]! -= signed;
}

/** One fill with the order at the head of a level, when any rule may have a say in it. */
function meet(book: Book, taker: number, level: number, limit: number, leaves: number): number {
  const maker = book.levelHead[level]!;
  if (book.account[maker] === book.account[taker]) {
    const mode = modeBetween(book, taker, maker);
    if (mode !== noSelfTrade) return keepApart(book, taker, maker, mode, leaves);
  }
  const flags = book.flags[maker]!;
  if (flags & reduceOnlyBit && withinPosition(book, maker, book.open[maker]!) === 0) return leaves;
  const available = flags & icebergBit ? book.rare!.shown[maker]! : book.open[maker]!;
  const fill = Math.min(available, leaves);
  record(book, maker, taker, priceBetween(book, taker, book.levelPrice[level]!, limit), fill);
  cancelLeg(book, maker);
  cancelLeg(book, taker);
  take(book, maker, fill);
  if (book.executed) book.executed[taker]! += fill;
  return leaves - fill;
}

/** Tells a trade and moves positions; the orders themselves are the caller's. */
export function record(
  book: Book,
  maker: number,
  taker: number,
  price: number,
  quantity: number,
): void {
  book.sink.traded(maker, taker, price, quantity);
  if (book.positions) move(book, maker, taker, (book.flags[taker]! & sellBit) === 0, quantity);
  if (book.burstFirst === 0) book.burstFirst = price;
  book.lastPrice = price;
}

function priceBetween(book: Book, taker: number, makerPrice: number, limit: number): number {
  if (book.conventions.tradePrice === 'maker' || book.flags[taker]! & marketBit) return makerPrice;
  return makerPrice + Math.trunc((limit - makerPrice) / 2);
}

/** Takes an executed quantity off a resting order. */
export function take(book: Book, maker: number, fill: number): void {
  if (book.executed) book.executed[maker]! += fill;
  const left = book.open[maker]! - fill;
  if (left === 0) retire(book, maker);
  else if (book.flags[maker]! & icebergBit) takeShown(book, maker, fill, left);
  else shrink(book, maker, fill);
}

/** An iceberg shows a new part, and goes to the end of the queue, when its convention says so. */
function takeShown(book: Book, maker: number, fill: number, left: number): void {
  const { shown, display } = book.rare!;
  const still = shown[maker]! - fill;
  const losesPlace = book.conventions.icebergRefresh === 'loses-priority' && left > still;
  if (still > 0 && !losesPlace) {
    shrink(book, maker, fill);
    shown[maker] = still;
    return;
  }
  const price = book.levelPrice[book.level[maker]!]!;
  unlink(book, maker);
  book.open[maker] = left;
  shown[maker] = Math.min(display[maker]!, left);
  enqueue(book, maker, price);
  book.sink.refreshed(maker, shown[maker]!);
}

/** What of a reduce-only order its account's position still allows; cancels the rest. */
function withinPosition(book: Book, order: number, open: number): number {
  const allowed = reducible(book, book.account[order]!, book.flags[order]!);
  if (allowed >= open) return open;
  if (book.level[order] !== none) cancelPart(book, order, open - allowed, 'reduce-only');
  else book.sink.cancelled(order, open - allowed, 'reduce-only');
  return allowed;
}

/** Lots that an account may trade on a side before its position would turn. */
export function reducible(book: Book, account: number, flags: number, moved = 0): number {
  const position = (book.positions?.[account] ?? 0) + moved;
  return Math.max(0, flags & sellBit ? position : -position);
}

/** One leg executes or triggers: the other is cancelled. */
export function cancelLeg(book: Book, order: number): void {
  if (!(book.flags[order]! & ocoBit)) return;
  const leg = book.rare!.leg[order]!;
  cancelPart(book, leg, book.open[leg]!, 'oco');
}

export function modeBetween(book: Book, taker: number, maker: number): number {
  const decides = book.conventions.selfTradeMode === 'taker' ? taker : maker;
  return selfTradeOf(book.flags[decides]!) || book.selfTradeDefault;
}

function keepApart(book: Book, taker: number, maker: number, mode: number, leaves: number): number {
  const open = book.open[maker]!;
  const shared = Math.min(open, leaves);
  const both = mode === cancelBoth;
  const makerLoses = both || mode === cancelMaker ? open : mode === cancelTaker ? 0 : shared;
  const takerLoses = both || mode === cancelTaker ? leaves : mode === cancelMaker ? 0 : shared;
  if (makerLoses > 0) cancelPart(book, maker, makerLoses, 'stp');
  if (takerLoses > 0) book.sink.cancelled(taker, takerLoses, 'stp');
  return leaves - takerLoses;
}
