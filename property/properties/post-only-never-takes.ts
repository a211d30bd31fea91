import { defineInvariant } from 'proofhouse/market';

export default defineInvariant({
  summary: 'A post-only order never takes.',
  needs: ['post-only'],
  doesNotVerify: 'An uncross, where nobody takes.',
  begin: () => ({
    event(event, command, ledger) {
      if (event.event !== 'traded' || command.op === 'uncross') return undefined;
      const taker = ledger.taker;
      if (!taker?.postOnly || ![event.maker, event.taker].includes(taker.id)) return undefined;
      return {
        expected: `would-take, or order ${taker.id} resting`,
        received: `a trade of ${event.quantity} at ${event.price}`,
      };
    },
  }),
  examples: [
    {
      name: 'refused',
      passes: true,
      stream: `
        sell 1@10 #1 -> accepted 1
        buy 1@10 #2 postOnly=true account=7 -> rejected 2 would-take
      `,
    },
    {
      name: 'it takes',
      passes: false,
      stream: `
        sell 1@10 #1 -> accepted 1
        buy 1@10 #2 postOnly=true account=7 -> accepted 2; traded 1@10 1 2
      `,
    },
  ],
});
