import { createHash } from 'node:crypto';
import type { Flow, Intent, Told, ToldOutcome } from 'proofhouse/contract';
import { describe, expect, test } from 'vitest';
import {
  cancel,
  emptyMarket,
  enter,
  forget,
  latestUntouched,
  type Market,
  type Order,
} from '../../venues/stub/front/market.ts';
import burst from './burst.ts';
import witness from './witness.ts';

const setting = { gateways: ['a', 'b'], symbols: ['X', 'Y'], seed: 8421, firstAccount: 1000 };

/** What the venue says to an operation at a moment: its real outcome, or one that hides it. */
type Weather = (
  atUs: number,
  intent: Intent,
  market: Market,
) => 'serves' | 'hides' | 'loses' | 'refuses';
const fair: Weather = () => 'serves';

/** A venue that answers at once, so that a run of hours takes seconds. */
function simulate(flows: readonly Flow[], seconds: number, weather: Weather) {
  const market = emptyMarket();
  const results: { gen: number; atUs: number; intent: Intent; told: Told }[] = [];
  const byOp = flows.map(() => new Map<number, Order>());
  let openMax = 0;
  const act = (gen: number, op: number, atUs: number, intent: Intent): void => {
    const sky = weather(atUs, intent, market);
    const orders = byOp[gen] as Map<number, Order>;
    const executes = sky === 'serves' || sky === 'hides';
    const executed = executes ? execute(orders, op, intent) : undefined;
    const outcome: ToldOutcome =
      sky === 'refuses' ? 'not-executed' : sky === 'serves' ? 'accepted' : 'indeterminate';
    const told: Told =
      sky !== 'serves'
        ? { op, outcome }
        : executed === undefined
          ? { op, outcome: 'rejected' }
          : { op, outcome, ...executed };
    results.push({ gen, atUs, intent, told });
    flows[gen]?.told(told);
    openMax = Math.max(openMax, openOrders());
  };
  const execute = (orders: Map<number, Order>, op: number, intent: Intent) => {
    if (intent.kind === 'cancel') {
      const order = orders.get(intent.target);
      if (order?.status !== 'open') return undefined;
      cancel(market, order, `${op}`);
      return { quantity: order.cancelledBy?.quantity ?? 0 };
    }
    if (intent.kind !== 'new' || intent.tif === 'fok')
      throw new Error(`the witness sent a ${intent.kind}`);
    const { account, tif, ...rest } = intent;
    const order = enter(market, {
      ...rest,
      account: String(account),
      timeInForce: tif,
      clientOrderId: `${account}-${op}`,
    });
    orders.set(op, order);
    const fills = order.fills.map(({ price, quantity }) => [price, quantity] as const);
    return { quantity: order.executed, fills };
  };
  const openOrders = (): number =>
    [...market.queues.values()].reduce((sum, queue) => sum + queue.length, 0);

  flows.forEach((flow, gen) => {
    flow.seeding.forEach((intent, op) => {
      act(gen, op, 0, intent);
    });
  });
  const next = flows.map(() => 0);
  for (;;) {
    const dues = flows.map((flow, gen) => flow.dueUs(next[gen] as number));
    const gen = dues.indexOf(Math.min(...dues));
    const atUs = dues[gen] as number;
    if (atUs > seconds * 1e6) return { results, openMax, market };
    const index = next[gen] as number;
    next[gen] = index + 1;
    const flow = flows[gen] as Flow;
    const op = flow.seeding.length + index;
    act(gen, op, atUs, flow.intent(index, op));
  }
}

const witnessFlow = (rate = 200, seed = setting.seed): Flow =>
  witness.flow({ rate }, { ...setting, seed });
const burstFlow = (): Flow =>
  burst.flow(
    { rate: 80, peak: 800, from: 2_000, length: 3_000 },
    { ...setting, seed: 7, firstAccount: 2000 },
  );

const digest = (results: readonly { intent: Intent }[]): string =>
  createHash('sha256')
    .update(JSON.stringify(results.map(({ intent }) => intent)))
    .digest('hex');

const laneOf = (flow: Flow, intent: Intent) => flow.lanes[intent.lane]?.kind;

describe('the witness', () => {
  test('every lane has a constant interval, whatever the rate', () => {
    for (const rate of [50, 200, 1_000]) {
      const flow = witnessFlow(rate);
      const last = new Map<number, number>();
      const intervals = new Set<number>();
      for (const { atUs, intent } of simulate([flow], 20, fair).results) {
        if (intent.lane < 0) continue;
        const before = last.get(intent.lane);
        if (before !== undefined) intervals.add(atUs - before);
        last.set(intent.lane, atUs);
      }
      expect(last.size).toBe(12);
      expect([...intervals]).toEqual([(12 * 1e6) / rate]);
    }
  });

  test('the same seed gives the same stream, another seed another', () => {
    const stream = (seed: number) => digest(simulate([witnessFlow(200, seed)], 30, fair).results);
    expect(stream(1)).toBe(stream(1));
    expect(stream(1)).not.toBe(stream(2));
  });

  test('over ten minutes every operation is served and the book stays bounded', () => {
    const flow = witnessFlow();
    const { results, openMax } = simulate([flow], 600, fair);
    expect(results.length).toBeGreaterThan(135_000);
    expect(results.filter(({ told }) => told.outcome !== 'accepted')).toEqual([]);
    const dry = results.filter(
      ({ intent, told }) => laneOf(flow, intent) === 'match' && told.quantity === 0,
    );
    expect(dry).toEqual([]);
    expect(openMax).toBeLessThan(1_500);
  }, 60_000);

  test.each(['hides', 'loses', 'refuses'] as const)(
    'after 10 s in which the venue %s every outcome, every operation is served at once',
    (sky) => {
      const flow = witnessFlow();
      const outage = { from: 20e6, to: 30e6 };
      const { results } = simulate([flow], 60, (atUs) =>
        atUs >= outage.from && atUs < outage.to ? sky : 'serves',
      );
      const after = results.filter(({ atUs }) => atUs >= outage.to);
      expect(after.filter(({ told }) => told.outcome !== 'accepted')).toEqual([]);
      const matches = after.filter(({ intent }) => laneOf(flow, intent) === 'match');
      expect(matches.filter(({ told }) => told.quantity === 0)).toEqual([]);
    },
  );

  test('after an outage that lost the latest orders, every operation is served', () => {
    const flow = witnessFlow();
    const outage = { from: 20e6, to: 21e6 };
    let lost = 0;
    const { results } = simulate([flow], 120, (atUs, _intent, market) => {
      if (atUs >= outage.from && lost === 0) {
        const dropped = latestUntouched(market, 17);
        forget(market, dropped);
        lost = dropped.length;
      }
      return atUs >= outage.from && atUs < outage.to ? 'refuses' : 'serves';
    });
    expect(lost).toBe(17);
    const after = results.filter(({ atUs }) => atUs >= outage.to);
    expect(after.filter(({ told }) => told.outcome !== 'accepted')).toEqual([]);
  });

  test('one refusing gateway does not starve the other', () => {
    const flow = witnessFlow();
    const { results } = simulate([flow], 60, (_atUs, { gateway }) =>
      gateway === 'a' ? 'refuses' : 'serves',
    );
    const other = results.filter(({ intent }) => intent.gateway === 'b');
    expect(other.filter(({ told }) => told.outcome !== 'accepted')).toEqual([]);
  });

  test('accounts that rest and accounts that match differ', () => {
    const { results } = simulate([witnessFlow()], 10, fair);
    const accounts = (tif: string) =>
      new Set(
        results.flatMap(({ intent }) =>
          intent.kind === 'new' && intent.tif === tif && intent.lane >= 0 ? [intent.account] : [],
        ),
      );
    expect(accounts('gtc').isDisjointFrom(accounts('ioc'))).toBe(true);
  });
});

describe('the burst', () => {
  test('steps up and down once, at whole operations', () => {
    const { results } = simulate([burstFlow()], 10, fair);
    const within = (from: number, to: number): number =>
      results.filter(({ atUs }) => atUs >= from * 1e6 && atUs < to * 1e6).length;
    expect([within(0, 2), within(2, 5), within(5, 10)]).toEqual([160, 2_400, 400]);
  });

  test('beside it the witness is served and its own cancels find open orders', () => {
    const flows = [witnessFlow(), burstFlow()];
    const { results, openMax } = simulate(flows, 120, fair);
    expect(results.filter(({ told }) => told.outcome !== 'accepted')).toEqual([]);
    const dry = results.filter(
      ({ gen, intent, told }) =>
        gen === 0 && laneOf(flows[0] as Flow, intent) === 'match' && told.quantity === 0,
    );
    expect(dry).toEqual([]);
    expect(openMax).toBeLessThan(1_700);
    const trades = results.filter(({ gen, told }) => gen === 1 && (told.fills?.length ?? 0) > 0);
    expect(trades.length).toBeGreaterThan(1_000);
  });
});
