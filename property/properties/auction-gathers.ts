import { bookOf, defineInvariant } from 'proofhouse/market';

export default defineInvariant({
  summary: 'Nothing trades in an auction before its uncross.',
  needs: ['auction'],
  doesNotVerify: 'The price of the uncross.',
  begin: () => ({
    event(event, command, ledger) {
      if (event.event !== 'traded' || command.op === 'uncross') return undefined;
      const order = ledger.orders.get(event.taker);
      if (!order || !bookOf(ledger.books, order.symbol).auction) return undefined;
      return {
        expected: `no trade: ${order.symbol} is in an auction`,
        received: `a trade of ${event.quantity} at ${event.price}`,
      };
    },
  }),
  examples: [
    {
      name: 'orders gather',
      passes: true,
      stream: `
        auction -> auction-opened
        sell 1@10 #1 -> accepted 1
        buy 1@10 #2 account=7 -> accepted 2
        uncross -> uncrossed 1@10; traded 1@10 1 2
      `,
    },
    {
      name: 'they trade at once',
      passes: false,
      stream: `
        auction -> auction-opened
        sell 1@10 #1 -> accepted 1
        buy 1@10 #2 account=7 -> accepted 2; traded 1@10 1 2
      `,
    },
  ],
});
