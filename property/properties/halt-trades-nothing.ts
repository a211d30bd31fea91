import { bookOf, defineInvariant } from 'proofhouse/market';

export default defineInvariant({
  summary: 'Nothing trades while a symbol is halted.',
  needs: ['halt'],
  doesNotVerify: 'What else is allowed in a halt.',
  begin: () => ({
    event(event, _command, ledger) {
      if (event.event !== 'traded') return undefined;
      const order = ledger.orders.get(event.taker);
      if (!order || !bookOf(ledger.books, order.symbol).halted) return undefined;
      return {
        expected: `no trade: ${order.symbol} is halted`,
        received: `a trade of ${event.quantity} at ${event.price}`,
      };
    },
  }),
  examples: [
    {
      name: 'refused',
      passes: true,
      stream: `
        sell 1@10 #1 -> accepted 1
        halt -> halted
        buy 1@10 #2 account=7 -> rejected 2 halted
      `,
    },
    {
      name: 'traded',
      passes: false,
      stream: `
        sell 1@10 #1 -> accepted 1
        halt -> halted
        buy 1@10 #2 account=7 -> accepted 2; traded 1@10 1 2
      `,
    },
  ],
});
