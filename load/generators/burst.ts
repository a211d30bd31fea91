import {
  defineGenerator,
  duration,
  type Flow,
  type OrderKind,
  orderKinds,
  rate,
} from 'proofhouse/contract';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { z } from 'zod';
import { drawMix } from './burst/mix.ts';

const options = z.strictObject({
  rate: rate().default(80),
  peak: rate().default(800),
  from: duration().default(0),
  length: duration().default(3_000),
  /** Besides limit orders and cancels; whatever the venue takes unless they are named. */
  kinds: z.array(z.enum(orderKinds)).optional(),
});

/**
 * A constant rate with one step up to `peak`, `from` after the start of load, for `length`, and
 * down again: a seeded mix of all kinds of orders and changes near the touch, through every
 * gateway, all reconciled.
 */
export default defineGenerator({
  summary: 'Constant rate with one step up and down; trades near the touch in accounts of its own.',
  options,
  witness: false,
  flow(given, { gateways, symbols, seed, firstAccount, offers = [] }): Flow {
    const profile = given as z.infer<typeof options>;
    const generator = xoroshiro128plus(seed);
    const draw = (from: number, to: number): number => uniformInt(generator, from, to);
    const kinds = kindsOf(profile.kinds, offers);
    const mix = drawMix({ symbols, firstAccount, kinds, draw });
    const missing = orderKinds.filter((kind) => !offers.includes(kind));
    const note = `the venue does not take ${missing.join(', ')}: none is sent`;
    return {
      lanes: [],
      ratePerSecond: profile.rate,
      seeding: [],
      notes: missing.length > 0 && profile.kinds === undefined ? [note] : [],
      dueUs: (index) => dueUs(index, profile),
      intent(_index, op) {
        const symbol = symbols[draw(0, symbols.length - 1)] as string;
        const gateway = gateways[draw(0, gateways.length - 1)] as string;
        return mix.next(symbol, gateway, op);
      },
      told: ({ op, outcome }) => mix.told(op, outcome === 'accepted'),
    };
  },
});

function kindsOf(
  wanted: readonly OrderKind[] | undefined,
  offers: readonly OrderKind[],
): ReadonlySet<OrderKind> {
  const missing = wanted?.filter((kind) => !offers.includes(kind)) ?? [];
  if (missing.length > 0) {
    const taken = offers.length > 0 ? offers.join(', ') : 'none of them';
    throw new Error(
      `kinds: expected what the venue takes (${taken}), received ${missing.join(', ')}; remove it`,
    );
  }
  return new Set(wanted ?? offers);
}

/** Operations before the step are counted down to whole ones, so that no two rates overlap. */
function dueUs(index: number, { rate, peak, from, length }: z.infer<typeof options>): number {
  const before = Math.floor((rate * from) / 1_000);
  const within = Math.floor((peak * length) / 1_000);
  if (index < before) return Math.round((index * 1e6) / rate);
  if (index < before + within) return from * 1_000 + Math.round(((index - before) * 1e6) / peak);
  return (from + length) * 1_000 + Math.round(((index - before - within) * 1e6) / rate);
}
