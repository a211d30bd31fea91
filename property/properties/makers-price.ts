import { defineInvariant } from 'proofhouse/market';

export default defineInvariant({
  summary: "A trade happens at the maker's price.",
  needs: ['limit'],
  doesNotVerify:
    'Trades at the midpoint, where the engine declares that, and the price of an uncross.',
  begin: (context) => ({
    event(event, command, ledger) {
      if (context.conventions.tradePrice !== 'maker') return undefined;
      if (event.event !== 'traded' || command.op === 'uncross') return undefined;
      const maker = ledger.orders.get(event.maker);
      if (maker?.state !== 'resting' || Number(event.price) === maker.price) return undefined;
      return {
        expected: `the price ${maker.price} of the maker, order ${maker.id}`,
        received: `a trade at ${event.price}`,
      };
    },
  }),
  examples: [
    {
      name: 'a buyer who would pay more pays the ask',
      passes: true,
      stream: `
        sell 1@10 #1 -> accepted 1
        buy 1@12 #2 account=7 -> accepted 2; traded 1@10 1 2
      `,
    },
    {
      name: 'a buyer pays his limit',
      passes: false,
      stream: `
        sell 1@10 #1 -> accepted 1
        buy 1@12 #2 account=7 -> accepted 2; traded 1@12 1 2
      `,
    },
  ],
});
