import { bookOf, defineInvariant } from 'proofhouse/market';

export default defineInvariant({
  summary: 'An order that was partly filled stays first until it is used up.',
  needs: ['limit'],
  doesNotVerify: 'The place of orders that have not traded yet.',
  begin: () => ({
    event(event, command, ledger) {
      if (event.event !== 'traded' || command.op === 'uncross') return undefined;
      const maker = ledger.orders.get(event.maker);
      if (maker?.state !== 'resting') return undefined;
      const queue = bookOf(ledger.books, maker.symbol)[maker.side].queues.get(maker.price);
      const started = queue?.find((order) => order.partlyFilled);
      if (!started || started === maker) return undefined;
      return {
        expected: `a trade with order ${started.id}, partly filled and still first`,
        received: `a trade with order ${maker.id}`,
      };
    },
  }),
  examples: [
    {
      name: 'the partly filled order goes on',
      passes: true,
      stream: `
        sell 2@10 #1 -> accepted 1
        sell 2@10 #2 -> accepted 2
        buy 1@10 #3 account=7 -> accepted 3; traded 1@10 1 3
        buy 1@10 #4 account=7 -> accepted 4; traded 1@10 1 4
      `,
    },
    {
      name: 'it was sent to the end',
      passes: false,
      stream: `
        sell 2@10 #1 -> accepted 1
        sell 2@10 #2 -> accepted 2
        buy 1@10 #3 account=7 -> accepted 3; traded 1@10 1 3
        buy 1@10 #4 account=7 -> accepted 4; traded 1@10 2 4
      `,
    },
  ],
});
