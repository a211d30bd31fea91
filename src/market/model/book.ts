import type { Conventions } from '../conventions.ts';
import type { CancelReason, RejectCode } from '../stream/schema.ts';
import { createLadder, type Ladder } from './ladder.ts';
import { selfTradeNumber } from './order-flags.ts';
import type { Stops } from './stops.ts';

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
  /** Sleeping stops; null before the first. */
  stops: Stops | null;
  /** IOC orders that an auction let in; stale once their serial is another. */
  readonly queuedIoc: { readonly order: number; readonly serial: number }[];
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
  const levels = 16;
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
    stops: null,
    queuedIoc: [],
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

/** A copy of a column with room for more. */
export function longer<T extends Column>(column: T, length: number, filler = 0): T {
  const made = new (column.constructor as new (length: number) => T)(length);
  made.set(column as never);
  if (filler !== 0) made.fill(filler, column.length);
  return made;
}

/** Makes room for a handle. Columns double, so that growth costs O(1) an order on average. */
function growOrders(book: Book, handle: number): void {
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

/** Makes sure that an order and its account have their columns. */
export function makeRoom(book: Book, order: number, account: number): void {
  if (order >= book.capacity) growOrders(book, order);
  if (book.accounts !== null && account >= book.accounts.head.length) growAccounts(book, account);
}

function growAccounts(book: Book, account: number): void {
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
