import type { DefectSet } from '../defects.ts';
import type { EpochBase } from '../service/status.ts';
import { enqueue, levelsOf, queueOf } from './book.ts';
import { addOrder, bookOf, type Exchange, type MassCancellation, newExchange } from './exchange.ts';
import type { Order } from './order.ts';

/**
 * The whole state as JSON texts, so that snapshot and log make the live state, down to the place of
 * every order in its queue: a head, the orders by sequence, the queues, and an end without which
 * it is no image.
 */
type Head = {
  part: 'head';
  sequence: number;
  epochs: EpochBase[];
  leader: string | null;
  failovers: number;
  trades: number;
  massCancels: [string, MassCancellation][];
  /** In the order in which they were first traded. */
  symbols: string[];
};
type Stored = Omit<Order, 'ahead' | 'behind'>;
type Part =
  | Head
  | { part: 'orders'; orders: Stored[] }
  | { part: 'queues'; orderIds: string[] }
  | { part: 'end'; sequence: number };

const ordersPerPart = 500;
const idsPerPart = 10_000;

/** The texts of the state as it is now; every one is shorter than a frame may be. */
export function imageOf(exchange: Exchange): string[] {
  const { sequence, epochs, leader, failovers, trades } = exchange;
  const parts: Part[] = [
    {
      part: 'head',
      ...{ sequence, epochs, leader, failovers, trades },
      massCancels: [...exchange.massCancels],
      symbols: [...exchange.books.keys()],
    },
  ];
  const { defects } = exchange;
  const stays = (order: Order) => order.status === 'open' || !defects.has('snapshot-forgets-dead');
  const all = exchange.orders.filter(stays);
  for (let from = 0; from < all.length; from += ordersPerPart) {
    const orders = all.slice(from, from + ordersPerPart);
    parts.push({ part: 'orders', orders: orders.map(({ ahead, behind, ...stored }) => stored) });
  }
  const queued = [...exchange.books.values()].flatMap((book) =>
    [book.buy, book.sell].flatMap((half) => levelsOf(half).flatMap(queueOf)),
  );
  if (defects.has('snapshot-swaps-queue')) queued.reverse();
  for (let from = 0; from < queued.length; from += idsPerPart) {
    const orderIds = queued.slice(from, from + idsPerPart).map((order) => order.orderId);
    parts.push({ part: 'queues', orderIds });
  }
  parts.push({ part: 'end', sequence });
  return parts.map((part) => JSON.stringify(part));
}

/** The state that an image holds; null if it is not whole. */
export function readImage(texts: readonly string[], defects: DefectSet): Exchange | null {
  const parts = texts.map((text) => JSON.parse(text) as Part);
  const [head, end] = [parts[0], parts.at(-1)];
  if (head?.part !== 'head' || end?.part !== 'end' || end.sequence !== head.sequence) return null;
  const { sequence, epochs, leader, failovers, trades, massCancels, symbols } = head;
  const exchange: Exchange = {
    ...newExchange(defects),
    ...{ sequence, epochs, leader, failovers, trades },
    massCancels: new Map(massCancels),
  };
  for (const symbol of symbols) bookOf(exchange, symbol);
  for (const part of parts) {
    if (part.part === 'orders') {
      for (const stored of part.orders)
        addOrder(exchange, { ...stored, ahead: null, behind: null });
    } else if (part.part === 'queues') {
      for (const orderId of part.orderIds) {
        const order = exchange.orderById.get(orderId)!;
        enqueue(bookOf(exchange, order.symbol)[order.side], order);
      }
    }
  }
  return exchange;
}
