import { defineInvariant, positionOf } from 'proofhouse/market';

export default defineInvariant({
  summary: 'A reduce-only order brings its account nearer to zero, never beyond it.',
  needs: ['reduce-only'],
  doesNotVerify: 'Positions from before the stream.',
  begin: () => ({
    event(event, _command, ledger) {
      if (event.event !== 'traded') return undefined;
      for (const id of [event.maker, event.taker]) {
        const order = ledger.orders.get(id);
        if (!order?.reduceOnly) continue;
        const position = positionOf(ledger, order.account, order.symbol);
        const allowed = Math.max(0, order.side === 'sell' ? position : -position);
        if (Number(event.quantity) <= allowed) continue;
        return {
          expected: `at most ${allowed}: account ${order.account} holds ${position}`,
          received: `order ${id} trades ${event.quantity}`,
        };
      }
      return undefined;
    },
  }),
  examples: [
    {
      name: 'what was bought is sold',
      passes: true,
      stream: `
        sell 1@10 #1 account=1 -> accepted 1
        buy 1@10 #2 account=7 -> accepted 2; traded 1@10 1 2
        buy 1@10 #3 account=1 -> accepted 3
        sell 1@10 #4 account=7 reduceOnly=true -> accepted 4; traded 1@10 3 4
      `,
    },
    {
      name: 'nothing is held',
      passes: false,
      stream: `
        buy 1@10 #1 account=1 -> accepted 1
        sell 1@10 #2 account=7 reduceOnly=true -> accepted 2; traded 1@10 1 2
      `,
    },
  ],
});
