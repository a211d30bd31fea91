import { afterEach, expect, test } from 'vitest';
import {
  type Answer,
  type EngineName,
  killAll,
  killService,
  order,
  otherEngine,
  prepareVenue,
  readAll,
  request,
  signal,
  startAll,
  startService,
  startVenue,
  statusOf,
  type TestVenue,
  until,
  whenInSync,
  whenOpen,
} from './test/venue.ts';

let venue: TestVenue;
afterEach(async () => {
  await venue?.[Symbol.asyncDispose]();
});

async function enter(fields: Record<string, unknown> = {}): Promise<Answer> {
  return request(venue, 'gateway-a', 'POST', '/orders', order(fields));
}

/** Enters orders one after the other until told to stop; what was acknowledged, by order id. */
function enterMany(): { acked: Map<string, Answer>; stop(): Promise<Map<string, Answer>> } {
  const acked = new Map<string, Answer>();
  const control = { stopped: false };
  const lane = async (lane: number) => {
    for (let count = 0; !control.stopped; count += 1) {
      const gateway = count % 2 === 0 ? 'gateway-a' : 'gateway-b';
      const price = String(90 + lane + (count % 7));
      const wish = order({ account: String(lane), side: lane % 2 ? 'buy' : 'sell', price });
      const answer = await request(venue, gateway, 'POST', '/orders', wish);
      if (answer.status === 201) acked.set(String(answer.body.orderId), answer);
    }
  };
  const lanes = Promise.all([1, 2, 3, 4].map(lane));
  return {
    acked,
    async stop() {
      control.stopped = true;
      await lanes;
      return acked;
    },
  };
}

function expectAllThere(rows: Record<string, unknown>[], acked: Map<string, Answer>): void {
  const byId = new Map(rows.map((row) => [row.orderId, row]));
  for (const [orderId, { body }] of acked) {
    const { clientOrderId, sequence, epoch } = body;
    expect(byId.get(orderId)).toMatchObject({ clientOrderId, sequence, epoch });
  }
}

test('a killed leader loses no acknowledgement, and its standby takes over', async () => {
  venue = await startVenue();
  const leader = await whenInSync(venue);
  const load = enterMany();
  await until('acknowledgements', () => load.acked.size > 200);
  await killService(venue, leader);
  expect(await whenOpen(venue, leader)).toBe(otherEngine(leader));
  const before = load.acked.size;
  await until('acknowledgements by the new leader', () => load.acked.size > before + 50);
  startService(venue, leader);
  await whenInSync(venue);
  const acked = await load.stop();
  const rows = await readAll(venue, 'gateway-a');
  expectAllThere(rows, acked);
  expect(await readAll(venue, 'gateway-b')).toEqual(rows);
  expect(await logOf('engine-a')).toEqual(await logOf('engine-b'));
}, 60_000);

async function logOf(name: EngineName): Promise<string> {
  const { PORT } = venue.services[name].env;
  const response = await fetch(`http://127.0.0.1:${PORT}/log?limit=10000`);
  return response.text();
}

test('a leader that slept is fenced: it acknowledges nothing when it wakes', async () => {
  venue = await startVenue();
  const leader = await whenInSync(venue);
  signal(venue, leader, 'SIGSTOP');
  const sent = order({ price: '77' });
  const asleep = request(venue, 'gateway-a', 'POST', '/orders', sent);
  expect(await whenOpen(venue, leader)).toBe(otherEngine(leader));
  signal(venue, leader, 'SIGCONT');
  expect((await asleep).status).toBe(504);
  await whenInSync(venue);
  // Nobody was told, and the order the old leader still took up is cut off its log again.
  expect((await readAll(venue, 'gateway-a')).map((row) => row.clientOrderId)).toEqual([]);
  const retried = await request(venue, 'gateway-b', 'POST', '/orders', sent);
  expect(retried).toMatchObject({ status: 201 });
  expect(await logOf('engine-a')).toEqual(await logOf('engine-b'));
}, 60_000);

test('a repeated client order id gives the first outcome, through a failover too', async () => {
  venue = await startVenue();
  const leader = await whenInSync(venue);
  await enter({ side: 'sell', price: '50', quantity: '2' });
  const wish = order({ price: '50', quantity: '5' });
  const first = await request(venue, 'gateway-a', 'POST', '/orders', wish);
  expect(first).toMatchObject({ status: 201, body: { executed: '2', status: 'open' } });
  await enter({ side: 'sell', price: '50', quantity: '1' });
  expect(await request(venue, 'gateway-b', 'POST', '/orders', wish)).toEqual(first);
  const path = `/orders/${first.body.orderId}?clientRequestId=r1`;
  const cancelled = await request(venue, 'gateway-a', 'DELETE', path);
  expect(cancelled).toMatchObject({ status: 200, body: { cancelled: '2' } });
  await killService(venue, leader);
  await whenOpen(venue, leader);
  expect(await request(venue, 'gateway-b', 'POST', '/orders', wish)).toEqual(first);
  expect(await request(venue, 'gateway-b', 'DELETE', path)).toEqual(cancelled);
  const other = await request(venue, 'gateway-b', 'POST', '/orders', { ...wish, price: '51' });
  expect(other).toMatchObject({ status: 409, body: { error: { code: 'client-order-id-reused' } } });
}, 60_000);

test('a lost standby: a solo epoch; then the leader lost: a halt until it is back', async () => {
  venue = await startVenue();
  const leader = await whenInSync(venue);
  const standby = otherEngine(leader);
  const { epoch } = (await statusOf(venue, leader))!;
  await killService(venue, standby);
  const alone = await until('a solo epoch', async () => {
    const status = await statusOf(venue, leader);
    return status?.solo === true ? status : null;
  });
  expect(Number(alone.epoch)).toBeGreaterThan(Number(epoch));
  const acked = await enter();
  expect(acked).toMatchObject({ status: 201, body: { epoch: String(alone.epoch) } });
  await killService(venue, leader);
  startService(venue, standby);
  await until('the standby is back', async () => (await statusOf(venue, standby))?.live);
  await until('the halt', async () => (await statusOf(venue, 'controller'))?.mode === 'halted');
  expect((await enter()).status).toBe(503);
  startService(venue, leader);
  expect(await whenOpen(venue)).toBe(leader);
  const modes = venue.services[leader].logged.filter(({ msg }) => msg === 'leading');
  expect(modes.at(-1)).toMatchObject({ mode: 'cancel-only' });
  await whenInSync(venue);
  expect((await readAll(venue, 'gateway-b')).map((row) => row.orderId)).toEqual([
    acked.body.orderId,
  ]);
}, 60_000);

test('a cold restart gives the same state in a higher epoch', async () => {
  venue = await startVenue();
  const load = enterMany();
  await until('acknowledgements', () => load.acked.size > 100);
  await load.stop();
  const [rows, book] = [await readAll(venue, 'gateway-a'), await bookOf('X')];
  await killAll(venue);
  startAll(venue);
  await whenInSync(venue);
  expect(await readAll(venue, 'gateway-b')).toEqual(rows);
  const again = await bookOf('X');
  expect({ bids: again.bids, asks: again.asks }).toEqual({ bids: book.bids, asks: book.asks });
  expect(Number(again.epoch)).toBeGreaterThan(Number(book.epoch));
}, 60_000);

async function bookOf(symbol: string): Promise<Record<string, unknown>> {
  return (await request(venue, 'gateway-a', 'GET', `/book/${symbol}`)).body;
}

test('one engine of two comes back: it leads alone, for the record says that it may', async () => {
  venue = await startVenue();
  await enter();
  await killAll(venue);
  for (const name of ['controller', 'gateway-a', 'gateway-b', 'engine-b'] as const) {
    startService(venue, name);
  }
  expect(await whenOpen(venue)).toBe('engine-b');
  expect(await statusOf(venue, 'engine-b')).toMatchObject({ solo: true, leader: true });
  expect(await readAll(venue, 'gateway-a')).toHaveLength(1);
}, 60_000);

test('without its controller the venue trades on, and nobody is promoted', async () => {
  venue = await startVenue();
  const leader = await whenInSync(venue);
  await killService(venue, 'controller');
  expect((await enter()).status).toBe(201);
  await killService(venue, leader);
  await until('the gateway misses the leader', async () => (await enter()).status === 503);
  startService(venue, 'controller');
  expect(await whenOpen(venue, leader)).toBe(otherEngine(leader));
  expect(await readAll(venue, 'gateway-a')).toHaveLength(1);
}, 60_000);

test('a slow answer is a 504 within the bound, and never a hang', async () => {
  venue = await startVenue({ all: { ANSWER_MS_MAX: '300', LEADER_SILENCE_MS: '60000' } });
  signal(venue, await whenInSync(venue), 'SIGSTOP');
  expect(await enter()).toMatchObject({
    status: 504,
    body: { error: { code: 'outcome-unknown' } },
  });
  expect((await request(venue, 'gateway-b', 'GET', '/orders')).status).toBe(503);
}, 60_000);

test('async replication acknowledges without the standby, and cuts what was not sent', async () => {
  venue = await startVenue({ all: { REPLICATION: 'async', STANDBY_SILENCE_MS: '60000' } });
  const leader = await whenInSync(venue);
  const standby = otherEngine(leader);
  signal(venue, standby, 'SIGSTOP');
  const acked = await enter();
  expect(acked.status).toBe(201);
  await killService(venue, leader);
  signal(venue, standby, 'SIGCONT');
  expect(await whenOpen(venue, leader)).toBe(standby);
  startService(venue, leader);
  await whenInSync(venue);
  expect(await logOf('engine-a')).toEqual(await logOf('engine-b'));
}, 60_000);

test('lose-ack:5, planted, loses exactly five acknowledged orders with the leader', async () => {
  venue = await startVenue({ all: { DEFECTS: 'lose-ack:5' } });
  const leader = await whenInSync(venue);
  const load = enterMany();
  await until('acknowledgements', () => load.acked.size > 800);
  const acked = await load.stop();
  expect(await readAll(venue, 'gateway-a')).toHaveLength(acked.size);
  await killService(venue, leader);
  await whenOpen(venue, leader);
  expect(await readAll(venue, 'gateway-a')).toHaveLength(acked.size - 5);
}, 60_000);

test('services that cannot start say why in their last line and exit', async () => {
  venue = await prepareVenue();
  const { services } = venue;
  services['engine-b'].env.PORT = services['engine-a'].env.PORT!;
  services['gateway-a'].env.ENGINE_A = 'nowhere';
  services['gateway-b'].env.DEFECTS = 'no-such-defect';
  services.controller.env.DATA = '/dev/null/data';
  startService(venue, 'engine-a');
  await until('engine-a', async () => (await statusOf(venue, 'engine-a'))?.live);
  const expected = [
    ['engine-b', 69, /port taken/],
    ['gateway-a', 78, /ENGINE_A: expected host:port, received "nowhere"/],
    ['gateway-b', 78, /DEFECTS: expected NAME/],
    ['controller', 69, /DATA must name a writable folder/],
  ] as const;
  for (const [name, code, reason] of expected) {
    startService(venue, name);
    const exitCode = await until(`${name} to exit`, () => services[name].exitCode);
    expect(exitCode).toBe(code);
    expect(services[name].logged.at(-1)?.reason).toMatch(reason);
  }
}, 60_000);
