import { defineInvariant } from 'proofhouse/market';

export default defineInvariant({
  summary: 'Every order an event names was accepted before.',
  needs: ['limit'],
  doesNotVerify: 'Rejections, which may name anything.',
  begin: () => ({
    event(event, _command, ledger) {
      if (event.event === 'rejected' || event.event === 'accepted') return undefined;
      const ids =
        event.event === 'traded' ? [event.maker, event.taker] : 'id' in event ? [event.id] : [];
      const unknown = ids.find((id) => !ledger.orders.has(id));
      if (unknown === undefined) return undefined;
      return {
        expected: `order ${unknown} accepted before`,
        received: `${event.event} of an order nobody sent`,
      };
    },
  }),
  examples: [
    {
      name: 'known',
      passes: true,
      stream: `
        sell 1@10 #1 -> accepted 1
        cancel #1 -> cancelled 1 1 requested
      `,
    },
    {
      name: 'unknown',
      passes: false,
      stream: `
        cancel #1 -> cancelled 1 1 requested
      `,
    },
  ],
});
