import { defineInvariant } from 'proofhouse/market';

export default defineInvariant({
  summary: 'Two orders of one account that want to be kept apart never trade.',
  needs: ['self-trade'],
  doesNotVerify: 'Which of the two goes, and an uncross.',
  begin: (context) => ({
    event(event, command, ledger) {
      if (event.event !== 'traded' || command.op === 'uncross') return undefined;
      const maker = ledger.orders.get(event.maker);
      const taker = ledger.orders.get(event.taker);
      if (!maker || !taker || maker.account !== taker.account) return undefined;
      const decides = context.conventions.selfTradeMode === 'taker' ? taker : maker;
      const mode = decides.stp === '' ? context.conventions.selfTrade : decides.stp;
      if (mode === 'none') return undefined;
      return {
        expected: `${mode}: both orders are of account ${maker.account}`,
        received: `a trade of ${event.quantity}`,
      };
    },
  }),
  examples: [
    {
      name: 'the maker goes',
      passes: true,
      stream: `
        sell 1@10 #1 account=7 -> accepted 1
        buy 1@10 #2 account=7 stp=cancel-maker -> accepted 2; cancelled 1 1 stp
      `,
    },
    {
      name: 'they trade',
      passes: false,
      stream: `
        sell 1@10 #1 account=7 -> accepted 1
        buy 1@10 #2 account=7 stp=cancel-maker -> accepted 2; traded 1@10 1 2
      `,
    },
  ],
});
