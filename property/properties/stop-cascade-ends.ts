import { bookOf, defineInvariant, liveOrders } from 'proofhouse/market';

export default defineInvariant({
  summary: 'After each command no stop sleeps whose trigger the last trade has passed.',
  needs: ['stop'],
  doesNotVerify:
    'Trailing stops, stops that watch quotes or do not act at once, halts and auctions.',
  begin: (context) => ({
    done(answer, _command, ledger) {
      const { stopTrigger, stopImmediate, stopInclusive } = context.conventions;
      if (stopTrigger !== 'last-trade' || !stopImmediate) return undefined;
      const traded = new Set<string | undefined>();
      for (const event of answer) {
        if (event.event === 'traded') traded.add(ledger.orders.get(event.taker)?.symbol);
      }
      for (const stop of liveOrders(ledger)) {
        const book = bookOf(ledger.books, stop.symbol);
        if (stop.state !== 'dormant' || stop.trail > 0 || !traded.has(stop.symbol)) continue;
        if (book.halted || book.auction) continue;
        const beyond = (book.lastPrice - stop.trigger) * (stop.side === 'buy' ? 1 : -1);
        if (beyond < 0 || (beyond === 0 && !stopInclusive)) continue;
        return {
          expected: `stop ${stop.id} triggered: the last trade was at ${book.lastPrice}`,
          received: `it sleeps, with a trigger of ${stop.trigger}`,
        };
      }
      return undefined;
    },
  }),
  examples: [
    {
      name: 'the stop wakes',
      passes: true,
      stream: `
        sell 1 #1 type=stop trigger=10 account=7 -> accepted 1
        buy 1@10 #2 -> accepted 2
        sell 1@10 #3 account=7 -> accepted 3; traded 1@10 2 3; triggered 1; cancelled 1 1 market-residual
      `,
    },
    {
      name: 'it is forgotten',
      passes: false,
      stream: `
        sell 1 #1 type=stop trigger=10 account=7 -> accepted 1
        buy 1@10 #2 -> accepted 2
        sell 1@10 #3 account=7 -> accepted 3; traded 1@10 2 3
      `,
    },
  ],
});
