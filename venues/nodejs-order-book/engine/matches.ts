import type { IOrder, IProcessOrder } from 'nodejs-order-book';

/** A trade of an order that came in with one that rested. */
export interface Match {
  readonly maker: string;
  readonly price: number;
  readonly quantity: number;
}

type LimitOrder = Extract<IOrder, { origSize: number }>;

/**
 * The trades in what the npm engine answers to a limit order. It names no trades: `done` holds the
 * makers it filled, best first, each with what was left of it, and then the order itself if it is
 * filled; `partial` is the last maker if that one has something left, or the order itself if it
 * goes on resting.
 */
export function matchesOf(result: IProcessOrder, taker: string): Match[] {
  const { done, partial, partialQuantityProcessed } = result;
  const filled = (done as LimitOrder[]).filter(({ id }) => id !== taker);
  const matches = filled.map(({ id, price, size }) => ({ maker: id, price, quantity: size }));
  if (partial === null || partial.id === taker) return matches;
  const { id: maker, price } = partial;
  return [...matches, { maker, price, quantity: partialQuantityProcessed }];
}
