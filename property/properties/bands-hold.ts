import { bookOf, defineInvariant } from 'proofhouse/market';

export default defineInvariant({
  summary: 'Nothing trades outside the price bands.',
  needs: ['bands'],
  doesNotVerify: 'Orders that rested before the bands were set.',
  begin: () => ({
    event(event, _command, ledger) {
      if (event.event !== 'traded') return undefined;
      const order = ledger.orders.get(event.taker);
      const book = order && bookOf(ledger.books, order.symbol);
      const price = Number(event.price);
      if (!book || book.high === 0 || (price >= book.low && price <= book.high)) return undefined;
      return {
        expected: `a price from ${book.low} to ${book.high}`,
        received: `a trade at ${event.price}`,
      };
    },
  }),
  examples: [
    {
      name: 'inside',
      passes: true,
      stream: `
        bands low=9 high=11 -> done
        sell 1@10 #1 -> accepted 1
        buy 1@10 #2 account=7 -> accepted 2; traded 1@10 1 2
      `,
    },
    {
      name: 'outside',
      passes: false,
      stream: `
        bands low=9 high=11 -> done
        sell 1@12 #1 -> accepted 1
        buy 1@12 #2 account=7 -> accepted 2; traded 1@12 1 2
      `,
    },
  ],
});
