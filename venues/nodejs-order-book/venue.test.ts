import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Environment } from 'proofhouse/contract';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import runtime from '../../runtimes/process.ts';
import venue from './venue.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let folder: string;
let up: Environment;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'nodejs-order-book-venue-'));
  const topology = venue.topology({}, []);
  up = await runtime.up({
    ...{ runId: `test-${process.pid}`, runFolder: folder, topology, venue },
    ...{ prepare: [], upTimeoutMs: 20_000, onLifecycle: () => {} },
  });
});
afterEach(async () => {
  await up[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

// biome-ignore lint/suspicious/noExplicitAny: bodies are read as a stranger would
type Reply = { status: number; body: any };

async function ask(method: string, target: string, body?: unknown, gateway = 0): Promise<Reply> {
  const address = up.gateways()[gateway]?.address;
  const given = typeof body === 'string' ? body : JSON.stringify(body);
  const sent = given === undefined ? { method } : { method, body: given };
  const response = await fetch(`http://${address}${target}`, sent);
  return { status: response.status, body: JSON.parse(await response.text()) };
}

let last = 0;
const wish = (more: object = {}) => ({
  ...{ clientOrderId: `c${++last}`, account: '7', symbol: 'X', side: 'buy' },
  ...{ price: '100', quantity: '10', ...more },
});
const enter = (more: object = {}, gateway = 0) => ask('POST', '/orders', wish(more), gateway);

async function readAll(gateway: number) {
  const rows: Record<string, unknown>[] = [];
  for (let cursor: string | null = '0'; cursor !== null; ) {
    const { body } = await ask('GET', `/orders?limit=100&cursor=${cursor}`, undefined, gateway);
    rows.push(...body.orders);
    cursor = body.cursor;
    if (cursor === null) expect(rows).toHaveLength(Number(body.total));
  }
  return rows;
}

async function killEngine(): Promise<void> {
  process.kill(up.service('engine').process?.pid as number, 'SIGKILL');
  await expect.poll(() => up.service('engine').process).toBeUndefined();
}

async function startEngine(): Promise<void> {
  await up.start('engine');
  await up.untilReady('engine', 20_000);
}

describe('the wire', () => {
  test('orders trade by price and time, and every one tells of its fills', async () => {
    const [first, second] = [await enter({ quantity: '4' }), await enter({ quantity: '4' }, 1)];
    const best = await enter({ price: '101', quantity: '2' });
    const sell = await enter({ side: 'sell', price: '100', quantity: '7', timeInForce: 'ioc' });
    expect(sell).toMatchObject({ status: 201, body: { status: 'filled', executed: '7' } });
    expect(sell.body.fills).toMatchObject([
      { price: '101', quantity: '2', role: 'taker' },
      { price: '100', quantity: '4' },
      { price: '100', quantity: '1' },
    ]);
    const rows = await readAll(1);
    expect(rows.map(({ orderId }) => orderId)).toEqual(
      [first, second, best, sell].map(({ body }) => body.orderId),
    );
    expect(rows).toMatchObject([
      { status: 'filled', executed: '4', closedSequence: sell.body.sequence },
      { status: 'open', executed: '1', fills: [{ quantity: '1', role: 'maker' }] },
      { status: 'filled', executed: '2' },
      { status: 'filled', executed: '7' },
    ]);
  });

  test('the same client order id is one order, at whatever gateway', async () => {
    const order = wish();
    const first = await ask('POST', '/orders', order);
    await enter({ side: 'sell', quantity: '3' });
    expect(await ask('POST', '/orders', order, 1)).toEqual(first);
    const other = await ask('POST', '/orders', { ...order, quantity: '11' });
    expect(other).toMatchObject({
      status: 409,
      body: { error: { code: 'client-order-id-reused' } },
    });
    expect(await readAll(0)).toHaveLength(2);
  });

  test('a cancel takes what is left, and the same cancel gets the same answer', async () => {
    const { body } = await enter();
    await enter({ side: 'sell', quantity: '3' });
    const first = await ask('DELETE', `/orders/${body.orderId}?clientRequestId=r1`);
    expect(first).toMatchObject({ status: 200, body: { cancelled: '7' } });
    expect(await ask('DELETE', `/orders/${body.orderId}?clientRequestId=r1`, undefined, 1)).toEqual(
      first,
    );
    const second = await ask('DELETE', `/orders/${body.orderId}?clientRequestId=r2`);
    expect(second).toMatchObject({ status: 409, body: { error: { code: 'already-closed' } } });
  });

  test('what is wrong in an order is named, and nothing was entered', async () => {
    const bad: [unknown, number, string][] = [
      [wish({ price: '0' }), 400, 'bad-price'],
      [wish({ price: 100 }), 400, 'bad-price'],
      [wish({ quantity: '1000000000001' }), 400, 'bad-quantity'],
      [wish({ symbol: 'Z' }), 400, 'bad-symbol'],
      [wish({ timeInForce: 'fok' }), 400, 'bad-time-in-force'],
      [wish({ clientOrderId: '' }), 400, 'bad-client-order-id'],
      [wish({ hidden: true }), 400, 'bad-hidden'],
      ['{"half":', 400, 'malformed'],
      [{ text: 'x'.repeat(70_000) }, 413, 'too-large'],
    ];
    for (const [order, status, code] of bad) {
      const answer = await ask('POST', '/orders', order);
      expect(answer, code).toMatchObject({ status, body: { error: { code } } });
    }
    expect(await readAll(0)).toEqual([]);
  });

  test('what does not exist is not found', async () => {
    expect(await ask('DELETE', '/orders/1-99')).toMatchObject({
      status: 404,
      body: { error: { code: 'unknown-order' } },
    });
    expect((await ask('GET', '/nothing')).status).toBe(404);
    expect((await ask('GET', '/orders?limit=0')).body.error.code).toBe('bad-limit');
  });
});

test('a killed engine comes back with every acknowledgement, in a new epoch', async () => {
  const acked = new Map<string, { order: object; reply: Reply }>();
  const control = { stopped: false };
  const lane = async (gateway: number): Promise<void> => {
    for (let n = 0; !control.stopped; n++) {
      const side = (n + gateway) % 2 === 0 ? 'buy' : 'sell';
      const order = wish({ side, price: String(98 + (n % 5)), account: String(gateway) });
      const reply = await ask('POST', '/orders', order, gateway);
      if (reply.status === 201) acked.set(reply.body.orderId, { order, reply });
      else expect([503, 504]).toContain(reply.status);
    }
  };
  const lanes = Promise.all([lane(0), lane(1)]);
  await expect.poll(() => acked.size, { timeout: 20_000 }).toBeGreaterThan(150);
  await killEngine();
  control.stopped = true;
  await lanes;
  expect(await enter()).toMatchObject({
    status: 503,
    body: { error: { code: 'not-forwarded' } },
  });
  expect((await ask('GET', '/status')).body).toMatchObject({ ready: false, mode: 'halted' });
  await startEngine();
  const rows = await readAll(0);
  expect(await readAll(1)).toEqual(rows);
  const byId = new Map(rows.map((row) => [row.orderId, row]));
  for (const [orderId, { reply }] of acked) {
    const { clientOrderId, sequence, epoch } = reply.body;
    expect(byId.get(orderId)).toMatchObject({ clientOrderId, sequence, epoch: '1' });
    expect(epoch).toBe('1');
  }
  const newest = [...acked.values()].at(-1);
  expect(await ask('POST', '/orders', newest?.order, 1)).toEqual(newest?.reply);
  expect((await ask('GET', '/status')).body).toMatchObject({ ready: true, epoch: 2 });
  expect((await enter()).body.epoch).toBe('2');
});

test('an engine that stands still is no reason to hang, nor to say what nobody knows', async () => {
  await enter();
  const pid = up.service('engine').process?.pid as number;
  process.kill(pid, 'SIGSTOP');
  const asked = [enter({ clientOrderId: 'late' }), ask('GET', '/orders')];
  const [order, read] = await Promise.all(asked);
  process.kill(pid, 'SIGCONT');
  expect(order).toMatchObject({ status: 504, body: { error: { code: 'outcome-unknown' } } });
  expect(read).toMatchObject({ status: 503, body: { error: { code: 'not-forwarded' } } });
  expect((await enter({ clientOrderId: 'late' })).status).toBe(201);
  expect((await readAll(0)).filter((row) => row.clientOrderId === 'late')).toHaveLength(1);
});
