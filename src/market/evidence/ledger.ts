import type { Conventions } from '../conventions.ts';
import type { Command, NewOrder, StreamEvent } from '../stream/schema.ts';
import {
  type BookRecord,
  bookOf,
  enqueue,
  moveToEnd,
  type OrderRecord,
  remove,
} from './ledger-book.ts';

/**
 * The book as the events tell it: orders, queues, positions, phases, rebuilt without matching
 * anything. It serves invariants on any evidence: a property run, a recording, a chaos run.
 *
 * It does not verify anything. It believes events, and where they contradict each other it keeps
 * the smaller claim (an open quantity never becomes negative); the invariants say what is wrong.
 */
export interface Ledger {
  readonly conventions: Conventions;
  readonly orders: Map<string, OrderRecord>;
  readonly books: Map<string, BookRecord>;
  readonly killed: Set<string>;
  /** Net lots by `account symbol`. */
  readonly positions: Map<string, number>;
  /** The stream's clock in nanoseconds; beyond 2^53 it is rounded. */
  atNs: number;
  /** The order that acts now: the accepted, replaced or triggered one; null between commands. */
  taker: OrderRecord | null;
  /** False after a restore: what the book holds is no longer known from events. */
  known: boolean;
}

export function createLedger(conventions: Conventions): Ledger {
  return {
    conventions,
    orders: new Map(),
    books: new Map(),
    killed: new Set(),
    positions: new Map(),
    atNs: 0,
    taker: null,
    known: true,
  };
}

/** The position of an account in a symbol, in lots; negative is short. */
export function positionOf(ledger: Ledger, account: string, symbol: string): number {
  return ledger.positions.get(`${account} ${symbol}`) ?? 0;
}

/** What a command says by itself, before any event: the clock. */
export function beginCommand(ledger: Ledger, command: Command): void {
  if (command.at !== undefined) ledger.atNs = Math.max(ledger.atNs, Number(command.at));
}

/** Applies one event of a command. */
export function applyEvent(ledger: Ledger, command: Command, event: StreamEvent): void {
  switch (event.event) {
    case 'accepted':
      accept(ledger, command, event.id);
      return;
    case 'traded':
      trade(ledger, event);
      return;
    case 'cancelled':
      take(ledger, event.id, Number(event.quantity));
      return;
    case 'expired':
      take(ledger, event.id, Number.POSITIVE_INFINITY);
      return;
    case 'replaced':
      replace(ledger, command, event);
      return;
    case 'triggered':
      wake(ledger, event.id);
      return;
    case 'refreshed':
      refresh(ledger, event.id, Number(event.display));
      return;
    case 'halted':
      bookOf(ledger.books, event.symbol ?? symbolOf(command)).halted = true;
      return;
    case 'resumed':
      bookOf(ledger.books, event.symbol ?? symbolOf(command)).halted = false;
      return;
    case 'auction-opened':
      openAuction(bookOf(ledger.books, event.symbol ?? symbolOf(command)));
      return;
    case 'uncrossed':
      bookOf(ledger.books, event.symbol ?? symbolOf(command)).auction = false;
      return;
    case 'rejected':
    case 'snapshot':
    case 'done':
      return;
  }
}

/** The symbol a command is about. */
export function symbolOf(command: Command): string {
  return ('symbol' in command ? command.symbol : undefined) ?? 'X';
}

/** Ends a command: what is left of its taker rests, bands and switches come into force. */
export function endCommand(ledger: Ledger, command: Command, accepted: boolean): void {
  settleTaker(ledger);
  if (!accepted) return;
  if (command.op === 'bands') {
    const book = bookOf(ledger.books, symbolOf(command));
    book.low = Number(command.low);
    book.high = Number(command.high);
  }
  if (command.op === 'kill-switch') {
    if (command.on) ledger.killed.add(command.account);
    else ledger.killed.delete(command.account);
  }
  if (command.op === 'restore') ledger.known = false;
}

/** An auction also ends a halt. */
function openAuction(book: BookRecord): void {
  book.auction = true;
  book.halted = false;
}

function accept(ledger: Ledger, command: Command, id: string): void {
  if (command.op !== 'new' || command.id !== id) return;
  settleTaker(ledger);
  const order = orderOf(command);
  ledger.orders.set(id, order);
  const other = order.oco === '' ? undefined : ledger.orders.get(order.oco);
  if (other) other.oco = id;
  if (order.state === 'dormant') return;
  ledger.taker = order;
  if (bookOf(ledger.books, order.symbol).auction) settleTaker(ledger);
}

function orderOf(command: NewOrder): OrderRecord {
  const type = command.type ?? 'limit';
  const dormant = type !== 'limit' && type !== 'market';
  const quantity = Number(command.quantity);
  return {
    id: command.id,
    account: command.account ?? '0',
    symbol: command.symbol ?? 'X',
    side: command.side,
    type,
    tif: command.tif ?? 'gtc',
    price: Number(command.price ?? 0),
    open: quantity,
    executed: 0,
    quantity,
    display: Number(command.display ?? 0),
    shown: 0,
    trigger: Number(command.trigger ?? 0),
    trail: Number(command.trail ?? 0),
    expiresNs: Number(command.expires ?? 0),
    minQuantity: Number(command.minQuantity ?? 0),
    postOnly: command.postOnly ?? false,
    reduceOnly: command.reduceOnly ?? false,
    stp: command.stp ?? '',
    oco: command.oco ?? '',
    state: dormant ? 'dormant' : 'taking',
    triggered: 0,
    partlyFilled: false,
  };
}

/** The taker has acted: it rests with what is open, or it is dead. */
function settleTaker(ledger: Ledger): void {
  const order = ledger.taker;
  ledger.taker = null;
  if (order?.state !== 'taking') return;
  if (order.open <= 0) {
    order.state = 'dead';
    return;
  }
  const book = bookOf(ledger.books, order.symbol);
  if (order.price === 0) order.price = book.lastPrice;
  enqueue(book, order);
}

function trade(ledger: Ledger, event: StreamEvent & { event: 'traded' }): void {
  const taker = ledger.orders.get(event.taker);
  const maker = ledger.orders.get(event.maker);
  if (ledger.taker && ledger.taker !== taker) settleTaker(ledger);
  const quantity = Number(event.quantity);
  for (const order of [taker, maker]) {
    if (!order) continue;
    order.executed += quantity;
    order.open = Math.max(0, order.open - quantity);
    order.shown = Math.max(0, order.shown - quantity);
    if (order.state === 'resting') order.partlyFilled = true;
    const key = `${order.account} ${order.symbol}`;
    const signed = order.side === 'buy' ? quantity : -quantity;
    ledger.positions.set(key, (ledger.positions.get(key) ?? 0) + signed);
    bookOf(ledger.books, order.symbol).lastPrice = Number(event.price);
    if (order.open === 0) kill(ledger, order);
  }
}

function kill(ledger: Ledger, order: OrderRecord): void {
  if (order.state === 'resting') remove(bookOf(ledger.books, order.symbol), order);
  order.state = 'dead';
  if (ledger.taker === order) ledger.taker = null;
}

function take(ledger: Ledger, id: string, quantity: number): void {
  const order = ledger.orders.get(id);
  if (!order) return;
  order.open = Math.max(0, order.open - quantity);
  order.shown = Math.min(order.shown, order.open);
  if (order.open === 0) kill(ledger, order);
}

function replace(
  ledger: Ledger,
  command: Command,
  event: StreamEvent & { event: 'replaced' },
): void {
  const order = ledger.orders.get(event.id);
  if (!order || order.state === 'dead') return;
  const price = Number(event.price ?? order.price);
  const open = Number(event.quantity);
  order.quantity += open - order.open;
  if (order.state !== 'resting') {
    order.open = open;
    order.price = price;
    return;
  }
  const keeps =
    command.op === 'reduce' ||
    (price === order.price && open <= order.open && ledger.conventions.replacePriority === 'keep');
  order.open = open;
  if (keeps) {
    order.shown = Math.min(order.shown, open);
    return;
  }
  const book = bookOf(ledger.books, order.symbol);
  remove(book, order);
  order.price = price;
  order.state = 'taking';
  ledger.taker = order;
  if (book.auction) settleTaker(ledger);
}

function wake(ledger: Ledger, id: string): void {
  const order = ledger.orders.get(id);
  if (!order) return;
  settleTaker(ledger);
  order.triggered += 1;
  if (order.state !== 'dormant') return;
  order.type = order.type === 'stop-limit' ? 'limit' : 'market';
  order.state = 'taking';
  ledger.taker = order;
}

function refresh(ledger: Ledger, id: string, display: number): void {
  const order = ledger.orders.get(id);
  if (order?.state !== 'resting') return;
  moveToEnd(bookOf(ledger.books, order.symbol), order);
  order.shown = display;
}

/** Every order that lives, in no particular order. */
export function liveOrders(ledger: Ledger): OrderRecord[] {
  return [...ledger.orders.values()].filter((order) => order.state !== 'dead');
}
