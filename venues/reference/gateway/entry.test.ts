import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import WebSocket from 'ws';
import {
  killService,
  order,
  startService,
  startVenue,
  type TestVenue,
  until,
  whenInSync,
  whenOpen,
} from '../test/venue.ts';

let venue: TestVenue;
beforeAll(async () => {
  venue = await startVenue();
}, 60_000);
afterAll(async () => venue?.[Symbol.asyncDispose]());

// biome-ignore lint/suspicious/noExplicitAny: read as a stranger would.
type Told = any;

const opened: WebSocket[] = [];
afterEach(() => {
  for (const socket of opened.splice(0)) socket.terminate();
});

/** A connection for order entry: asks, and keeps everything it is told, in order. */
async function connect(gateway: 'gateway-a' | 'gateway-b') {
  const socket = new WebSocket(`ws://127.0.0.1:${venue.services[gateway].env.PORT}/entry`);
  opened.push(socket);
  const told: Told[] = [];
  socket.on('message', (text) => told.push(JSON.parse(String(text))));
  await new Promise((resolve) => socket.on('open', resolve));
  let last = 0;
  const answer = (id: string) => told.find((one) => one.type === 'answer' && one.id === id);
  return {
    told,
    send: (text: string) => socket.send(text),
    async ask(method: string, path: string, body?: unknown): Promise<Told> {
      const id = String(++last);
      socket.send(JSON.stringify({ id, method, path, body }));
      return until(`the answer ${id}`, () => answer(id));
    },
  };
}

test('an order, its trades and its cancel, each told by a message of its own', async () => {
  const [seller, buyer] = [await connect('gateway-a'), await connect('gateway-b')];
  const offer = order({ side: 'sell', price: '500', quantity: '5' });
  const rests = await seller.ask('POST', '/orders', offer);
  expect(rests).toMatchObject({ status: 201, body: { status: 'open' } });
  const takes = await buyer.ask('POST', '/orders', order({ price: '500', quantity: '2' }));
  expect(takes).toMatchObject({ status: 201, body: { executed: '2' } });
  const executed = await until('the trade', () => seller.told.find((one) => one.type !== 'answer'));
  const { clientOrderId } = offer;
  const trade = { type: 'executed', clientOrderId, role: 'maker', price: '500', quantity: '2' };
  expect(executed).toMatchObject(trade);
  await until('both sides', () => buyer.told.length === 2);
  // The answer stands before the trade that it tells of already.
  expect(buyer.told.map(({ type }) => type)).toEqual(['answer', 'executed']);
  const gone = await seller.ask('DELETE', `/orders/${rests.body.orderId}?clientRequestId=c1`);
  expect(gone).toMatchObject({ status: 200, body: { cancelled: '3' } });
});

test('what is wrong is refused as over HTTP, and the connection lives on', async () => {
  const client = await connect('gateway-a');
  const bad = await client.ask('POST', '/orders', order({ price: '0' }));
  expect(bad).toMatchObject({ status: 400, body: { error: { code: 'bad-price' } } });
  expect((await client.ask('DELETE', '/orders/9-9')).body.error.code).toBe('unknown-order');
  expect((await client.ask('DELETE', '/orders/%zz')).body.error.code).toBe('bad-url');
  for (const path of ['/book/X', '/orders/1/2', 'nonsense', '/status']) {
    expect((await client.ask('POST', path, {})).body.error.code).toBe('not-found');
  }
  for (const text of ['', '{', '[]', 'null', '{"id":1,"method":"POST","path":"/orders"}']) {
    const before = client.told.length;
    client.send(text);
    await until('the refusal', () => client.told.length > before);
    expect(client.told.at(-1)).toMatchObject({ type: 'error', error: { code: 'malformed' } });
  }
  expect((await client.ask('POST', '/orders', order({ price: '5' }))).status).toBe(201);
});

test('trades of what rests are told through a failover, once', async () => {
  const leader = await whenInSync(venue);
  const [seller, buyer] = [await connect('gateway-a'), await connect('gateway-b')];
  const rests = await seller.ask('POST', '/orders', order({ side: 'sell', price: '600' }));
  await killService(venue, leader);
  await whenOpen(venue, leader);
  for (let count = 0; count < 5; count += 1) {
    const takes = await buyer.ask('POST', '/orders', order({ price: '600', quantity: '1' }));
    expect(takes).toMatchObject({ status: 201, body: { executed: '1' } });
  }
  const executions = () => seller.told.filter((one) => one.type === 'executed');
  await until('five trades', () => executions().length === 5);
  const trades = executions().map(({ orderId, tradeId }) => [orderId, tradeId]);
  expect(new Set(trades.map(([orderId]) => orderId))).toEqual(new Set([rests.body.orderId]));
  expect(new Set(trades.map(([, tradeId]) => tradeId)).size).toBe(5);
  startService(venue, leader);
  await whenInSync(venue);
}, 60_000);
