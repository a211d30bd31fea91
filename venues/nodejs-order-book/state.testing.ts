import { type Exchange, imageOf } from './engine/exchange.ts';

/** All that must be the same after a recovery: orders, positions, and every queue in its order. */
export function stateOf(exchange: Exchange) {
  const { books, ...rest } = imageOf(exchange);
  const queues = Object.entries(books).map(([symbol, { bids, asks }]) => {
    // `time` is when the npm engine saw an order last: a replay sees all of them now.
    const levels = [...bids, ...asks].map(({ price, orders }) => ({
      price,
      orders: orders.map(({ id, side, size, origSize }) => ({ id, side, size, origSize })),
    }));
    return [symbol, levels] as const;
  });
  return JSON.parse(JSON.stringify({ ...rest, queues }));
}
