import { bookOf, defineInvariant } from 'proofhouse/market';

/** Ticks: where it wakes, and how far that stays from the best price traded so far. */
interface Trailing {
  readonly symbol: string;
  readonly rises: boolean;
  readonly trail: number;
  trigger: number;
  reached: boolean;
}

export default defineInvariant({
  summary: 'A trailing stop wakes only after a price as far as its trail from the best one.',
  needs: ['trailing-stop'],
  doesNotVerify: 'Stops that watch quotes, and whether one was forgotten.',
  begin: (context) => {
    const watched = new Map<string, Trailing>();
    const watches = context.conventions.stopTrigger === 'last-trade';
    return {
      event(event, command, ledger) {
        if (!watches) return undefined;
        if (event.event === 'traded') {
          const symbol = ledger.orders.get(event.taker)?.symbol;
          for (const stop of watched.values()) {
            if (stop.symbol === symbol) look(stop, Number(event.price));
          }
        }
        if (event.event === 'accepted' && command.op === 'new' && command.trail !== undefined) {
          const symbol = command.symbol ?? 'X';
          const last = bookOf(ledger.books, symbol).lastPrice;
          const rises = command.side === 'buy';
          const trail = Number(command.trail);
          const trigger = Number(command.trigger ?? (rises ? last + trail : last - trail));
          const stop = { symbol, rises, trail, trigger, reached: false };
          if (last > 0) stop.reached = isThrough(stop, last);
          watched.set(event.id, stop);
        }
        if (event.event !== 'triggered') return undefined;
        const stop = watched.get(event.id);
        watched.delete(event.id);
        if (stop === undefined || stop.reached) return undefined;
        return {
          expected: `stop ${event.id} to sleep until a trade at ${stop.trigger}`,
          received: 'it was triggered',
        };
      },
    };
  },
  examples: [
    {
      name: 'the price came up and back by its trail',
      passes: true,
      stream: `
        buy 1@10 #1 -> accepted 1
        sell 1@10 #2 account=7 -> accepted 2; traded 1@10 1 2
        sell 1 #3 type=trailing-stop trail=2 account=7 -> accepted 3
        buy 1@13 #4 -> accepted 4
        sell 1@13 #5 account=7 -> accepted 5; traded 1@13 4 5
        buy 1@11 #6 -> accepted 6
        sell 1@11 #7 account=7 -> accepted 7; traded 1@11 6 7; triggered 3; cancelled 3 1 market-residual
      `,
    },
    {
      name: 'the price came back by less',
      passes: false,
      stream: `
        buy 1@10 #1 -> accepted 1
        sell 1@10 #2 account=7 -> accepted 2; traded 1@10 1 2
        sell 1 #3 type=trailing-stop trail=2 account=7 -> accepted 3
        buy 1@9 #4 -> accepted 4
        sell 1@9 #5 account=7 -> accepted 5; traded 1@9 4 5; triggered 3; cancelled 3 1 market-residual
      `,
    },
  ],
});

function isThrough({ rises, trigger }: Trailing, price: number): boolean {
  return rises ? price >= trigger : price <= trigger;
}

/** A price reaches the trigger, or draws it behind itself. */
function look(stop: Trailing, price: number): void {
  if (isThrough(stop, price)) stop.reached = true;
  const { rises, trail, trigger } = stop;
  stop.trigger = rises ? Math.min(trigger, price + trail) : Math.max(trigger, price - trail);
}
