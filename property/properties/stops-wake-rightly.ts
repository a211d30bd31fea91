import { bookOf, defineInvariant } from 'proofhouse/market';

export default defineInvariant({
  summary: 'A stop wakes once, and only for a price that has passed its trigger.',
  needs: ['stop'],
  doesNotVerify: 'Trailing stops, stops that watch quotes, and whether one was forgotten.',
  begin: (context) => {
    const seen = new Map<string, { low: number; high: number }>();
    const watches = context.conventions.stopTrigger === 'last-trade';
    return {
      event(event, command, ledger) {
        if (event.event === 'traded') {
          const symbol = ledger.orders.get(event.taker)?.symbol;
          for (const [id, range] of seen) {
            if (ledger.orders.get(id)?.symbol !== symbol) continue;
            range.low = Math.min(range.low, Number(event.price));
            range.high = Math.max(range.high, Number(event.price));
          }
        }
        if (event.event === 'accepted' && command.op === 'new' && command.trigger !== undefined) {
          const last = bookOf(ledger.books, command.symbol ?? 'X').lastPrice;
          seen.set(event.id, { low: last || Number.POSITIVE_INFINITY, high: last });
        }
        if (event.event !== 'triggered' || !watches) return undefined;
        const stop = ledger.orders.get(event.id);
        const range = seen.get(event.id);
        if (!stop || stop.trail > 0 || !range) return undefined;
        const through =
          stop.side === 'buy' ? range.high >= stop.trigger : range.low <= stop.trigger;
        if (through && stop.triggered === 0) return undefined;
        return {
          expected: `stop ${stop.id} to wake once, when a trade reaches ${stop.trigger}`,
          received: stop.triggered > 0 ? 'it was triggered again' : 'no trade has reached it',
        };
      },
    };
  },
  examples: [
    {
      name: 'a trade reaches it',
      passes: true,
      stream: `
        buy 1@10 #1 -> accepted 1
        sell 1@10 #2 account=7 -> accepted 2; traded 1@10 1 2
        sell 1 #3 type=stop trigger=10 account=7 -> accepted 3; triggered 3; cancelled 3 1 market-residual
      `,
    },
    {
      name: 'nothing has traded',
      passes: false,
      stream: `
        buy 1@10 #1 -> accepted 1
        sell 1 #2 type=stop trigger=10 account=7 -> accepted 2; triggered 2; traded 1@10 1 2
      `,
    },
  ],
});
