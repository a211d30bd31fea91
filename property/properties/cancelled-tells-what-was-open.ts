import { defineInvariant } from 'proofhouse/market';

/** Reasons for which a part may be cancelled while the order lives on. */
const partial: readonly string[] = ['stp', 'reduce-only'];

export default defineInvariant({
  summary: 'What is told as cancelled or expired is what was open.',
  needs: ['limit'],
  doesNotVerify: 'Self-trade prevention by decrement, which cancels a part.',
  begin: () => ({
    event(event, _command, ledger) {
      if (event.event !== 'cancelled' && event.event !== 'expired') return undefined;
      const order = ledger.orders.get(event.id);
      if (!order || order.state === 'dead') return undefined;
      const partly = event.event === 'cancelled' && partial.includes(event.reason);
      const told = Number(event.quantity);
      if (told === order.open || (partly && told > 0 && told < order.open)) return undefined;
      return {
        expected: `${order.open} open of order ${order.id}`,
        received: `${event.event} ${event.quantity}`,
      };
    },
  }),
  examples: [
    {
      name: 'after a partial fill',
      passes: true,
      stream: `
        sell 3@10 #1 -> accepted 1
        buy 1@10 #2 account=7 -> accepted 2; traded 1@10 1 2
        cancel #1 -> cancelled 1 2 requested
      `,
    },
    {
      name: 'the first quantity is told',
      passes: false,
      stream: `
        sell 3@10 #1 -> accepted 1
        buy 1@10 #2 account=7 -> accepted 2; traded 1@10 1 2
        cancel #1 -> cancelled 1 3 requested
      `,
    },
  ],
});
