import { defineInvariant } from 'proofhouse/market';

export default defineInvariant({
  summary: 'A trade has one buyer and one seller, two live orders of one symbol, and a quantity.',
  needs: ['limit'],
  doesNotVerify: 'Price and priority.',
  begin: () => ({
    event(event, _command, ledger) {
      if (event.event !== 'traded') return undefined;
      const maker = ledger.orders.get(event.maker);
      const taker = ledger.orders.get(event.taker);
      const expected = 'a buy and a sell of one symbol, and a quantity above zero';
      if (!maker || !taker) {
        return {
          expected,
          received: `order ${maker ? event.taker : event.maker} was never accepted`,
        };
      }
      if (maker.side === taker.side) {
        return { expected, received: `two ${maker.side} orders, ${maker.id} and ${taker.id}` };
      }
      if (maker.symbol !== taker.symbol) {
        return {
          expected,
          received: `order ${maker.id} of ${maker.symbol}, ${taker.id} of ${taker.symbol}`,
        };
      }
      if (Number(event.quantity) > 0) return undefined;
      return { expected, received: `a quantity of ${event.quantity}` };
    },
  }),
  examples: [
    {
      name: 'a buy meets a sell',
      passes: true,
      stream: `
        sell 1@10 #1 -> accepted 1
        buy 1@10 #2 account=7 -> accepted 2; traded 1@10 1 2
      `,
    },
    {
      name: 'two sells meet',
      passes: false,
      stream: `
        sell 1@10 #1 -> accepted 1
        sell 1@10 #2 account=7 -> accepted 2; traded 1@10 1 2
      `,
    },
    {
      name: 'a trade of nothing',
      passes: false,
      stream: `
        sell 1@10 #1 -> accepted 1
        buy 1@10 #2 account=7 -> accepted 2; traded 0@10 1 2
      `,
    },
  ],
});
