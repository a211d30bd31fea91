import { defineInvariant } from 'proofhouse/market';

export default defineInvariant({
  summary: 'No order executes more than is open of it.',
  needs: ['limit'],
  doesNotVerify: 'Whether it should have executed at all.',
  begin: () => ({
    event(event, _command, ledger) {
      if (event.event !== 'traded') return undefined;
      for (const id of [event.maker, event.taker]) {
        const order = ledger.orders.get(id);
        if (!order || Number(event.quantity) <= order.open) continue;
        return {
          expected: `at most the ${order.open} open of order ${id}`,
          received: `a trade of ${event.quantity}`,
        };
      }
      return undefined;
    },
  }),
  examples: [
    {
      name: 'a partial fill',
      passes: true,
      stream: `
        sell 1@10 #1 -> accepted 1
        buy 3@10 #2 account=7 -> accepted 2; traded 1@10 1 2
      `,
    },
    {
      name: 'more than the maker had',
      passes: false,
      stream: `
        sell 1@10 #1 -> accepted 1
        buy 3@10 #2 account=7 -> accepted 2; traded 2@10 1 2
      `,
    },
  ],
});
