import { bestQueue, bookOf, defineInvariant } from 'proofhouse/market';

export default defineInvariant({
  summary: 'A trade takes from the best price of its side.',
  needs: ['limit'],
  doesNotVerify: 'The place within the price, and the trades of an uncross.',
  begin: () => ({
    event(event, command, ledger) {
      if (event.event !== 'traded' || command.op === 'uncross') return undefined;
      const maker = ledger.orders.get(event.maker);
      if (maker?.state !== 'resting') return undefined;
      const best = bestQueue(bookOf(ledger.books, maker.symbol)[maker.side])[0];
      if (!best || best.price === maker.price) return undefined;
      return {
        expected: `a trade with order ${best.id} at ${best.price}, the best price`,
        received: `a trade with order ${maker.id} at ${maker.price}`,
      };
    },
  }),
  examples: [
    {
      name: 'the cheaper sell goes first',
      passes: true,
      stream: `
        sell 1@11 #1 -> accepted 1
        sell 1@10 #2 -> accepted 2
        buy 1@11 #3 account=7 -> accepted 3; traded 1@10 2 3
      `,
    },
    {
      name: 'the dearer sell goes first',
      passes: false,
      stream: `
        sell 1@11 #1 -> accepted 1
        sell 1@10 #2 -> accepted 2
        buy 1@11 #3 account=7 -> accepted 3; traded 1@11 1 3
      `,
    },
  ],
});
