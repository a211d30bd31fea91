import { z } from 'zod';
import { type RunReport, runSchema } from '#contract/run.ts';

/** run.json as a schema: what `report` reads again, and what is published for other readers. */
const text = z.string();
const number = z.number();
const count = z.int().min(0);
const seen = z.number().nullable();
const objective = z.enum(['pass', 'fail', 'unknown', 'not-required']);
const range = z.tuple([number, number]);
const phase = z.enum([
  'up',
  'warmup',
  'baseline',
  'fault',
  'recovery',
  'steady',
  'reconcile',
  'down',
]);

const fault = z.object({
  id: text,
  kind: text,
  target: text,
  status: z.enum(['confirmed', 'mismatch', 'inconclusive', 'not-injected']),
  because: text,
  commandUs: seen,
  lastNegativeUs: seen,
  effectUs: seen,
  healCommandUs: seen,
  healedUs: seen,
});

const rto = z.object({
  outcome: objective,
  because: text,
  serviceMs: seen,
  redundancyMs: seen,
  afterHealMs: seen,
  redundancyAfterHealMs: seen,
  intervalMs: range.nullable(),
  noInterruption: z.boolean(),
  unseenBelowMs: number,
  limitMs: seen,
  redundancyLimitMs: seen,
  resolutionMs: number,
  effectWindowMs: seen,
  by: z.enum(['self-recovery', 'repair', 'none']),
  split: z.object({
    impactMs: seen,
    detectMs: seen,
    switchMs: seen,
    reopenMs: seen,
    redundantMs: seen,
  }),
  relapse: z.boolean(),
  rung: text,
});

const lost = z.object({
  id: text,
  order: text,
  kind: z.enum(['new', 'cancel', 'replace', 'mass-cancel']),
  toldUs: number,
  period: z.enum(['before-effect', 'during-outage', 'after-recovery']),
  ageMs: number,
  notional: number,
  what: text,
});

const lostOrder = z.object({
  id: text,
  events: z.array(
    z.object({ atUs: seen, by: z.enum(['sent', 'told', 'log', 'read']), what: text }),
  ),
});

const rpo = z.object({
  outcome: objective,
  because: text,
  horizon: text,
  lostOrders: seen,
  lostOperations: seen,
  upperBound: seen,
  limitOrders: seen,
  lostAgeMs: seen,
  limitAgeMs: seen,
  exposure: z.object({
    toldLast100Ms: number,
    toldLast1s: number,
    neededLast100Ms: number,
    indeterminate: number,
    indeterminateExecuted: number,
    indeterminateVanished: number,
  }),
  byPeriod: z.object({ beforeEffect: number, duringOutage: number, afterRecovery: number }),
  phantom: number,
  resurrected: number,
  duplicated: number,
  reordered: number,
  ids: z.array(lost),
  orders: z.array(lostOrder),
});

const slo = z.object({
  id: text,
  phase: text,
  outcome: objective,
  because: text,
  withinMs: number,
  good: number,
  total: number,
  ratio: seen,
  target: number,
  budgetSpent: seen,
  p50Ms: seen,
  p99Ms: seen,
  p999Ms: seen,
});

const check = z.object({
  id: text,
  class: z.enum(['safety', 'objective', 'sometimes']),
  outcome: z.enum(['pass', 'fail', 'unknown', 'skipped']),
  examined: number,
  because: text,
  evidence: z.array(text),
  doesNotVerify: text,
});

const served = { accepted: number, intended: number, ratio: seen } as const;

const bystander = z.object({
  id: text,
  outcome: objective,
  because: text,
  lanes: number,
  samples: number,
  p99Ms: seen,
  baselineP99Ms: seen,
  limitMs: seen,
});

const load = z.object({
  id: text,
  generator: text,
  witness: z.boolean(),
  intended: number,
  sent: number,
  accepted: number,
  rejected: number,
  notExecuted: number,
  indeterminate: number,
  trades: number,
  outcome: objective,
  because: text,
  lagMs: z.object({ p50: seen, p99: seen, max: seen }),
});

const timeline = z.object({
  binMs: z.number().gt(0),
  accepted: z.array(number),
  rejected: z.array(number),
  indeterminate: z.array(number),
  p50Ms: z.array(seen),
  p99Ms: z.array(seen),
  lagMs: z.array(seen),
  leaders: z.array(z.object({ atUs: number, leader: text.nullable(), epoch: seen })),
  lanes: z.array(z.object({ lane: text, outages: z.array(range) })),
});

export const runReportSchema = z.object({
  schema: z.literal(runSchema),
  id: text,
  tool: z.object({ version: text, commit: text }),
  scenario: z.object({
    id: text,
    title: text,
    file: text,
    digest: text,
    requirements: z.array(text),
  }),
  plan: z.object({ digest: text }),
  seed: number,
  runtime: text,
  venue: z.object({
    name: text,
    version: text,
    commit: text,
    configDigest: text,
    defects: z.array(text),
  }),
  startedAt: text,
  durationMs: number,
  verdict: z.enum(['PASS', 'INCONCLUSIVE', 'STOPPED', 'BROKEN', 'FAIL', 'VIOLATION']),
  residue: z.enum(['clean', 'dirty']),
  residues: z.array(text),
  exitCode: count,
  reasons: z.array(text),
  phases: z.array(z.object({ name: phase, fromUs: number, toUs: number, because: text })),
  faults: z.array(fault),
  incidents: z.array(z.object({ faults: z.array(text), fromUs: number, toUs: seen, rto, rpo })),
  slo: z.array(slo),
  availability: z.array(
    z.object({ phase: text, ...served, lanes: z.array(z.object({ lane: text, ...served })) }),
  ),
  bystanders: z.array(bystander),
  checks: z.array(check),
  load: z.array(load),
  noiseFloor: z.object({
    roundTripP50Ms: seen,
    roundTripP99Ms: seen,
    timerLagP99Ms: seen,
    measuredAt: text.nullable(),
  }),
  environment: z.record(text, text),
  reproduce: text,
  events: count,
  timeline,
});

type Frozen<T> = T extends object ? { readonly [K in keyof T]: Frozen<T[K]> } : T;
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : never) : never;
/** Does not compile if the schema and the contract's type differ. */
true satisfies Same<Frozen<z.infer<typeof runReportSchema>>, RunReport>;
