import type { Conventions } from '../conventions.ts';
import type { CancelReason, RejectCode } from '../stream/schema.ts';
import {
  addQuantity,
  createLadder,
  type Ladder,
  leafFor,
  levelAbove,
  levelBelow,
  levelIn,
  putLevel,
  removeLevel,
} from './ladder.ts';
import {
  conditionalBits,
  icebergBit,
  listedBit,
  ocoBit,
  selfTradeNumber,
  sellBit,
  specialBits,
} from './order-flags.ts';

/** Limits of one symbol, in ticks and lots: safe integers. */
export interface Instrument {
  readonly tick: number;
  readonly lot: number;
  readonly priceMin: number;
  readonly priceMax: number;
  readonly quantityMin: number;
  readonly quantityMax: number;
}

/**
 * What a symbol has unless its engine declares other limits. 10^12 leaves room for 9,007 orders of
 * the largest quantity on one side before their sum leaves the safe integers.
 */
export const defaultInstrument: Instrument = {
  tick: 1,
  lot: 1,
  priceMin: 1,
  priceMax: 1e12,
  quantityMin: 1,
  quantityMax: 1e12,
};

/**
 * Where a book tells what happened, as it happens. Orders are the caller's handles, prices ticks,
 * quantities lots. A sink must not call the book.
 */
export interface Sink {
  accepted(order: number): void;
  rejected(order: number, code: RejectCode): void;
  traded(maker: number, taker: number, price: number, quantity: number): void;
  /** The quantity that will not execute; the order lives on if more than that was open. */
  cancelled(order: number, quantity: number, reason: CancelReason): void;
  /** The price (0 for a market order) and the open quantity from now on. */
  replaced(order: number, price: number, quantity: number): void;
  triggered(order: number): void;
  expired(order: number, quantity: number): void;
  refreshed(order: number, display: number): void;
  /** Before its trades; price and quantity are 0 when nothing crossed. */
  uncrossed(price: number, quantity: number): void;
  /** The order is dead (executed, cancelled or expired): its handle is free again. */
  closed(order: number): void;
}

/** Columns that only icebergs, OCO legs and stops need: made with the first of them. */
export interface RareColumns {
  shown: Float64Array;
  display: Float64Array;
  leg: Int32Array;
  /** The limit of a stop-limit while it sleeps. */
  limit: Float64Array;
  trigger: Float64Array;
  trail: Float64Array;
}

/** One symbol's book. Columns are indexed by order handle, level columns by level. */
export interface Book {
  readonly conventions: Conventions;
  readonly instrument: Instrument;
  sink: Sink;

  capacity: number;
  next: Int32Array;
  prev: Int32Array;
  /** The level an order rests in, or -1. */
  level: Int32Array;
  /** Open quantity, hidden part included. */
  open: Float64Array;
  account: Int32Array;
  flags: Int32Array;
  /** When the order got its place in the queue: a count, greater is later. */
  serial: Float64Array;
  /** Lots executed so far; only kept where a replace counts in totals. */
  executed: Float64Array | null;
  rare: RareColumns | null;
  serials: number;

  levelPrice: Float64Array;
  levelTotal: Float64Array;
  levelHead: Int32Array;
  levelTail: Int32Array;
  levelLeaf: Int32Array;
  freeLevel: number;
  levelsUsed: number;

  readonly bids: Ladder;
  readonly asks: Ladder;

  halted: boolean;
  auction: boolean;
  /** No trade below or above; the instrument's limits while no bands are set. */
  banded: boolean;
  bandLow: number;
  bandHigh: number;
  /** The price of the last trade, 0 before the first. */
  lastPrice: number;
  /** The first trade price since stops were last looked at, 0 for none. */
  burstFirst: number;
  /** Position of each account from the trades of this book; null where nobody asks for it. */
  positions: Float64Array | null;
  /** Orders by account, doubly linked in order of acceptance; null where nobody asks for it. */
  accounts: AccountLists | null;
  /** The self-trade mode of orders that do not say one. */
  readonly selfTradeDefault: number;
  /** Whether two orders of one account may have to be kept apart. */
  selfTradeAware: boolean;
  /** Resting orders that change while others execute: icebergs, reduce-only, OCO legs. */
  special: number;
  /** Those of them that make the quantity of a level more than what can execute. */
  conditional: number;
}

export interface AccountLists {
  head: Int32Array;
  tail: Int32Array;
  next: Int32Array;
  prev: Int32Array;
}

export const none = -1;

export interface BookOptions {
  readonly conventions: Conventions;
  readonly sink: Sink;
  readonly instrument?: Instrument;
  /** Keep each account's position (reduce-only needs it) and its list of orders (mass cancel). */
  readonly byAccount?: boolean;
  /** Orders to make room for at first. */
  readonly capacity?: number;
}

export function createBook(options: BookOptions): Book {
  const { conventions, sink, instrument = defaultInstrument, byAccount = false } = options;
  const capacity = Math.max(16, options.capacity ?? 1024);
  const levels = 256;
  return {
    conventions,
    instrument,
    sink,
    capacity,
    next: new Int32Array(capacity),
    prev: new Int32Array(capacity),
    level: new Int32Array(capacity).fill(none),
    open: new Float64Array(capacity),
    account: new Int32Array(capacity),
    flags: new Int32Array(capacity),
    serial: new Float64Array(capacity),
    executed: conventions.replaceQuantity === 'total' ? new Float64Array(capacity) : null,
    rare: null,
    serials: 0,
    levelPrice: new Float64Array(levels),
    levelTotal: new Float64Array(levels),
    levelHead: new Int32Array(levels),
    levelTail: new Int32Array(levels),
    levelLeaf: new Int32Array(levels),
    freeLevel: none,
    levelsUsed: 0,
    bids: createLadder(),
    asks: createLadder(),
    halted: false,
    auction: false,
    banded: false,
    bandLow: instrument.priceMin,
    bandHigh: instrument.priceMax,
    lastPrice: 0,
    burstFirst: 0,
    positions: byAccount ? new Float64Array(16) : null,
    accounts: byAccount ? createAccountLists(capacity) : null,
    selfTradeDefault: selfTradeNumber(conventions.selfTrade),
    selfTradeAware: conventions.selfTrade !== 'none',
    special: 0,
    conditional: 0,
  };
}

function createAccountLists(capacity: number): AccountLists {
  return {
    head: new Int32Array(16).fill(none),
    tail: new Int32Array(16).fill(none),
    next: new Int32Array(capacity),
    prev: new Int32Array(capacity),
  };
}

type Column = Int32Array | Float64Array;

function longer<T extends Column>(column: T, length: number, filler = 0): T {
  const made = new (column.constructor as new (length: number) => T)(length);
  made.set(column as never);
  if (filler !== 0) made.fill(filler, column.length);
  return made;
}

/** Makes room for a handle. Columns double, so that growth costs O(1) an order on average. */
export function growOrders(book: Book, handle: number): void {
  const capacity = Math.max(handle + 1, book.capacity * 2);
  book.next = longer(book.next, capacity);
  book.prev = longer(book.prev, capacity);
  book.level = longer(book.level, capacity, none);
  book.open = longer(book.open, capacity);
  book.account = longer(book.account, capacity);
  book.flags = longer(book.flags, capacity);
  book.serial = longer(book.serial, capacity);
  if (book.executed) book.executed = longer(book.executed, capacity);
  if (book.accounts) {
    book.accounts.next = longer(book.accounts.next, capacity);
    book.accounts.prev = longer(book.accounts.prev, capacity);
  }
  if (book.rare) {
    for (const key of Object.keys(book.rare) as (keyof RareColumns)[]) {
      book.rare[key] = longer(book.rare[key], capacity) as never;
    }
  }
  book.capacity = capacity;
}

export function growAccounts(book: Book, account: number): void {
  const length = account + 1;
  const { accounts, positions } = book;
  if (positions && length > positions.length) book.positions = longer(positions, length * 2);
  if (accounts && length > accounts.head.length) {
    accounts.head = longer(accounts.head, length * 2, none);
    accounts.tail = longer(accounts.tail, length * 2, none);
  }
}

export function rareColumns(book: Book): RareColumns {
  const { capacity } = book;
  book.rare ??= {
    shown: new Float64Array(capacity),
    display: new Float64Array(capacity),
    leg: new Int32Array(capacity),
    limit: new Float64Array(capacity),
    trigger: new Float64Array(capacity),
    trail: new Float64Array(capacity),
  };
  return book.rare;
}

function takeLevel(book: Book, price: number, leaf: number): number {
  let level = book.freeLevel;
  if (level === none) {
    level = book.levelsUsed++;
    if (level === book.levelPrice.length) {
      book.levelPrice = longer(book.levelPrice, level * 2);
      book.levelTotal = longer(book.levelTotal, level * 2);
      book.levelHead = longer(book.levelHead, level * 2);
      book.levelTail = longer(book.levelTail, level * 2);
      book.levelLeaf = longer(book.levelLeaf, level * 2);
    }
  } else book.freeLevel = book.levelLeaf[level]!;
  book.levelPrice[level] = price;
  book.levelTotal[level] = 0;
  book.levelHead[level] = none;
  book.levelTail[level] = none;
  book.levelLeaf[level] = leaf;
  return level;
}

function levelAt(book: Book, ladder: Ladder, price: number, isBid: boolean): number {
  const { best } = ladder;
  if (best !== none && book.levelPrice[best] === price) return best;
  const leaf = leafFor(ladder, price);
  const found = levelIn(ladder, leaf, price);
  if (found !== none) return found;
  const level = takeLevel(book, price, leaf);
  putLevel(ladder, leaf, price, level);
  if (best === none) ladder.best = level;
  else if (isBid ? price > book.levelPrice[best]! : price < book.levelPrice[best]!) {
    ladder.best = level;
  }
  return level;
}

function countSpecial(book: Book, flags: number, by: 1 | -1): void {
  book.special += by;
  if (flags & conditionalBits) book.conditional += by;
}

/** Puts an order at the end of its price's queue. Flags, account and open are already set. */
export function enqueue(book: Book, order: number, price: number): void {
  const flags = book.flags[order]!;
  const isBid = (flags & sellBit) === 0;
  const ladder = isBid ? book.bids : book.asks;
  if (flags & specialBits) countSpecial(book, flags, 1);
  const level = levelAt(book, ladder, price, isBid);
  const tail = book.levelTail[level]!;
  const quantity = book.open[order]!;
  book.level[order] = level;
  book.prev[order] = tail;
  book.next[order] = none;
  book.serial[order] = ++book.serials;
  if (tail === none) book.levelHead[level] = order;
  else book.next[tail] = order;
  book.levelTail[level] = order;
  book.levelTotal[level]! += quantity;
  addQuantity(ladder, book.levelLeaf[level]!, quantity);
}

/** Takes a level without orders out of its ladder, and finds the next best. */
export function dropLevel(book: Book, ladder: Ladder, level: number, isBid: boolean): void {
  const price = book.levelPrice[level]!;
  const leaf = book.levelLeaf[level]!;
  if (ladder.best === level) {
    ladder.best = isBid ? levelBelow(ladder, leaf, price) : levelAbove(ladder, leaf, price);
  }
  removeLevel(ladder, leaf, price);
  book.levelLeaf[level] = book.freeLevel;
  book.freeLevel = level;
}

/** Takes a resting order out of its queue, with all that was open of it. */
export function unlink(book: Book, order: number): void {
  const level = book.level[order]!;
  const before = book.prev[order]!;
  const after = book.next[order]!;
  const quantity = book.open[order]!;
  const flags = book.flags[order]!;
  const isBid = (flags & sellBit) === 0;
  const ladder = isBid ? book.bids : book.asks;
  if (flags & specialBits) countSpecial(book, flags, -1);
  if (before === none) book.levelHead[level] = after;
  else book.next[before] = after;
  if (after === none) book.levelTail[level] = before;
  else book.prev[after] = before;
  book.level[order] = none;
  book.levelTotal[level]! -= quantity;
  addQuantity(ladder, book.levelLeaf[level]!, -quantity);
  if (before === none && after === none) dropLevel(book, ladder, level, isBid);
}

/** Takes a quantity off a resting order that keeps its place and keeps something open. */
export function shrink(book: Book, order: number, quantity: number): void {
  const level = book.level[order]!;
  const ladder = book.flags[order]! & sellBit ? book.asks : book.bids;
  const open = book.open[order]! - quantity;
  book.open[order] = open;
  book.levelTotal[level]! -= quantity;
  addQuantity(ladder, book.levelLeaf[level]!, -quantity);
  if (book.flags[order]! & icebergBit) {
    const { shown } = book.rare!;
    shown[order] = Math.min(shown[order]!, open);
  }
}

/** Adds a live order to its account's list, where it keeps its place until it is dead. */
export function joinAccount(book: Book, order: number): void {
  const lists = book.accounts;
  if (lists === null || book.flags[order]! & listedBit) return;
  book.flags[order]! |= listedBit;
  const account = book.account[order]!;
  const tail = lists.tail[account]!;
  lists.prev[order] = tail;
  lists.next[order] = none;
  if (tail === none) lists.head[account] = order;
  else lists.next[tail] = order;
  lists.tail[account] = order;
}

export function leaveAccount(book: Book, order: number): void {
  const lists = book.accounts;
  if (lists === null || !(book.flags[order]! & listedBit)) return;
  const account = book.account[order]!;
  const before = lists.prev[order]!;
  const after = lists.next[order]!;
  if (before === none) lists.head[account] = after;
  else lists.next[before] = after;
  if (after === none) lists.tail[account] = before;
  else lists.prev[after] = before;
}

/** Sets the flags of a live order that may be resting. */
export function setFlags(book: Book, order: number, flags: number): void {
  const resting = book.level[order] !== none;
  const before = book.flags[order]!;
  if (resting && before & specialBits) countSpecial(book, before, -1);
  book.flags[order] = flags;
  if (resting && flags & specialBits) countSpecial(book, flags, 1);
}

/** Makes two live orders the legs of one OCO pair. */
export function tieLegs(book: Book, order: number, leg: number): void {
  const rare = rareColumns(book);
  rare.leg[order] = leg;
  rare.leg[leg] = order;
  setFlags(book, order, book.flags[order]! | ocoBit);
  setFlags(book, leg, book.flags[leg]! | ocoBit);
}

/** Ends an order that rests nowhere. */
export function finish(book: Book, order: number): void {
  const flags = book.flags[order]!;
  if (flags & ocoBit) {
    const leg = book.rare!.leg[order]!;
    setFlags(book, leg, book.flags[leg]! & ~ocoBit);
  }
  leaveAccount(book, order);
  book.flags[order] = 0;
  book.sink.closed(order);
}

/** Ends an order, wherever it is. */
export function retire(book: Book, order: number): void {
  if (book.level[order] !== none) unlink(book, order);
  finish(book, order);
}

/** Cancels a part of a live order, or all of it. */
export function cancelPart(
  book: Book,
  order: number,
  quantity: number,
  reason: CancelReason,
): void {
  book.sink.cancelled(order, quantity, reason);
  if (quantity === book.open[order]) retire(book, order);
  else shrink(book, order, quantity);
}
