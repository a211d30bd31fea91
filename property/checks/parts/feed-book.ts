import {
  type FeedOrder,
  type FeedSnapshot,
  type FeedUpdate,
  type OrderRead,
  termsOf,
} from 'proofhouse/contract';

/** Price and open lots of every resting order, by order id. */
type Resting = Map<string, { readonly price: number; readonly lots: number }>;

/** The book that one feed's messages make. Memory is that of the open orders. */
export interface FeedBook {
  readonly name: string;
  sequence: number;
  /** The newest message that changed anything. */
  changed: number;
  /** Changes since the last snapshot: without any the book is the snapshot's, not the feed's. */
  changes: number;
  resting: Resting;
}

export function createFeedBook(name: string): FeedBook {
  return { name, sequence: 0, changed: 0, changes: 0, resting: new Map() };
}

export function beginAgain(book: FeedBook, { sequence, orders }: FeedSnapshot): void {
  book.sequence = sequence;
  book.changed = sequence;
  book.changes = 0;
  book.resting = new Map();
  place(book.resting, orders);
}

export function applyUpdate(book: FeedBook, { sequence, orders }: FeedUpdate): void {
  book.sequence = sequence;
  if (orders.length === 0) return;
  book.changed = sequence;
  book.changes += orders.length;
  place(book.resting, orders);
}

function place(resting: Resting, orders: readonly FeedOrder[]): void {
  for (const [orderId, , , price, lots] of orders) {
    if (lots === 0) resting.delete(orderId);
    else resting.set(orderId, { price, lots });
  }
}

/** What one complete read shows to be resting. */
export interface BookRead {
  readonly name: string;
  readonly resting: Resting;
  asOfSequence: number;
}

export function addToRead(read: BookRead, row: OrderRead): void {
  const { orderId, executed, status } = row;
  const { price, quantity } = termsOf(row);
  if (status === 'open') read.resting.set(orderId, { price, lots: quantity - executed });
}

/** Where the feed's book and the read's part; both stand at the same place of the venue's log. */
export function* differences(book: FeedBook, read: BookRead): Generator<string> {
  for (const [orderId, shown] of read.resting) {
    const told = book.resting.get(orderId);
    const both = `${describe(told)} by ${book.name}, ${describe(shown)} by ${read.name}`;
    if (told?.price !== shown.price || told.lots !== shown.lots) yield `${orderId}: ${both}`;
  }
  for (const [orderId, told] of book.resting) {
    if (read.resting.has(orderId)) continue;
    yield `${orderId}: ${describe(told)} by ${book.name}, not open by ${read.name}`;
  }
}

function describe(order: { price: number; lots: number } | undefined): string {
  return order === undefined ? 'not there' : `${order.lots} lots at ${order.price}`;
}
