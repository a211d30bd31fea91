import { z } from 'zod';
import { duration, share } from '#contract/units.ts';
import { seedMax } from '#kit/random.ts';
import { anchor, whenObject } from './anchors.ts';

/**
 * The scenario file, key by key. What belongs to a plugin (options of the venue, of a generator, a
 * fault or a check) stands beside the keys here and is judged by the plugin's own schema.
 */

/** Ids are typed on command lines and become file names. */
export const identifier = () =>
  z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,63}$/)
    .meta({ description: 'a name of small letters, digits and dashes that begins with a letter' });

const criterion = z
  .union([z.string().regex(/^\d+\.\d+$/), z.number()])
  .meta({ description: 'a readiness criterion such as 9.4' });

const anchorShape = z.union([anchor(), whenObject()]);
const sloPhases = z.enum(['baseline', 'fault', 'recovery', 'steady']);

export const venueHead = z.strictObject({ name: identifier() });

export const loadHead = z.strictObject({
  id: identifier(),
  generator: identifier(),
  begins: z.enum(['warmup', 'fault']).default('warmup'),
  minSent: share().default(0.95),
  minAccepted: share().default(0.95),
  minTrades: z.int().min(0).default(1),
});

export const faultHead = z.strictObject({
  id: identifier(),
  kind: identifier(),
  target: z
    .strictObject({
      role: identifier(),
      pick: z.enum(['leader', 'standby', 'any']).optional(),
      name: identifier().optional(),
    })
    .optional(),
  at: anchorShape,
  until: anchorShape.optional(),
  ttl: duration().default(30_000),
  heal: identifier().optional(),
});

export const checkHead = z.strictObject({ id: identifier() });

const phases = z.strictObject({
  up: z.strictObject({ max: duration() }).default({ max: 30_000 }),
  warmup: z.strictObject({ max: duration() }).default({ max: 10_000 }),
  baseline: duration(),
  fault: duration().optional(),
  recovery: z.strictObject({ max: duration(), hold: duration() }).optional(),
  steady: duration(),
  reconcile: z.strictObject({ max: duration() }).default({ max: 30_000 }),
});

const rto = z.strictObject({
  max: duration(),
  redundancy: duration().optional(),
  serving: share().default(0.95),
});

const rpo = z.strictObject({
  horizon: z.enum(['acked']),
  maxOrders: z.int().min(0),
  maxAge: duration().optional(),
});

export const sloHead = z.strictObject({
  id: identifier(),
  within: duration(),
  ratio: share(),
  phases: z.array(sloPhases).min(1),
  minSamples: z.int().min(1),
  load: identifier().optional(),
});

export const stopHead = z.union([
  z.strictObject({ check: identifier() }),
  z.strictObject({ metric: z.enum(['error-ratio']), above: share(), for: duration() }),
]);

/** Witness lanes by what they go through: what is not named is meant whole. */
const lanePattern = {
  gateways: z.array(identifier()).min(1).optional(),
  symbols: z.array(z.string().min(1)).min(1).optional(),
  kinds: z
    .array(z.enum(['rest', 'match', 'cancel']))
    .min(1)
    .optional(),
} as const;

/** `200% of baseline` → 2. */
const ofBaseline = () =>
  z
    .codec(z.string().regex(/^\d+(\.\d+)?% of baseline$/), z.number().min(1).max(100), {
      decode: (text) => Number.parseFloat(text) / 100,
      encode: (ratio) => `${ratio * 100}% of baseline`,
    })
    .meta({ description: 'a multiple of the baseline, from 100%, such as 200% of baseline' });

export const mayFailHead = z.strictObject(lanePattern);

export const bystanderHead = z.strictObject({
  id: identifier(),
  ...lanePattern,
  p99: z.strictObject({ max: ofBaseline(), floor: duration() }),
});

const limits = z.strictObject({
  faultsAtOnce: z.int().min(1).max(100).optional(),
  runTime: duration().optional(),
});

/** The sections that no plugin has a say in. */
export const plainSections = {
  id: identifier(),
  title: z.string().min(1).max(200),
  description: z.string().max(4_000).optional(),
  requirements: z.array(criterion).default([]),
  tags: z.array(identifier()).default([]),
  runtime: identifier().default('process'),
  seed: z
    .int()
    .min(0)
    .max(seedMax)
    .meta({ description: `a whole number from 0 to ${seedMax}` }),
  expect: z.enum(['survive', 'degrade', 'halt-safely', 'reject']).default('survive'),
  phases,
  limits: limits.optional(),
} as const;

/** Sections whose parts are read one by one, so that one bad part hides no other. */
export const objectiveSections = { rto, rpo } as const;

/** Lists of a scenario, by what one item has of ours. */
export const listSections = {
  load: loadHead,
  faults: faultHead,
  checks: checkHead,
  stopWhen: stopHead,
  mayFail: mayFailHead,
  bystanders: bystanderHead,
} as const;

export const sectionNames = [
  ...Object.keys(plainSections),
  'venue',
  ...Object.keys(listSections),
  'objectives',
];

/** What the scenario language will say one day; until then using it is an error, not a no-op. */
export const notYetBuilt: Readonly<Record<string, string>> = {
  matrix: 'one scenario over several runtimes or options',
};
