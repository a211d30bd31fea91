import { defineInvariant } from 'proofhouse/market';

export default defineInvariant({
  summary: 'When one leg of an OCO executes, the other is gone.',
  needs: ['oco'],
  doesNotVerify: 'Which leg should have been the first.',
  begin: () => ({
    done(answer, _command, ledger) {
      for (const event of answer) {
        if (event.event !== 'traded') continue;
        for (const id of [event.maker, event.taker]) {
          const order = ledger.orders.get(id);
          const other = order?.oco ? ledger.orders.get(order.oco) : undefined;
          if (!other || other.oco !== id || other.state === 'dead') continue;
          return {
            expected: `order ${other.id} cancelled: its other leg ${id} has traded`,
            received: `${other.open} of it lives on`,
          };
        }
      }
      return undefined;
    },
  }),
  examples: [
    {
      name: 'the other leg goes',
      passes: true,
      stream: `
        sell 1@10 #1 -> accepted 1
        sell 1@12 #2 oco=1 -> accepted 2
        buy 1@10 #3 account=7 -> accepted 3; traded 1@10 1 3; cancelled 2 1 oco
      `,
    },
    {
      name: 'both legs live',
      passes: false,
      stream: `
        sell 1@10 #1 -> accepted 1
        sell 1@12 #2 oco=1 -> accepted 2
        buy 1@10 #3 account=7 -> accepted 3; traded 1@10 1 3
      `,
    },
  ],
});
