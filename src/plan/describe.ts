import type { Anchor, LanePattern, Plan, PlannedFault } from '#contract/plan.ts';
import { anchorText } from './anchors.ts';

/** A plan as people read it before they let it loose. */
export function describePlan(plan: Plan, digest: string): string {
  const { scenario, venue, phases } = plan;
  const defects = venue.defects.map((one) => [one.role, one.name, one.argument].join(' ').trim());
  const rows: [string, string][] = [
    ['scenario', `${scenario.id}: ${scenario.title}`],
    ['venue', [venue.name, JSON.stringify(venue.options), ...defects].join('  ')],
    ['runtime', plan.runtime],
    ['seed', String(plan.seed)],
    ['expect', plan.expect],
    ['phases', phasesText(phases)],
    ...plan.load.map((load): [string, string] => [
      'load',
      `${load.id}: ${load.generator} at ${load.ratePerSecond}/s from the ${load.begins} on`,
    ]),
    ...plan.faults.map((fault): [string, string] => ['fault', faultText(fault)]),
    ...objectiveRows(plan),
    ...laneRows(plan),
    ...limitRows(plan),
    ['checks', plan.checks.map((check) => check.id).join(', ') || 'none'],
    ['resolution', `${plan.witnessIntervalUs / 1_000} ms a lane`],
    ['digest', digest],
  ];
  return rows.map(([name, text]) => `${name.padEnd(10)} ${text}`).join('\n');
}

function phasesText(phases: Plan['phases']): string {
  const broken =
    phases.faultMs > 0
      ? [
          `fault ${phases.faultMs} ms`,
          `recovery at most ${phases.recoveryMaxMs} ms with a hold of ${phases.holdMs} ms`,
        ]
      : [];
  return [
    `warm-up at most ${phases.warmupMaxMs} ms`,
    `baseline ${phases.baselineMs} ms`,
    ...broken,
    `steady ${phases.steadyMs} ms`,
  ].join(', ');
}

function faultText({ id, kind, target, at, until, heal, ttlMs }: PlannedFault): string {
  const pick = typeof target?.pick === 'object' ? target.pick.name : target?.pick;
  const whom = target === undefined ? '' : ` of ${target.role} ${pick}`;
  const end = until === undefined ? 'the end of the fault phase' : anchorText(until as Anchor);
  return `${id}: ${kind}${whom} at ${anchorText(at)}, healed (${heal}) at ${end}, ttl ${ttlMs} ms`;
}

function limitRows({ limits, stopWhen }: Plan): [string, string][] {
  const stops = stopWhen.map((one): [string, string] => [
    'stop when',
    'check' in one
      ? `${one.check} is broken`
      : `${one.metric} is above ${one.above * 100} % for ${one.forMs} ms`,
  ]);
  const atOnce = limits?.faultsAtOnce;
  const runTimeMs = limits?.runTimeMs;
  return [
    ...stops,
    ...(atOnce === undefined ? [] : [['limit', `${atOnce} faults at once`] as [string, string]]),
    ...(runTimeMs === undefined ? [] : [['limit', `${runTimeMs} ms in all`] as [string, string]]),
  ];
}

function laneRows({ mayFail, bystanders }: Plan): [string, string][] {
  const text = ({ gateways, symbols, kinds }: LanePattern) =>
    [gateways, symbols, kinds].map((names) => names?.join('|') ?? '*').join(' ');
  return [
    ...mayFail.map((lanes): [string, string] => ['may fail', text(lanes)]),
    ...bystanders.map(({ id, p99, ...lanes }): [string, string] => [
      'bystander',
      `${id}: ${text(lanes)}, p99 within ${p99.max * 100}% of baseline or ${p99.floorMs} ms`,
    ]),
  ];
}

function objectiveRows({ objectives: { rto, rpo, slo } }: Plan): [string, string][] {
  const rows: [string, string][] = [];
  if (rto !== undefined) {
    const redundancy =
      rto.redundancyMaxMs === undefined ? '' : `, redundant within ${rto.redundancyMaxMs} ms`;
    rows.push(['RTO', `service within ${rto.maxMs} ms${redundancy}`]);
  }
  if (rpo !== undefined) {
    const age = rpo.maxAgeMs === undefined ? '' : `, none older than ${rpo.maxAgeMs} ms`;
    rows.push(['RPO', `at most ${rpo.maxOrders} ${rpo.horizon} orders lost${age}`]);
  }
  for (const one of slo) {
    const share = `${Math.round(one.ratio * 1e7) / 1e5}%`;
    const where = one.phases.join(' and ');
    rows.push(['SLO', `${one.id}: ${share} of ${one.load} within ${one.withinMs} ms in ${where}`]);
  }
  return rows;
}
