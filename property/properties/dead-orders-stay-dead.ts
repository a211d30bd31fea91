import { defineInvariant } from 'proofhouse/market';

export default defineInvariant({
  summary: 'Nothing happens any more to an order that was filled, cancelled or expired.',
  needs: ['limit'],
  doesNotVerify: 'Orders the engine never told about.',
  begin: () => ({
    event(event, _command, ledger) {
      const ids =
        event.event === 'traded'
          ? [event.maker, event.taker]
          : event.event !== 'rejected' && event.event !== 'accepted' && 'id' in event
            ? [event.id]
            : [];
      const dead = ids.find((id) => ledger.orders.get(id)?.state === 'dead');
      if (dead === undefined) return undefined;
      return {
        expected: `nothing more about order ${dead}, which is dead`,
        received: `${event.event} ${ids.join(' ')}`,
      };
    },
  }),
  examples: [
    {
      name: 'a dead order is refused',
      passes: true,
      stream: `
        sell 1@10 #1 -> accepted 1
        cancel #1 -> cancelled 1 1 requested
        cancel #1 -> rejected 1 unknown-order
      `,
    },
    {
      name: 'it is cancelled twice',
      passes: false,
      stream: `
        sell 1@10 #1 -> accepted 1
        cancel #1 -> cancelled 1 1 requested
        cancel #1 -> cancelled 1 1 requested
      `,
    },
  ],
});
