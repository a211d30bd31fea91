import { type LanePattern, type Plan, planSchema } from '#contract/plan.ts';
import { sha256 } from '#kit/canonical.ts';
import type { Draft } from './draft.ts';
import type { Resolved } from './resolve.ts';
import { witnessIntervalUs } from './rules.ts';

/** The plan of a draft without problems; undefined if a part of it is absent after all. */
export function buildPlan(
  draft: Draft,
  resolved: Resolved,
  file: string,
  text: string,
): Plan | undefined {
  const { id, title, seed, expect } = draft;
  const { venue, runtime } = resolved;
  const phases = phasesOf(draft);
  const intervalUs = witnessIntervalUs(resolved.load);
  if (id === undefined || title === undefined || seed === undefined || expect === undefined) {
    return undefined;
  }
  if (!phases || !venue || !runtime || intervalUs === undefined) return undefined;
  return {
    schema: planSchema,
    scenario: {
      id,
      title,
      file,
      digest: sha256(text),
      requirements: (draft.requirements ?? []).map(String),
      tags: draft.tags ?? [],
    },
    seed,
    expect,
    runtime: runtime.name,
    venue: {
      name: venue.name,
      version: venue.plugin.version,
      options: venue.options,
      defects: venue.defects,
      client: venue.client,
      promise: venue.plugin.promise(venue.options),
      ...(venue.plugin.offers && { offers: venue.plugin.offers }),
      ...(venue.plugin.conventions && { conventions: venue.plugin.conventions }),
    },
    phases,
    load: resolved.load.map((load) => load.planned),
    faults: resolved.faults.map((fault) => fault.planned),
    checks: resolved.checks,
    objectives: objectivesOf(draft, resolved),
    stopWhen: draft.stopWhen.map((condition) =>
      'check' in condition
        ? { check: condition.check }
        : { metric: condition.metric, above: condition.above, forMs: condition.for },
    ),
    ...(draft.limits && { limits: limitsOf(draft.limits) }),
    mayFail: draft.mayFail.map(({ path: _, ...lanes }) => patternOf(lanes)),
    bystanders: draft.bystanders.map(({ id, p99, ...lanes }) => ({
      id,
      ...patternOf(lanes),
      p99: { max: p99.max, floorMs: p99.floor },
    })),
    witnessIntervalUs: intervalUs,
  };
}

/** A plan is JSON: what is absent is not there at all. */
function patternOf(lanes: Written): LanePattern {
  const { gateways, symbols, kinds } = lanes;
  return { ...(gateways && { gateways }), ...(symbols && { symbols }), ...(kinds && { kinds }) };
}

type Written = { readonly [K in keyof LanePattern]?: LanePattern[K] | undefined };

function limitsOf({
  faultsAtOnce,
  runTime,
}: NonNullable<Draft['limits']>): NonNullable<Plan['limits']> {
  return {
    ...(faultsAtOnce !== undefined && { faultsAtOnce }),
    ...(runTime !== undefined && { runTimeMs: runTime }),
  };
}

/** Phases that a scenario without faults does not have last 0 ms. */
function phasesOf({ phases }: Draft): Plan['phases'] | undefined {
  if (phases === undefined) return undefined;
  return {
    upMaxMs: phases.up.max,
    warmupMaxMs: phases.warmup.max,
    baselineMs: phases.baseline,
    faultMs: phases.fault ?? 0,
    recoveryMaxMs: phases.recovery?.max ?? 0,
    holdMs: phases.recovery?.hold ?? 0,
    steadyMs: phases.steady,
    reconcileMaxMs: phases.reconcile.max,
  };
}

function objectivesOf({ rto, rpo, slo }: Draft, { load }: Resolved): Plan['objectives'] {
  const witness = load.find((one) => one.witness)?.planned.id ?? '';
  return {
    ...(rto && {
      rto: {
        maxMs: rto.max,
        ...(rto.redundancy !== undefined && { redundancyMaxMs: rto.redundancy }),
        serving: rto.serving,
      },
    }),
    ...(rpo && {
      rpo: {
        horizon: rpo.horizon,
        maxOrders: rpo.maxOrders,
        ...(rpo.maxAge !== undefined && { maxAgeMs: rpo.maxAge }),
      },
    }),
    slo: slo.map((one) => ({
      id: one.id,
      withinMs: one.within,
      ratio: one.ratio,
      phases: one.phases,
      minSamples: one.minSamples,
      load: one.load ?? witness,
    })),
  };
}
