import { bookOf, defineInvariant } from 'proofhouse/market';

export default defineInvariant({
  summary: 'At one price the order that has waited longest is filled first.',
  needs: ['limit'],
  doesNotVerify: 'The price itself, and the trades of an uncross.',
  begin: () => ({
    event(event, command, ledger) {
      if (event.event !== 'traded' || command.op === 'uncross') return undefined;
      const maker = ledger.orders.get(event.maker);
      if (maker?.state !== 'resting') return undefined;
      const side = bookOf(ledger.books, maker.symbol)[maker.side];
      const first = side.queues.get(maker.price)?.[0];
      if (!first || first === maker) return undefined;
      return {
        expected: `a trade with order ${first.id}, first in the queue at ${maker.price}`,
        received: `a trade with order ${maker.id}`,
      };
    },
  }),
  examples: [
    {
      name: 'first come, first served',
      passes: true,
      stream: `
        sell 1@10 #1 -> accepted 1
        sell 1@10 #2 -> accepted 2
        buy 1@10 #3 account=7 -> accepted 3; traded 1@10 1 3
      `,
    },
    {
      name: 'the newest is served first',
      passes: false,
      stream: `
        sell 1@10 #1 -> accepted 1
        sell 1@10 #2 -> accepted 2
        buy 1@10 #3 account=7 -> accepted 3; traded 1@10 2 3
      `,
    },
  ],
});
