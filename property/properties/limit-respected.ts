import { defineInvariant, reaches } from 'proofhouse/market';

export default defineInvariant({
  summary: 'Nobody pays more, or gets less, than the own limit.',
  needs: ['limit'],
  doesNotVerify: 'Whether a better price was to be had.',
  begin: () => ({
    event(event, _command, ledger) {
      if (event.event !== 'traded') return undefined;
      const price = Number(event.price);
      for (const id of [event.maker, event.taker]) {
        const order = ledger.orders.get(id);
        if (!order || order.type === 'market' || reaches(order.side, order.price, price)) continue;
        const bound = order.side === 'buy' ? 'at most' : 'at least';
        return {
          expected: `${bound} ${order.price}, the limit of order ${order.id}`,
          received: `a trade at ${event.price}`,
        };
      }
      return undefined;
    },
  }),
  examples: [
    {
      name: 'at the limit',
      passes: true,
      stream: `
        sell 1@10 #1 -> accepted 1
        buy 1@10 #2 account=7 -> accepted 2; traded 1@10 1 2
      `,
    },
    {
      name: 'one tick beyond it',
      passes: false,
      stream: `
        sell 1@11 #1 -> accepted 1
        buy 1@10 #2 account=7 -> accepted 2; traded 1@11 1 2
      `,
    },
  ],
});
