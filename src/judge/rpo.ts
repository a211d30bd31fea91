import { known } from '#contract/operations/outcomes.ts';
import type { LostOperation, RpoReport } from '#contract/run.ts';
import type { Evidence } from './evidence.ts';
import { operationKey, operationName } from './facts.ts';
import type { Incident } from './incidents.ts';
import type { Loss, Losses } from './losses.ts';
import { counted, ms } from './wording.ts';

const idsMax = 50;

/** What the checks of the recovered state found, as the RPO report repeats it. */
export interface StateFindings {
  readonly phantom: number;
  readonly resurrected: number;
  readonly duplicated: number;
  readonly reordered: number;
}

export interface RpoContext {
  readonly evidence: Evidence;
  readonly incidents: readonly Incident[];
  readonly losses: Losses;
  readonly findings: StateFindings;
  /** When the first gateway served again, an incident; null if none did or none was away. */
  readonly backUs: readonly (number | null)[];
}

/** The RPO of incident number `index` at the horizon `acked`. */
export function judgeRpo(context: RpoContext, index: number): RpoReport {
  const { evidence, incidents, losses, findings } = context;
  const incident = incidents[index] as Incident;
  const limits = evidence.plan.objectives.rpo;
  const own = losses.losses.filter((loss) => incidentOf(incidents, loss.toldUs) === index);
  const unheard = losses.unheard.filter((one) => incidentOf(incidents, one.sentUs) === index);
  const lost = own.map((loss) => describe(loss, incident, context.backUs[index] ?? null, evidence));
  const orders = new Set(own.map((loss) => operationKey(loss.gen, loss.order))).size;
  const vanished = unheard.filter((one) => !one.executed).length;
  const told = toldBefore(evidence, incident.lastNegativeUs);
  const report = {
    horizon: limits?.horizon ?? 'acked',
    lostOrders: losses.seen ? orders : null,
    lostOperations: losses.seen ? own.length : null,
    upperBound: losses.seen ? orders + vanished : null,
    limitOrders: limits?.maxOrders ?? null,
    lostAgeMs: losses.seen ? Math.max(0, ...lost.map((one) => one.ageMs)) : null,
    limitAgeMs: limits?.maxAgeMs ?? null,
    exposure: {
      ...told,
      neededLast100Ms: neededExposure(evidence),
      indeterminate: unheard.length,
      indeterminateExecuted: unheard.length - vanished,
      indeterminateVanished: vanished,
    },
    byPeriod: {
      beforeEffect: lost.filter((one) => one.period === 'before-effect').length,
      duringOutage: lost.filter((one) => one.period === 'during-outage').length,
      afterRecovery: lost.filter((one) => one.period === 'after-recovery').length,
    },
    ...findings,
    ids: lost.slice(0, idsMax),
    orders: [],
  };
  return { ...decide(report, incident, evidence), ...report };
}

type Measured = Omit<RpoReport, 'outcome' | 'because'>;

function decide(
  report: Measured,
  incident: Incident,
  { plan, reads }: Evidence,
): Pick<RpoReport, 'outcome' | 'because'> {
  const limits = plan.objectives.rpo;
  const { lostOrders, lostAgeMs, exposure } = report;
  if (lostOrders === null || lostAgeMs === null) {
    const reason = reads.summaries.find((read) => !read.complete)?.because ?? 'nothing was read';
    const because = `the recovered state was not read completely (${reason})`;
    return { outcome: limits ? 'unknown' : 'not-required', because };
  }
  const because = summary(report, lostOrders, lostAgeMs);
  if (limits === undefined) return { outcome: 'not-required', because };
  const late = limits.maxAgeMs !== undefined && lostAgeMs > limits.maxAgeMs;
  const unconfirmed = incident.faults.find((fault) => fault.status !== 'confirmed');
  if (unconfirmed !== undefined) {
    return { outcome: 'unknown', because: `${because}; ${unconfirmed.id} is not confirmed` };
  }
  if (lostOrders > limits.maxOrders || late) return { outcome: 'fail', because };
  if (lostOrders === 0 && exposure.toldLast100Ms < exposure.neededLast100Ms) {
    const text = `${exposure.toldLast100Ms} operations were told in the last 100 ms before the effect`;
    return {
      outcome: 'unknown',
      because: `${because}, but only ${text}; ${exposure.neededLast100Ms} are needed`,
    };
  }
  return { outcome: 'pass', because };
}

function summary(report: Measured, lostOrders: number, lostAgeMs: number): string {
  const limit = report.limitOrders === null ? '' : ` (limit ${report.limitOrders})`;
  const age =
    report.limitAgeMs === null
      ? `, the oldest told ${lostAgeMs} ms before the effect`
      : `, the oldest told ${lostAgeMs} ms before the effect (limit ${report.limitAgeMs} ms)`;
  const vanished = report.exposure.indeterminateVanished;
  const bound = vanished === 0 ? '' : `, at most ${report.upperBound} if acked unheard`;
  return `lost ${counted(lostOrders, 'order')}${limit}${lostOrders > 0 ? age : ''}${bound}`;
}

/** The first incident that could have lost what was told then; what came later, the last one. */
function incidentOf(incidents: readonly Incident[], toldUs: number): number {
  const index = incidents.findIndex((one) => toldUs <= (one.toUs ?? Number.POSITIVE_INFINITY));
  return index < 0 ? incidents.length - 1 : index;
}

function describe(
  loss: Loss,
  incident: Incident,
  backUs: number | null,
  { service }: Evidence,
): LostOperation {
  const during = backUs === null ? incident.toUs === null : loss.toldUs <= backUs;
  const outage = during ? 'during-outage' : 'after-recovery';
  return {
    id: operationName(service.outcomes, loss.gen, loss.op),
    order: operationName(service.outcomes, loss.gen, loss.order < 0 ? loss.op : loss.order),
    kind: loss.kind,
    toldUs: loss.toldUs,
    period: loss.toldUs <= incident.effectUs ? 'before-effect' : outage,
    ageMs: ms(incident.effectUs - loss.toldUs),
    notional: Math.round(loss.notional),
    what: loss.what,
  };
}

/** Accepted operations of all generators, told 100 ms and 1 s before the effect can have been. */
function toldBefore(
  { service }: Evidence,
  effectUs: number,
): { toldLast100Ms: number; toldLast1s: number } {
  const told = { toldLast100Ms: 0, toldLast1s: 0 };
  for (const generator of service.outcomes.generators) {
    if (generator === undefined) continue;
    for (let op = 0; op < generator.count; op += 1) {
      const beforeUs = effectUs - generator.toldUs.get(op);
      if (beforeUs < 0 || beforeUs > 1_000_000) continue;
      if ((generator.flags.get(op) & known.accepted) === 0) continue;
      told.toldLast1s += 1;
      if (beforeUs <= 100_000) told.toldLast100Ms += 1;
    }
  }
  return told;
}

/** A zero is believed from here on: a twentieth of a second's operations, at least 1, at most 5. */
function neededExposure({ plan }: Evidence): number {
  const rate = plan.load.reduce((sum, load) => sum + load.ratePerSecond, 0);
  return Math.max(1, Math.min(5, rate * 0.05));
}
