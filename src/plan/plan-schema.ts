import { z } from 'zod';
import { type Plan, planSchema } from '#contract/plan.ts';
import { orderKinds } from '#contract/venue.ts';
import { seedMax } from '#kit/random.ts';
import { anchorPhases, venueStates } from './anchors.ts';
import { identifier } from './scenario-schema.ts';

/** plan.json: what a plan that was written down must look like to be taken again. */
const ms = z.number().min(0).max(86_400_000);
const ratio = z.number().min(0).max(1);
const digest = z.string().regex(/^[0-9a-f]{64}$/);
const seed = z.int().min(0).max(seedMax);

const anchor = z.discriminatedUnion('after', [
  z.strictObject({
    after: z.literal('phase'),
    phase: z.enum(['baseline', ...anchorPhases, 'steady']),
    offsetMs: ms,
  }),
  z.strictObject({
    after: z.literal('fault'),
    fault: identifier(),
    event: z.enum(['effect', 'healed']),
    offsetMs: ms,
  }),
  z.strictObject({ after: z.literal('venue'), state: z.enum(venueStates), offsetMs: ms }),
]);

const fault = z.strictObject({
  id: identifier(),
  kind: identifier(),
  target: z
    .strictObject({
      role: identifier(),
      pick: z.union([z.enum(['leader', 'standby', 'any']), z.strictObject({ name: identifier() })]),
    })
    .exactOptional(),
  at: anchor,
  until: anchor.exactOptional(),
  ttlMs: ms,
  heal: identifier(),
  options: z.unknown(),
});

const load = z.strictObject({
  id: identifier(),
  generator: identifier(),
  options: z.unknown(),
  ratePerSecond: z.number().gt(0),
  begins: z.enum(['warmup', 'fault']),
  seed,
  minSent: ratio,
  minAccepted: ratio,
  minTrades: z.int().min(0),
});

const objectives = z.strictObject({
  rto: z
    .strictObject({ maxMs: ms, redundancyMaxMs: ms.exactOptional(), serving: ratio })
    .exactOptional(),
  rpo: z
    .strictObject({
      horizon: z.literal('acked'),
      maxOrders: z.int().min(0),
      maxAgeMs: ms.exactOptional(),
    })
    .exactOptional(),
  slo: z.array(
    z.strictObject({
      id: identifier(),
      withinMs: ms,
      ratio,
      phases: z.array(z.enum(['baseline', 'fault', 'recovery', 'steady'])),
      minSamples: z.int().min(1),
      load: identifier(),
    }),
  ),
});

const lanePattern = {
  gateways: z.array(z.string()).exactOptional(),
  symbols: z.array(z.string()).exactOptional(),
  kinds: z.array(z.enum(['rest', 'match', 'cancel'])).exactOptional(),
} as const;

export const planFileSchema = z.strictObject({
  schema: z.literal(planSchema),
  scenario: z.strictObject({
    id: identifier(),
    title: z.string(),
    file: z.string(),
    digest,
    requirements: z.array(z.string()),
    tags: z.array(z.string()),
  }),
  seed,
  expect: z.enum(['survive', 'degrade', 'halt-safely', 'reject']),
  runtime: identifier(),
  venue: z.strictObject({
    name: identifier(),
    version: z.string(),
    options: z.unknown(),
    defects: z.array(
      z.strictObject({
        role: z.string(),
        name: z.string(),
        argument: z.string().exactOptional(),
      }),
    ),
    client: identifier(),
    promise: z.strictObject({ failover: z.boolean(), power: z.boolean() }),
    offers: z.array(z.enum(orderKinds)).exactOptional(),
    conventions: z.record(z.string(), z.union([z.string(), z.boolean()])).exactOptional(),
  }),
  phases: z.strictObject({
    upMaxMs: ms,
    warmupMaxMs: ms,
    baselineMs: ms,
    faultMs: ms,
    recoveryMaxMs: ms,
    holdMs: ms,
    steadyMs: ms,
    reconcileMaxMs: ms,
  }),
  load: z.array(load),
  faults: z.array(fault),
  checks: z.array(z.strictObject({ id: identifier(), options: z.unknown() })),
  objectives,
  stopWhen: z.array(
    z.union([
      z.strictObject({ check: identifier() }),
      z.strictObject({ metric: z.literal('error-ratio'), above: ratio, forMs: ms }),
    ]),
  ),
  limits: z
    .strictObject({
      faultsAtOnce: z.int().min(1).exactOptional(),
      runTimeMs: ms.exactOptional(),
    })
    .exactOptional(),
  mayFail: z.array(z.strictObject(lanePattern)),
  bystanders: z.array(
    z.strictObject({
      id: identifier(),
      ...lanePattern,
      p99: z.strictObject({ max: z.number().min(1), floorMs: ms }),
    }),
  ),
  witnessIntervalUs: z.int().min(1),
});

/** Fails to compile when schema and contract part ways. */
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : never) : never;
type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;
true satisfies Same<DeepReadonly<z.output<typeof planFileSchema>>, DeepReadonly<Plan>>;
