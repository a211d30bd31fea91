import { defineInvariant } from 'proofhouse/market';

export default defineInvariant({
  summary: 'While trading is open, the best bid is below the best ask.',
  needs: ['limit'],
  doesNotVerify: 'What happens during halts and auctions.',
  begin: () => ({
    done(_answer, command, ledger) {
      for (const book of ledger.books.values()) {
        const bid = book.buy.prices[0];
        const ask = book.sell.prices[0];
        if (book.halted || book.auction || bid === undefined || ask === undefined) continue;
        if (bid < ask) continue;
        return {
          expected: `a bid below the ask in ${book.symbol} after ${command.op}`,
          received: `bid ${bid}, ask ${ask}`,
        };
      }
      return undefined;
    },
  }),
  examples: [
    {
      name: 'they trade',
      passes: true,
      stream: `
        sell 1@10 #1 -> accepted 1
        buy 1@10 #2 account=7 -> accepted 2; traded 1@10 1 2
      `,
    },
    {
      name: 'they rest side by side',
      passes: false,
      stream: `
        sell 1@10 #1 -> accepted 1
        buy 1@10 #2 account=7 -> accepted 2
      `,
    },
  ],
});
