import { defineGenerator, type Flow, type Intent, rate, type Side } from 'proofhouse/contract';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { z } from 'zod';

const options = z.strictObject({
  rate: rate().default(20),
  /** The greatest price and quantity that the venue takes. */
  greatest: z
    .int()
    .min(100)
    .max(2 ** 50)
    .default(10 ** 12),
});

/** Orders that rest at one time a symbol; beyond it the oldest is cancelled. */
const restingMax = 20;

/**
 * Commands at the edge of what a venue takes: the greatest and the smallest price and quantity, on
 * the sides where they never trade. One that breaks an engine breaks it again when it is replayed.
 */
export default defineGenerator({
  summary: 'Valid commands with the greatest and smallest prices and quantities; never trades.',
  options,
  witness: false,
  flow(given, { gateways, symbols, seed, firstAccount }): Flow {
    const { rate: ratePerSecond, greatest } = given as z.output<typeof options>;
    const generator = xoroshiro128plus(seed);
    const draw = (to: number): number => uniformInt(generator, 0, to - 1);
    const pick = <T>(from: readonly T[]): T => from[draw(from.length)] as T;
    const resting = new Map<string, number[]>(symbols.map((symbol) => [symbol, []]));
    const amounts = [1, 2, 2 ** 31, 2 ** 32, greatest - 1, greatest].filter(
      (one) => one <= greatest,
    );

    const place = (symbol: string, gateway: string, op: number): Intent => {
      const side: Side = pick(['buy', 'sell']);
      const tif = pick(['gtc', 'gtc', 'ioc'] as const);
      // The far end of its own side: nobody ever meets it there.
      const price = side === 'buy' ? pick([1, 2]) : greatest - pick([0, 1]);
      if (tif === 'gtc') resting.get(symbol)?.push(op);
      const order = { side, tif, price, quantity: pick(amounts), account: firstAccount + draw(3) };
      return { kind: 'new', lane: -1, gateway, symbol, ...order };
    };
    return {
      lanes: [],
      ratePerSecond,
      seeding: [],
      dueUs: (index) => Math.round((index * 1_000_000) / ratePerSecond),
      intent(_index, op) {
        const symbol = pick(symbols);
        const gateway = pick(gateways);
        const own = resting.get(symbol) ?? [];
        if (own.length < restingMax) return place(symbol, gateway, op);
        return { kind: 'cancel', lane: -1, gateway, symbol, target: own.shift() as number };
      },
      told() {},
    };
  },
});
