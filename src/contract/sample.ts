import type {
  EventOf,
  HistoryEvent,
  HistoryEventType,
  LaneKind,
  OperationSent,
  OrderRead,
} from './history.ts';
import { historySchema } from './history.ts';
import type { Plan } from './plan.ts';
import { planSchema } from './plan.ts';

/**
 * Short ways to write events: for the examples of checks and for tests, never for a real history.
 */
const defaults: { readonly [T in HistoryEventType]?: Partial<EventOf<T>> } = {
  'run-began': { schema: historySchema, run: 'sample', planDigest: '', wallMs: 0, bootId: '' },
  generator: { gen: 0, id: 'witness', generator: 'witness', witness: true, ratePerSecond: 100 },
  sent: { gen: 0, lane: -1, kind: 'new', account: 1, symbol: 'X', gateway: 'gateway-1' },
  told: { gen: 0, outcome: 'accepted' },
  executed: { gen: 0, tradeId: 't1', price: 100, quantity: 1, maker: false },
  service: { role: 'engine', answered: true },
  'read-began': { read: 0, stage: 'live', gateway: 'gateway-1' },
  'read-ended': { read: 0, complete: true },
  order: { read: 0, gen: 0, account: 1, symbol: 'X', side: 'buy', tif: 'gtc' },
  probe: { about: 'effect', saw: 'as it was looked at' },
  harness: { event: 'failed' },
  logged: { gen: 0, epoch: 1, kind: 'new' },
  'feed-snapshot': { feed: 'market-data', epoch: 1, orders: [] },
  feed: { feed: 'market-data', epoch: 1, orders: [], trades: [] },
  'feed-lost': { feed: 'market-data', because: 'the connection was closed' },
};

/** An event with the usual values where `fields` says nothing; `atUs` is 0 unless given. */
export function sample<T extends HistoryEventType>(
  type: T,
  fields: Partial<Omit<EventOf<T>, 'type'>> = {},
): EventOf<T> {
  return { type, atUs: 0, ...defaults[type], ...fields } as unknown as EventOf<T>;
}

/** A generator with one lane a kind and gateway, on symbol X. */
export function sampleGenerator(
  gateways: readonly string[] = ['gateway-1'],
  kinds: readonly LaneKind[] = ['rest'],
): EventOf<'generator'> {
  const lanes = gateways.flatMap((gateway) =>
    kinds.map((kind) => ({ gateway, symbol: 'X', kind })),
  );
  return sample('generator', { lanes, clockOffsetUs: 0, clockErrorUs: 0 });
}

/**
 * A limit order that was sent and is told at sequence `op + 1` of epoch 1 unless said otherwise.
 */
export function sampleOrder(
  op: number,
  fields: Partial<OperationSent> = {},
  told: Partial<EventOf<'told'>> = {},
): HistoryEvent[] {
  const atUs = fields.atUs ?? op * 10_000;
  const order = { side: 'buy', price: 100, quantity: 10, tif: 'gtc' } as const;
  return [
    sample('sent', { op, atUs, intendedUs: atUs, ...order, ...fields }),
    sample('told', { op, atUs: atUs + 1_000, sequence: op + 1, epoch: 1, quantity: 0, ...told }),
  ];
}

/**
 * A complete read of these orders, each open and as {@link sampleOrder} sends it unless said
 * otherwise.
 */
export function sampleRead(
  rows: readonly Partial<OrderRead>[],
  fields: Partial<EventOf<'read-began'>> & Partial<EventOf<'read-ended'>> = {},
): HistoryEvent[] {
  const { read = 0, gateway = 'gateway-1', stage = 'live', ...ended } = fields;
  const orders = rows.map((row) => {
    const op = row.op ?? 0;
    const usual = { orderId: `o${op}`, price: 100, quantity: 10, executed: 0, status: 'open' };
    return sample('order', { read, op, sequence: op + 1, epoch: 1, ...usual, ...row } as OrderRead);
  });
  const total = rows.length;
  const asOfSequence = Math.max(0, ...orders.map((one) => one.closedSequence ?? one.sequence));
  return [
    sample('read-began', { read, gateway, stage }),
    ...orders,
    sample('read-ended', { read, rows: total, total, asOfSequence, epoch: 1, ...ended }),
  ];
}

/** A plan of one witness, without faults and objectives, of short phases. */
export function samplePlan(fields: Partial<Plan> = {}): Plan {
  return {
    schema: planSchema,
    scenario: {
      id: 'sample',
      title: 'A sample',
      file: 'sample.yaml',
      digest: '',
      requirements: [],
      tags: [],
    },
    seed: 1,
    expect: 'survive',
    runtime: 'process',
    venue: {
      name: 'sample',
      version: '1',
      options: {},
      defects: [],
      client: 'sample',
      promise: { failover: true, power: true },
    },
    phases: {
      upMaxMs: 10_000,
      warmupMaxMs: 3_000,
      baselineMs: 3_000,
      faultMs: 4_000,
      recoveryMaxMs: 10_000,
      holdMs: 1_000,
      steadyMs: 2_000,
      reconcileMaxMs: 10_000,
    },
    load: [
      {
        id: 'witness',
        generator: 'witness',
        options: {},
        ratePerSecond: 100,
        begins: 'warmup',
        seed: 1,
        minSent: 0.98,
        minAccepted: 0.95,
        minTrades: 0,
      },
    ],
    faults: [],
    checks: [],
    objectives: { slo: [] },
    stopWhen: [],
    mayFail: [],
    bystanders: [],
    witnessIntervalUs: 50_000,
    ...fields,
  };
}
