import {
  defineGenerator,
  duration,
  type Flow,
  type Intent,
  rate,
  referencePrice,
  type Side,
} from 'proofhouse/contract';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { z } from 'zod';

const options = z.strictObject({
  rate: rate().default(80),
  peak: rate().default(800),
  from: duration().default(0),
  length: duration().default(3_000),
});

/** Ticks from the reference: where the burst trades, and where its orders wait to be cancelled. */
const touch = { from: 1, to: 2 } as const;
const parked = { from: 8, to: 10 } as const;
/** Parked orders a symbol beyond which the burst cancels instead of adding. */
const parkedMax = 60;

/**
 * A constant rate with one step up to `peak`, `from` after the start of load, for `length`, and
 * down again: limit orders, IOC orders and cancels near the touch, through every gateway, all
 * reconciled.
 */
export default defineGenerator({
  summary: 'Constant rate with one step up and down; trades near the touch in accounts of its own.',
  options,
  witness: false,
  flow(given, { gateways, symbols, seed, firstAccount }): Flow {
    const profile = given as z.infer<typeof options>;
    const generator = xoroshiro128plus(seed);
    const draw = (from: number, to: number): number => uniformInt(generator, from, to);
    const waiting = new Map<string, number[]>(symbols.map((symbol) => [symbol, []]));
    const sent = new Map<number, Intent>();

    const cancel = (symbol: string, gateway: string, orders: number[]): Intent => {
      const at = draw(0, orders.length - 1);
      const target = orders[at] as number;
      orders[at] = orders.at(-1) as number;
      orders.pop();
      return { kind: 'cancel', lane: -1, gateway, symbol, target };
    };
    const add = (symbol: string, gateway: string, tif: 'gtc' | 'ioc', ticks: number): Intent => {
      const side: Side = draw(0, 1) === 0 ? 'buy' : 'sell';
      // An order to trade stands on the far side of the reference, a resting one on its own.
      const price = referencePrice + (side === 'buy' ? -ticks : ticks);
      const account = firstAccount + draw(0, 3) + (tif === 'ioc' ? 100 : 0);
      // Taking slightly more than is given keeps the touch from growing.
      const quantity = draw(1, tif === 'ioc' ? 24 : 20);
      return { kind: 'new', lane: -1, gateway, account, symbol, side, tif, price, quantity };
    };

    return {
      lanes: [],
      ratePerSecond: profile.rate,
      seeding: [],
      dueUs: (index) => dueUs(index, profile),
      intent(_index, op) {
        const symbol = symbols[draw(0, symbols.length - 1)] as string;
        const gateway = gateways[draw(0, gateways.length - 1)] as string;
        const orders = waiting.get(symbol) as number[];
        const intent = drawIntent(symbol, gateway, orders);
        sent.set(op, intent);
        return intent;
      },
      told({ op, outcome }) {
        const intent = sent.get(op);
        sent.delete(op);
        if (intent?.kind !== 'new' || outcome !== 'accepted') return;
        const ticks = Math.abs(intent.price - referencePrice);
        if (ticks >= parked.from) waiting.get(intent.symbol)?.push(op);
      },
    };

    function drawIntent(symbol: string, gateway: string, orders: number[]): Intent {
      const dice = draw(1, 100);
      if (dice <= 30) return add(symbol, gateway, 'gtc', draw(touch.from, touch.to));
      if (dice <= 60) return add(symbol, gateway, 'ioc', -touch.to);
      const wantsCancel = dice > 80 || orders.length > parkedMax;
      if (wantsCancel && orders.length > 0) return cancel(symbol, gateway, orders);
      return add(symbol, gateway, 'gtc', draw(parked.from, parked.to));
    }
  },
});

/** Operations before the step are counted down to whole ones, so that no two rates overlap. */
function dueUs(index: number, { rate, peak, from, length }: z.infer<typeof options>): number {
  const before = Math.floor((rate * from) / 1_000);
  const within = Math.floor((peak * length) / 1_000);
  if (index < before) return Math.round((index * 1e6) / rate);
  if (index < before + within) return from * 1_000 + Math.round(((index - before) * 1e6) / peak);
  return (from + length) * 1_000 + Math.round(((index - before - within) * 1e6) / rate);
}
