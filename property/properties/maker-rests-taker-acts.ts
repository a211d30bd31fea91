import { defineInvariant } from 'proofhouse/market';

export default defineInvariant({
  summary: 'The maker was resting, the taker is the order that acts.',
  needs: ['limit'],
  doesNotVerify: 'The trades of an uncross, where both rest.',
  begin: () => ({
    event(event, command, ledger) {
      if (event.event !== 'traded' || command.op === 'uncross') return undefined;
      const maker = ledger.orders.get(event.maker);
      const taker = ledger.orders.get(event.taker);
      if (!maker || !taker || maker.state === 'dead' || taker.state === 'dead') return undefined;
      if (taker === ledger.taker && maker !== taker) return undefined;
      return {
        expected: `order ${ledger.taker?.id ?? '(none acts)'} as taker`,
        received: `maker ${maker.id} (${maker.state}), taker ${taker.id} (${taker.state})`,
      };
    },
  }),
  examples: [
    {
      name: 'the newcomer takes',
      passes: true,
      stream: `
        sell 1@10 #1 -> accepted 1
        buy 1@10 #2 account=7 -> accepted 2; traded 1@10 1 2
      `,
    },
    {
      name: 'the newcomer is told as maker',
      passes: false,
      stream: `
        sell 1@10 #1 -> accepted 1
        buy 1@10 #2 account=7 -> accepted 2; traded 1@10 2 1
      `,
    },
  ],
});
