import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { EventOf, HistoryEvent, HistoryEventType } from '#contract/history.ts';
import { type NullServer, startNullServer } from '../null-server/start.ts';
import { quantile } from './lag.ts';
import { type LoadProcess, type LoadRequest, startLoad } from './start.ts';

vi.setConfig({ testTimeout: 60_000 });

const burstOptions = { rate: 50, peak: 50, from: 0, length: 0 };

const endings: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

interface Trading {
  readonly load: LoadProcess;
  readonly events: HistoryEvent[];
  of<T extends HistoryEventType>(type: T): EventOf<T>[];
}

async function trade(addresses: readonly string[], more: Partial<LoadRequest>): Promise<Trading> {
  const events: HistoryEvent[] = [];
  const load = await startLoad({
    gen: 0,
    load: { id: 'witness', generator: 'witness', options: { rate: 200 }, seed: 7 },
    client: { name: 'reference-http', options: {} },
    gateways: addresses.map((address, at) => ({ name: `g${at}`, address })),
    symbols: ['X'],
    runTag: 'test',
    runId: 'test',
    originNs: process.hrtime.bigint(),
    record: (event) => events.push(event),
    ...more,
  });
  endings.push(() => load.end());
  const of = <T extends HistoryEventType>(type: T) =>
    events.filter((event): event is EventOf<T> => event.type === type);
  return { load, events, of };
}

async function nullServer(delayMs: number): Promise<NullServer> {
  const server = await startNullServer(delayMs);
  endings.push(async () => await server[Symbol.asyncDispose]());
  return server;
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}

/**
 * Median of the milliseconds from the intended time, over laned operations behind the first `skip`.
 */
function medianLatencyMs({ of }: Trading, skip: number): number {
  const sent = new Map(of('sent').map((event) => [event.op, event]));
  const latencies = of('told').flatMap(({ op, atUs }) => {
    const { lane = -1, intendedUs = 0 } = sent.get(op) ?? {};
    return lane < 0 ? [] : [(atUs - intendedUs) / 1_000];
  });
  const ascending = latencies.slice(skip).sort((one, other) => one - other);
  return quantile(ascending, 0.5);
}

describe('against an echo that answers after a known delay', () => {
  const attempts = 5;
  /** Above this share of time in which somebody waited for a core, the machine measures itself. */
  const pressureMax = 0.6;
  const delays = [0, 5, 20];
  const rates = [100, 1_000];

  test.for(delays.flatMap((delayMs) => rates.map((rate) => ({ delayMs, rate }))))(
    '$delayMs ms at $rate/s: the median exceeds it by at most 2 ms',
    async ({ delayMs, rate }, { skip }) => {
      let counted = 0;
      for (let attempt = 0; attempt < attempts; attempt++) {
        const pressure = cpuPressure();
        const excessMs = await excess(delayMs, rate);
        expect(excessMs).toBeGreaterThan(0);
        if (excessMs <= 2) return;
        if (pressure() <= pressureMax) counted++;
      }
      if (counted === 0) skip('other work kept every core busy during all attempts');
      expect(counted).toBe(0);
    },
  );
});

/** Median latency beyond the delay that the echo really kept, milliseconds. */
async function excess(delayMs: number, rate: number): Promise<number> {
  const server = await nullServer(delayMs);
  const load = { id: 'witness', generator: 'witness', options: { rate }, seed: 7 };
  const trading = await trade([server.address], { load });
  await trading.load.begin();
  await until(() => trading.of('lag').reduce((sum, lag) => sum + lag.sent, 0) > rate);
  await trading.load.stop();
  await trading.load.drain(1_000);
  await trading.load.end();
  return medianLatencyMs(trading, rate / 4) - (await server.heldMs());
}

/** Starts a measurement of the share of time in which some task waited for a core. */
function cpuPressure(): () => number {
  const waitedUs = (): number => {
    try {
      return Number(/^some .*total=(\d+)/.exec(readFileSync('/proc/pressure/cpu', 'utf8'))?.[1]);
    } catch {
      return 0;
    }
  };
  const fromUs = waitedUs();
  const from = performance.now();
  return () => (waitedUs() - fromUs) / 1_000 / (performance.now() - from);
}

test('a load process that is stopped for a second skips and shifts nothing', async () => {
  const { load, of } = await trade([(await nullServer(0)).address], {});
  await load.begin();
  await until(() => of('told').length > 300);
  const pid = load.pid as number;
  process.kill(pid, 'SIGSTOP');
  const stoppedUs = Math.max(...of('sent').map((event) => event.atUs));
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  process.kill(pid, 'SIGCONT');
  await until(() => of('sent').some((event) => event.intendedUs > stoppedUs + 1_200_000));
  await load.stop();
  await load.drain(1_000);

  const sent = of('sent').filter((event) => event.lane >= 0);
  const began = sent[0]?.intendedUs ?? 0;
  expect(sent.map((event) => event.intendedUs - began)).toEqual(sent.map((_, at) => at * 5_000));
  expect(Math.max(...sent.map((event) => event.atUs - event.intendedUs))).toBeGreaterThan(800_000);
  const lags = of('lag');
  expect(Math.max(...lags.map((lag) => lag.lagMaxUs))).toBeGreaterThan(800_000);
  expect(Math.max(...lags.map((lag) => lag.loopDelayMaxUs))).toBeGreaterThan(800_000);
  expect(lags.map((lag) => lag.fromUs).slice(1)).toEqual(lags.map((lag) => lag.atUs).slice(0, -1));
  expect(of('told')).toHaveLength(of('sent').length);
});

test('every operation is written down once, numbered without gaps, seeding first', async () => {
  const { load, of } = await trade([(await nullServer(0)).address], {});
  expect(of('generator')).toMatchObject([
    { gen: 0, id: 'witness', ratePerSecond: 200, witness: true },
  ]);
  const { clockOffsetUs = 0, clockErrorUs = 0 } = of('generator')[0] ?? {};
  expect(Math.abs(clockOffsetUs)).toBeLessThanOrEqual(clockErrorUs);
  await load.begin();
  const seeded = of('told').length;
  await until(() => of('sent').length > seeded + 50);
  await load.stop();
  await load.drain(1_000);
  const sent = of('sent');
  expect(sent.map((event) => event.op)).toEqual(sent.map((_, op) => op));
  expect(sent.slice(0, seeded).every((event) => event.lane === -1)).toBe(true);
  const cancels = sent.filter((event) => event.kind === 'cancel');
  expect(cancels.length).toBeGreaterThan(0);
  for (const { target, account } of cancels) expect(sent[target ?? -1]).toMatchObject({ account });
});

describe('answers after the end of sending', () => {
  const burst = { id: 'burst', generator: 'burst', options: burstOptions, seed: 1 };

  test('are kept while the drain lasts', async () => {
    const { load, of } = await trade([(await nullServer(400)).address], { load: burst });
    await load.begin();
    await until(() => of('sent').length > 5);
    await load.stop();
    await load.drain(5_000);
    expect(of('told').map((told) => told.outcome)).toEqual(of('sent').map(() => 'accepted'));
  });

  test('that do not come in time are told indeterminate', async () => {
    const { load, of } = await trade([(await nullServer(400)).address], { load: burst });
    await load.begin();
    await until(() => of('sent').length > 5);
    await load.stop();
    await load.drain(0);
    expect(of('told')).toHaveLength(of('sent').length);
    const late = of('told').filter((told) => told.outcome === 'indeterminate');
    expect(late.length).toBeGreaterThan(0);
    expect(late.every((told) => told.code === 'closed-at-drain')).toBe(true);
  });
});

test('a refused connection is not executed, and the load goes on', async () => {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as { port: number };
  probe.close();
  await once(probe, 'close');
  const { load, of } = await trade([`127.0.0.1:${port}`], {});
  await load.begin();
  await until(() => of('told').filter((told) => told.op > 400).length > 10);
  expect(of('told').every((told) => told.code === 'refused')).toBe(true);
  expect(of('harness')).toMatchObject([{ event: 'note', part: 'generator:witness' }]);
});

test('every third operation is delivered twice, by turns through the other gateway', async () => {
  const { address } = await nullServer(0);
  const { load, of } = await trade([address, address], {});
  await load.begin();
  await load.deliverTwice(3);
  await until(() => of('redelivered').length >= 30);
  await load.deliverTwice(0);
  await load.stop();
  await load.drain(1_000);
  const sent = new Map(of('sent').map((event) => [event.op, event]));
  const again = of('redelivered').map((event) => ({ ...event, first: sent.get(event.op) }));
  const gapsUs = again.map((event) => event.atUs - (event.first?.atUs ?? 0));
  const elsewhere = again.filter((event) => event.gateway !== event.first?.gateway);
  expect(elsewhere.length / again.length).toBeGreaterThan(0.4);
  expect(elsewhere.length / again.length).toBeLessThan(0.8);
  expect(Math.max(...gapsUs)).toBeGreaterThan(300_000);
  expect(gapsUs.filter((gap) => gap < 100_000).length).toBeGreaterThan(0);
  expect(of('told').filter((told) => told.repeat).length).toBe(again.length);
});

test('several operations leave in the place of one, numbered without gaps; never of a witness', async () => {
  const { address } = await nullServer(0);
  const burst = { id: 'burst', generator: 'burst', options: burstOptions, seed: 1 };
  const clients = await trade([address], { load: burst });
  const witness = await trade([address], { gen: 1 });
  await clients.load.begin();
  await until(() => clients.of('sent').length > 5);
  expect(await clients.load.multiply(4)).toBe(true);
  expect(await witness.load.multiply(4)).toBe(false);
  const timesOf = () => Map.groupBy(clients.of('sent'), (event) => event.intendedUs);
  await until(() => [...timesOf().values()].some((together) => together.length === 4));
  await clients.load.multiply(1);
  await clients.load.stop();
  await clients.load.drain(1_000);
  expect(clients.of('sent').map((event) => event.op)).toEqual(clients.of('sent').keys().toArray());
  expect(timesOf().size * 4).toBeGreaterThan(clients.of('sent').length);
});

describe('a load process that dies', () => {
  test('is a failed part of the harness, and every later call resolves', async () => {
    const { load, of } = await trade([(await nullServer(0)).address], {});
    await load.begin();
    process.kill(load.pid as number, 'SIGKILL');
    await until(() => of('harness').length > 0);
    expect(of('harness')).toMatchObject([{ part: 'generator:witness', event: 'failed' }]);
    expect(of('harness')[0]?.because).toContain('SIGKILL');
    await load.deliverTwice(2);
    await load.stop();
    await load.drain(60_000);
    await load.end();
  });

  test('while it is set up rejects with the reason', async () => {
    const load = { id: 'odd', generator: 'no-such', options: {}, seed: 1 };
    await expect(trade(['127.0.0.1:1'], { load })).rejects.toThrow(/There is no generator/);
  });

  test('with its parent: nobody trades on', async () => {
    const { address } = await nullServer(0);
    const file = path.join(import.meta.dirname, 'start.ts');
    const script = `
      import { startLoad } from ${JSON.stringify(file)};
      const load = await startLoad({
        gen: 0, load: { id: 'w', generator: 'witness', options: { rate: 50 }, seed: 1 },
        client: { name: 'reference-http', options: {} },
        gateways: [{ name: 'g', address: ${JSON.stringify(address)} }], symbols: ['X'],
        runTag: 't', runId: 't', originNs: process.hrtime.bigint(), record() {},
      });
      await load.begin();
      console.log(load.pid);`;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [said] = await once(parent.stdout, 'data');
    parent.kill('SIGKILL');
    await until(() => !isAlive(Number(String(said).trim())));
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
