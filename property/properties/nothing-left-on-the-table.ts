import { bestQueue, bookOf, defineInvariant, opposite, reaches } from 'proofhouse/market';

export default defineInvariant({
  summary: 'What an order leaves untraded could not have traded.',
  needs: ['ioc'],
  doesNotVerify: 'Orders that rest: never-crossed speaks about them.',
  begin: () => ({
    event(event, _command, ledger) {
      if (event.event !== 'cancelled') return undefined;
      if (event.reason !== 'ioc' && event.reason !== 'market-residual') return undefined;
      const order = ledger.orders.get(event.id);
      if (order?.state !== 'taking') return undefined;
      const book = bookOf(ledger.books, order.symbol);
      const best = bestQueue(book[opposite(order.side)])[0];
      const limit = order.type === 'market' ? 0 : order.price;
      if (!best || !reaches(order.side, limit, best.price)) return undefined;
      // Bands keep an order from trading beyond them, and a stop from waking with such a limit.
      const outside = (price: number): boolean => price < book.low || price > book.high;
      if (book.high > 0 && (outside(best.price) || (limit > 0 && outside(limit)))) return undefined;
      return {
        expected: `a trade with order ${best.id} at ${best.price}`,
        received: `${event.quantity} of order ${order.id} cancelled as ${event.reason}`,
      };
    },
  }),
  examples: [
    {
      name: 'the book is empty',
      passes: true,
      stream: `
        buy 1@10 #1 tif=ioc -> accepted 1; cancelled 1 1 ioc
      `,
    },
    {
      name: 'an order within the limit is passed over',
      passes: false,
      stream: `
        sell 1@10 #1 -> accepted 1
        buy 1@10 #2 tif=ioc account=7 -> accepted 2; cancelled 2 1 ioc
      `,
    },
  ],
});
