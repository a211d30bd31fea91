import { createHash } from 'node:crypto';
import type { BookView } from './model/types.ts';

/**
 * SHA-256, in hexadecimal, of the priority-ordered book: one line an order, symbols in byte order,
 * bids before asks, best price first, within a price the first to execute first:
 *
 *   `<symbol> <buy|sell> <price> <id> <open quantity> <shown quantity>\n`
 *
 * Stops that sleep are not in the book. An engine in any language can compute it.
 */
export function digestOf(books: Iterable<readonly [symbol: string, book: BookView]>): string {
  const hash = createHash('sha256');
  const sorted = [...books].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  for (const [symbol, { bids, asks }] of sorted) {
    for (const each of bids) hash.update(`${symbol} buy ${lineOf(each)}`);
    for (const each of asks) hash.update(`${symbol} sell ${lineOf(each)}`);
  }
  return hash.digest('hex');
}

function lineOf(order: BookView['bids'][number]): string {
  return `${order.price} ${order.id} ${order.quantity} ${order.shown}\n`;
}
