import { defineInvariant } from 'proofhouse/market';

export default defineInvariant({
  summary: 'A stop does nothing before it is told as triggered.',
  needs: ['stop'],
  doesNotVerify: 'Whether it was triggered in time.',
  begin: () => ({
    event(event, _command, ledger) {
      if (event.event !== 'traded') return undefined;
      const sleeper = [event.maker, event.taker].find(
        (id) => ledger.orders.get(id)?.state === 'dormant',
      );
      if (sleeper === undefined) return undefined;
      return {
        expected: `stop ${sleeper} asleep, or triggered first`,
        received: `a trade of ${event.quantity} at ${event.price}`,
      };
    },
  }),
  examples: [
    {
      name: 'triggered, then traded',
      passes: true,
      stream: `
        buy 1@10 #1 -> accepted 1
        sell 1@10 #2 account=7 -> accepted 2; traded 1@10 1 2
        buy 1@10 #3 -> accepted 3
        sell 1 #4 type=stop trigger=10 account=7 -> accepted 4; triggered 4; traded 1@10 3 4
      `,
    },
    {
      name: 'traded in its sleep',
      passes: false,
      stream: `
        buy 1@10 #1 -> accepted 1
        sell 1 #2 type=stop trigger=10 account=7 -> accepted 2; traded 1@10 1 2
      `,
    },
  ],
});
