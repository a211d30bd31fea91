import { defineInvariant } from 'proofhouse/market';

export default defineInvariant({
  summary: 'A refreshed iceberg shows its display, or all that is left if that is less.',
  needs: ['iceberg'],
  doesNotVerify: 'When it must be refreshed.',
  begin: () => ({
    event(event, _command, ledger) {
      if (event.event !== 'refreshed') return undefined;
      const order = ledger.orders.get(event.id);
      if (!order) return undefined;
      const shown = Math.min(order.display, order.open);
      if (Number(event.display) === shown) return undefined;
      return {
        expected: `order ${order.id} to show ${shown}`,
        received: `${event.display} shown`,
      };
    },
  }),
  examples: [
    {
      name: 'the last part is smaller',
      passes: true,
      stream: `
        sell 3@10 #1 display=2 -> accepted 1
        buy 2@10 #2 account=7 -> accepted 2; traded 2@10 1 2; refreshed 1 1
      `,
    },
    {
      name: 'more is shown than agreed',
      passes: false,
      stream: `
        sell 5@10 #1 display=2 -> accepted 1
        buy 2@10 #2 account=7 -> accepted 2; traded 2@10 1 2; refreshed 1 3
      `,
    },
  ],
});
