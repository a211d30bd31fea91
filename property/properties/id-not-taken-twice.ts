import { defineInvariant } from 'proofhouse/market';

export default defineInvariant({
  summary: 'An id that is in use, or was where that is not allowed, is refused.',
  needs: ['limit'],
  doesNotVerify: 'Ids that the engine dropped without telling.',
  begin: (context) => ({
    event(event, command, ledger) {
      if (event.event !== 'accepted' || command.op !== 'new') return undefined;
      const same = ledger.orders.get(event.id);
      if (!same) return undefined;
      if (same.state === 'dead' && context.conventions.idReuse === 'once-dead') return undefined;
      return {
        expected: `duplicate-id: order ${same.id} is ${same.state}`,
        received: 'accepted',
      };
    },
  }),
  examples: [
    {
      name: 'a second order of one id is refused',
      passes: true,
      stream: `
        sell 1@10 #1 -> accepted 1
        sell 1@10 #1 -> rejected 1 duplicate-id
      `,
    },
    {
      name: 'it is accepted',
      passes: false,
      stream: `
        sell 1@10 #1 -> accepted 1
        sell 1@10 #1 -> accepted 1
      `,
    },
  ],
});
