import { defineInvariant } from 'proofhouse/market';

export default defineInvariant({
  summary: 'A market order leaves nothing in the book.',
  needs: ['market'],
  doesNotVerify: 'Engines that declare market residuals to rest.',
  begin: (context) => ({
    done(answer, command, ledger) {
      if (!answer.some((event) => event.event === 'accepted')) return undefined;
      if (context.conventions.marketResidual === 'rest') return undefined;
      if (command.op !== 'new' || command.type !== 'market') return undefined;
      const order = ledger.orders.get(command.id);
      if (order?.state !== 'resting') return undefined;
      return {
        expected: `the rest of market order ${command.id} cancelled`,
        received: `${order.open} without an end`,
      };
    },
  }),
  examples: [
    {
      name: 'the rest is cancelled',
      passes: true,
      stream: `
        sell 1@10 #1 -> accepted 1
        buy 2 #2 type=market account=7 -> accepted 2; traded 1@10 1 2; cancelled 2 1 market-residual
      `,
    },
    {
      name: 'the rest is not heard of',
      passes: false,
      stream: `
        sell 1@10 #1 -> accepted 1
        buy 2 #2 type=market account=7 -> accepted 2; traded 1@10 1 2
      `,
    },
  ],
});
