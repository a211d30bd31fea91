import type { HistoryEvent, OperationTold, OrderRead } from '#contract/history.ts';
import type { Plan, PlannedFault } from '#contract/plan.ts';
import { sample, samplePlan } from '#contract/sample.ts';
import { digestOf } from '#kit/canonical.ts';

/** What becomes of one operation of a sample run. */
export interface SampleAnswer {
  /** Intended to told; default 5 ms. */
  readonly afterUs?: number;
  readonly outcome?: OperationTold['outcome'];
  readonly code?: string;
  /** Nobody is ever told. */
  readonly silent?: boolean;
  /** How late the generator sent it. */
  readonly lagUs?: number;
  readonly epoch?: number;
}

export interface SampleFault {
  readonly id?: string;
  readonly kind?: string;
  readonly commandUs?: number;
  readonly lastNegativeUs?: number | null;
  /** Null: the probe never held. */
  readonly effectUs?: number | null;
  readonly healUs?: number;
  readonly verifiedUs?: number | null;
  readonly services?: readonly string[];
}

/** `op` counts over all lanes: lane by lane at each moment. */
export type SampleAnswering = (intendedUs: number, gateway: string, op: number) => SampleAnswer;

export interface SampleRun {
  readonly plan?: Partial<Plan>;
  readonly gateways?: readonly string[];
  readonly faults?: readonly SampleFault[];
  readonly answer?: SampleAnswering;
  /** The row of an accepted operation as it is read back; undefined: it is not there. */
  readonly row?: (op: number, row: OrderRead) => Partial<OrderRead> | undefined;
  /** Executed although nobody was told. */
  readonly unheardRows?: readonly number[];
  readonly reads?: 'complete' | 'incomplete' | 'none';
  /** Any further events; they are put in order of time. */
  readonly more?: readonly HistoryEvent[];
  readonly steadyUs?: number;
  /** Leave out the last line. */
  readonly killed?: boolean;
}

export const second = 1_000_000;
/** Moments of a sample run: fault from 6 s, recovery from 10 s, steady until 14.5 s. */
export const moments = { baseline: 3, fault: 6, recovery: 10, steady: 12.5, reconcile: 14.5 };
const intervalUs = 50_000;

export function samplePlanned(fault: SampleFault): PlannedFault {
  return {
    id: fault.id ?? 'kill',
    kind: fault.kind ?? 'process-kill',
    target: { role: 'engine', pick: 'leader' },
    at: { after: 'phase', phase: 'fault', offsetMs: 500 },
    ttlMs: 20_000,
    heal: 'restart',
    options: {},
  };
}

export function planOf({ plan = {}, faults = [] }: SampleRun): Plan {
  const load = samplePlan().load.map((one) => ({ ...one, ratePerSecond: 40 }));
  return samplePlan({ load, faults: faults.map(samplePlanned), ...plan });
}

/** The whole history of a run with one lane a gateway and an operation each 50 ms, for tests. */
export function sampleRun(run: SampleRun): { plan: Plan; events: HistoryEvent[] } {
  const plan = planOf(run);
  const gateways = run.gateways ?? ['gateway-1', 'gateway-2'];
  const faulty = plan.faults.length > 0;
  const timed: HistoryEvent[] = [
    sample('phase', { phase: 'up' }),
    sample('phase', { atUs: 1, phase: 'warmup', because: 'venue ready' }),
    ...phasesOf(faulty),
    ...(run.faults ?? []).flatMap(faultEvents),
    ...traffic(run, gateways),
    ...(run.more ?? []),
  ];
  timed.sort((a, b) => timeOf(a) - timeOf(b));
  const begun = sample('run-began', { planDigest: digestOf(plan) });
  const lanes = gateways.map((gateway) => ({ gateway, symbol: 'X', kind: 'rest' as const }));
  const generator = sample('generator', { lanes, clockOffsetUs: 0, clockErrorUs: 0 });
  const events = [begun, generator, ...timed, ...readsOf(run, timed)];
  if (!run.killed) events.push(sample('run-ended', { atUs: 16 * second }));
  return { plan, events };
}

function phasesOf(faulty: boolean): HistoryEvent[] {
  const at = (phase: keyof typeof moments, because: string) =>
    sample('phase', { atUs: moments[phase] * second, phase, because });
  return [
    at('baseline', 'p99 stable'),
    ...(faulty ? [at('fault', 'baseline met'), at('recovery', 'time is up')] : []),
    at('steady', 'recovery over'),
    at('reconcile', 'time is up'),
  ];
}

function faultEvents(given: SampleFault): HistoryEvent[] {
  const { id = 'kill', kind = 'process-kill', services = ['engine-1'] } = given;
  const { commandUs = 6.5 * second, effectUs = 6.51 * second, verifiedUs = 10.5 * second } = given;
  const { lastNegativeUs = 6.502 * second, healUs = 10 * second } = given;
  const targets = services.map((service) => ({ service, identity: 'pid 1 start 2' }));
  const fault = { fault: id, kind };
  const events: HistoryEvent[] = [
    sample('fault', { ...fault, atUs: commandUs - 1, state: 'arming', targets }),
    sample('fault', { ...fault, atUs: commandUs, state: 'active', targets }),
    sample('fault', { ...fault, atUs: healUs, state: 'healing' }),
  ];
  const probe = (holds: boolean, startedUs: number, atUs: number) =>
    sample('probe', { fault: id, holds, startedUs, atUs });
  if (lastNegativeUs !== null) events.push(probe(false, lastNegativeUs, lastNegativeUs + 100));
  if (effectUs !== null) events.push(probe(true, effectUs - 100, effectUs));
  if (verifiedUs !== null) {
    events.push(sample('fault', { ...fault, atUs: verifiedUs, state: 'verified' }));
  }
  return events;
}

function traffic(run: SampleRun, gateways: readonly string[]): HistoryEvent[] {
  const events: HistoryEvent[] = [];
  let op = 0;
  for (let intendedUs = 1_000; intendedUs < moments.reconcile * second; intendedUs += intervalUs) {
    for (const [lane, gateway] of gateways.entries()) {
      const answer = run.answer?.(intendedUs, gateway, op) ?? {};
      const atUs = intendedUs + (answer.lagUs ?? 100);
      const order = { side: 'buy', price: 100, quantity: 10, tif: 'gtc' } as const;
      events.push(sample('sent', { op, atUs, intendedUs, lane, gateway, ...order }));
      if (!answer.silent) events.push(toldOf(op, intendedUs, answer));
      op += 1;
    }
  }
  return events;
}

function toldOf(op: number, intendedUs: number, answer: SampleAnswer): HistoryEvent {
  const { afterUs = 5_000, outcome = 'accepted', code, epoch = 1 } = answer;
  const placed = outcome === 'accepted' ? { sequence: op + 1, epoch, quantity: 0 } : {};
  const coded = code === undefined ? {} : { code };
  return sample('told', { op, atUs: intendedUs + afterUs, outcome, ...coded, ...placed });
}

/** Two reads of what was told accepted, through the first gateway, before and after a restart. */
function readsOf(run: SampleRun, timed: readonly HistoryEvent[]): HistoryEvent[] {
  if (run.reads === 'none') return [];
  const rows: OrderRead[] = [];
  for (const event of timed) {
    if (event.type !== 'told' || event.outcome !== 'accepted' || event.repeat) continue;
    const { op, sequence = op + 1, epoch = 1 } = event;
    if (rows.some((row) => row.op === op)) continue;
    rows.push(rowOf(op, sequence, epoch));
  }
  for (const op of run.unheardRows ?? []) rows.push(rowOf(op, op + 1, 1));
  rows.sort((a, b) => a.sequence - b.sequence);
  const kept = rows.flatMap((row) => {
    const change = run.row === undefined ? {} : run.row(row.op, row);
    return change === undefined ? [] : [{ ...row, ...change }];
  });
  const complete = run.reads !== 'incomplete';
  return (['live', 'cold'] as const).flatMap((stage, read) => {
    const atUs = 15 * second + read;
    const total = kept.length + (complete ? 0 : 1);
    const last = kept.at(-1);
    const ended = { asOfSequence: last?.sequence ?? 0, epoch: last?.epoch ?? 1, total };
    return [
      sample('read-began', { atUs, read, stage }),
      ...kept.map((row) => ({ ...row, read })),
      sample('read-ended', { atUs, read, complete, rows: kept.length, ...ended }),
    ];
  });
}

function rowOf(op: number, sequence: number, epoch: number): OrderRead {
  const row = { orderId: `o${op}`, price: 100, quantity: 10, executed: 0, status: 'open' } as const;
  return sample('order', { op, sequence, epoch, ...row });
}

function timeOf(event: HistoryEvent): number {
  return (event as { atUs?: number }).atUs ?? 0;
}
