import { z } from 'zod';

/**
 * The closed list of conventions: choices in which two correct engines may differ.
 *
 * An engine declares its choices in its hello; what it leaves out has the default (the first
 * value). An addition to this list cites the documentation of an engine that makes the choice,
 * so that a bug cannot be declared away.
 */
export const conventions = {
  replacePriority: {
    values: ['keep', 'lose'],
    meaning: 'The queue place of a replace that keeps the price and does not raise the quantity.',
  },
  replaceQuantity: {
    values: ['remaining', 'total'],
    meaning: 'What the quantity of a replace counts: what is open, or also what was executed.',
  },
  tradePrice: {
    values: ['maker', 'midpoint'],
    meaning:
      "The price of a trade: the maker's, or half-way to the taker's limit (rounded towards the " +
      'maker; a taker without a limit pays the maker).',
  },
  selfTrade: {
    values: ['none', 'cancel-taker', 'cancel-maker', 'cancel-both', 'decrement'],
    meaning: 'What happens when two orders of one account meet and they do not say it themselves.',
  },
  selfTradeMode: {
    values: ['taker', 'maker'],
    meaning: 'Whose mode applies when the two orders say different ones.',
  },
  selfTradeWhen: {
    values: ['encounter', 'before'],
    meaning:
      'Whether it applies when the two meet, after earlier trades, or before the first trade (a ' +
      'cancelled taker is then rejected as self-trade).',
  },
  marketResidual: {
    values: ['cancel', 'rest'],
    meaning:
      'What becomes of the rest of a market order: cancelled, or rests at its last trade price.',
  },
  icebergRefresh: {
    values: ['keeps-until-display-used', 'loses-priority'],
    meaning:
      'When a new display is shown and goes to the end of the queue: once the old one is used up, ' +
      'or after every trade that took from it.',
  },
  stopTrigger: {
    values: ['last-trade', 'best-quote'],
    meaning:
      'What a stop watches: trade prices, or the best quote (a buy stop the ask, a sell stop the ' +
      'bid).',
  },
  stopInclusive: {
    values: [true, false],
    meaning: 'Whether the trigger price itself triggers, or only a price beyond it.',
  },
  stopImmediate: {
    values: [true, false],
    meaning:
      'Whether a stop that is already through at its arrival triggers at once, or only at the ' +
      'next trade (or change of the quote).',
  },
  idReuse: {
    values: ['never', 'once-dead'],
    meaning: 'Whether the id of a dead order may be used again.',
  },
  postOnly: {
    values: ['reject', 'slide'],
    meaning:
      'A post-only order that would take: rejected as would-take, or slid to one tick behind the ' +
      'best opposite price (told by a replaced event).',
  },
  auctionImmediate: {
    values: ['reject', 'queue'],
    meaning:
      'IOC during an auction: rejected, or queued for the uncross and cancelled after it. (FOK ' +
      'is rejected either way.)',
  },
} as const;

export type ConventionName = keyof typeof conventions;

/** One choice for every convention. */
export type Conventions = {
  readonly [Name in ConventionName]: (typeof conventions)[Name]['values'][number];
};

export const conventionNames = Object.keys(conventions) as ConventionName[];

export const defaultConventions = Object.fromEntries(
  conventionNames.map((name) => [name, conventions[name].values[0]]),
) as Conventions;

/** What an engine declares: a subset, strict in names and values. */
export const conventionsSchema = z.strictObject({
  replacePriority: z.enum(conventions.replacePriority.values).optional(),
  replaceQuantity: z.enum(conventions.replaceQuantity.values).optional(),
  tradePrice: z.enum(conventions.tradePrice.values).optional(),
  selfTrade: z.enum(conventions.selfTrade.values).optional(),
  selfTradeMode: z.enum(conventions.selfTradeMode.values).optional(),
  selfTradeWhen: z.enum(conventions.selfTradeWhen.values).optional(),
  marketResidual: z.enum(conventions.marketResidual.values).optional(),
  icebergRefresh: z.enum(conventions.icebergRefresh.values).optional(),
  stopTrigger: z.enum(conventions.stopTrigger.values).optional(),
  stopInclusive: z.boolean().optional(),
  stopImmediate: z.boolean().optional(),
  idReuse: z.enum(conventions.idReuse.values).optional(),
  postOnly: z.enum(conventions.postOnly.values).optional(),
  auctionImmediate: z.enum(conventions.auctionImmediate.values).optional(),
});

export type DeclaredConventions = z.infer<typeof conventionsSchema>;

/** The declared choices over the defaults. */
export function completeConventions(declared: DeclaredConventions = {}): Conventions {
  return { ...defaultConventions, ...declared } as Conventions;
}

/** Every convention set that differs from `base` in exactly one entry, with that entry. */
export function flippedConventions(
  base: Conventions,
): { name: ConventionName; value: string | boolean; conventions: Conventions }[] {
  return conventionNames.flatMap((name) =>
    conventions[name].values
      .filter((value) => value !== base[name])
      .map((value) => ({ name, value, conventions: { ...base, [name]: value } as Conventions })),
  );
}
