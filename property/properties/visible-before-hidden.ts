import { defineInvariant } from 'proofhouse/market';

export default defineInvariant({
  summary: 'Of an iceberg no more trades at once than what it shows.',
  needs: ['iceberg'],
  doesNotVerify: 'Whether the part shown is the right one.',
  begin: () => ({
    event(event, command, ledger) {
      if (event.event !== 'traded' || command.op === 'uncross') return undefined;
      const maker = ledger.orders.get(event.maker);
      if (maker?.state !== 'resting' || maker.display === 0) return undefined;
      if (Number(event.quantity) <= maker.shown) return undefined;
      return {
        expected: `at most the ${maker.shown} shown of order ${maker.id}`,
        received: `a trade of ${event.quantity}`,
      };
    },
  }),
  examples: [
    {
      name: 'the shown part trades',
      passes: true,
      stream: `
        sell 5@10 #1 display=2 -> accepted 1
        buy 2@10 #2 account=7 -> accepted 2; traded 2@10 1 2; refreshed 1 2
      `,
    },
    {
      name: 'the hidden part trades with it',
      passes: false,
      stream: `
        sell 5@10 #1 display=2 -> accepted 1
        buy 5@10 #2 account=7 -> accepted 2; traded 5@10 1 2
      `,
    },
  ],
});
