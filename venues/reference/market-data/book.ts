import type { FeedMessage, FeedSnapshot, Order } from './messages.ts';

/** The resting orders that the feed's messages make, as it hands them to whoever comes new. */
export type FeedBook = {
  sequence: string;
  epoch: string;
  /** By order id; the order of the map is that of the queues, within each price. */
  orders: Map<string, Order>;
};

export function bookOf({ sequence, epoch, book }: FeedSnapshot): FeedBook {
  return { sequence, epoch, orders: new Map(book.map((order) => [order.orderId, order])) };
}

export function applyMessage(
  book: FeedBook,
  { sequence, epoch, book: changes }: FeedMessage,
): void {
  book.sequence = sequence;
  book.epoch = epoch;
  for (const { last, ...order } of changes) {
    // Only what is deleted first is put at the end again.
    if (last || order.quantity === '0') book.orders.delete(order.orderId);
    if (order.quantity !== '0') book.orders.set(order.orderId, order);
  }
}

export function snapshotOf({ sequence, epoch, orders }: FeedBook, symbols: readonly string[]) {
  const book = [...orders.values()].filter(({ symbol }) => symbols.includes(symbol));
  return { type: 'snapshot', sequence, epoch, book } as const;
}
