import net from 'node:net';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import WebSocket from 'ws';
import {
  killService,
  order,
  otherEngine,
  request,
  startService,
  startVenue,
  statusOf,
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

type Message = {
  type: 'snapshot' | 'update';
  sequence: string;
  book?: { orderId: string; quantity: string; price: string }[];
  trades?: { quantity: string; maker: string; taker: string }[];
  orders?: { orderId: string; executed: string; status: string }[];
};

const readers: WebSocket[] = [];
afterEach(() => {
  for (const reader of readers.splice(0)) reader.terminate();
});

/** Everything that a reader of the feed hears. */
async function read(query = ''): Promise<Message[]> {
  const heard: Message[] = [];
  const url = `ws://127.0.0.1:${venue.services['market-data'].env.PORT}/feed${query}`;
  const socket = new WebSocket(url);
  readers.push(socket);
  socket.on('error', () => {});
  socket.on('message', (text) => heard.push(JSON.parse(String(text)) as Message));
  await until('a snapshot', () => heard[0]?.type === 'snapshot');
  return heard;
}

async function enter(fields: Record<string, unknown> = {}): Promise<string> {
  const answer = await request(venue, 'gateway-a', 'POST', '/orders', order(fields));
  expect(answer.status).toBe(201);
  return String(answer.body.orderId);
}

/** The open lots of every order, as snapshot and updates make them. */
function bookOf(heard: readonly Message[]): Record<string, string> {
  const book = new Map<string, string>();
  for (const { type, book: changes = [] } of heard) {
    if (type === 'snapshot') book.clear();
    for (const { orderId, quantity } of changes) {
      if (quantity === '0') book.delete(orderId);
      else book.set(orderId, quantity);
    }
  }
  return Object.fromEntries(book);
}

async function readBook(): Promise<Record<string, string>> {
  const { body } = await request(venue, 'gateway-b', 'GET', '/book/X');
  type Level = { orders: { orderId: string; quantity: string }[] };
  const levels = [...(body.bids as Level[]), ...(body.asks as Level[])];
  const orders = levels.flatMap((level) => level.orders);
  return Object.fromEntries(orders.map(({ orderId, quantity }) => [orderId, quantity]));
}

function gapsIn(heard: readonly Message[]): string[] {
  return heard.flatMap(({ type, sequence }, index) => {
    const before = heard[index - 1];
    const next = before === undefined || type === 'snapshot' || +sequence === +before.sequence + 1;
    return next ? [] : [`${before?.sequence} → ${sequence}`];
  });
}

test('an order, its trade and its cancel are told once, in sequence', async () => {
  const heard = await read();
  const maker = await enter({ side: 'sell', price: '200', quantity: '5' });
  const taker = await enter({ side: 'buy', price: '200', quantity: '2' });
  await request(venue, 'gateway-a', 'DELETE', `/orders/${maker}`);
  await until('the cancel', () => heard.some((one) => one.book?.[0]?.quantity === '0'));
  const told = heard.filter((one) => one.type === 'update' && one.book?.length);
  expect(told.map(({ book }) => book)).toMatchObject([
    [{ orderId: maker, quantity: '5', price: '200', last: true }],
    [{ orderId: maker, quantity: '3', last: false }],
    [{ orderId: maker, quantity: '0' }],
  ]);
  expect(heard.flatMap(({ trades = [] }) => trades)).toMatchObject([
    { maker, taker, quantity: '2', price: '200' },
  ]);
  expect(gapsIn(heard)).toEqual([]);
});

test('a reader that comes later begins with the book as it is', async () => {
  await enter({ price: '10' });
  const heard = await read();
  expect(bookOf(heard)).toEqual(await readBook());
});

test('the orders channel tells an account of its own orders only', async () => {
  const heard = await read('?channels=orders&account=77');
  const own = await enter({ account: '77', side: 'sell', price: '300', quantity: '2' });
  await enter({ account: '78', side: 'buy', price: '300', quantity: '2' });
  const orders = () => heard.flatMap((one) => one.orders ?? []);
  await until('the fill', () => orders().some(({ status }) => status === 'filled'));
  expect(orders().map(({ orderId, executed }) => [orderId, executed])).toEqual([
    [own, '0'],
    [own, '2'],
  ]);
});

test.each([
  ['?channels=everything', 'bad-channels'],
  ['?symbols=Z', 'bad-symbols'],
  ['?channels=orders', 'bad-account'],
  ['?account=7', 'bad-account'],
])('/feed%s is refused with %s', async (query, code) => {
  const { PORT } = venue.services['market-data'].env;
  const socket = new WebSocket(`ws://127.0.0.1:${PORT}/feed${query}`);
  const body = await new Promise<string>((resolve) => {
    socket.on('error', () => {});
    socket.on('unexpected-response', (_request, response) => {
      response.on('data', (chunk: Buffer) => resolve(String(chunk)));
    });
  });
  expect(JSON.parse(body)).toMatchObject({ error: { code } });
});

test('the feed goes on through a failover: no gap, no repetition, the same book', async () => {
  const leader = await whenInSync(venue);
  const heard = await read();
  for (let count = 0; count < 50; count += 1) await enter({ price: String(20 + (count % 5)) });
  await killService(venue, leader);
  await whenOpen(venue, leader);
  for (let count = 0; count < 50; count += 1) await enter({ side: 'sell', price: '22' });
  const sequence = (await statusOf(venue, otherEngine(leader)))?.sequence;
  await until('the last order', () => Number(heard.at(-1)?.sequence) >= Number(sequence));
  expect(gapsIn(heard)).toEqual([]);
  expect(heard.filter(({ type }) => type === 'snapshot')).toHaveLength(1);
  expect(bookOf(heard)).toEqual(await readBook());
  startService(venue, leader);
  await whenInSync(venue);
}, 60_000);

test('a service that comes back begins with a snapshot of now', async () => {
  await killService(venue, 'market-data');
  const late = await enter({ price: '11' });
  startService(venue, 'market-data');
  await until('the service', async () => (await statusOf(venue, 'market-data'))?.ready);
  const heard = await read();
  expect(bookOf(heard)).toHaveProperty(late);
  expect(bookOf(heard)).toEqual(await readBook());
}, 30_000);

test('an upgrade that makes no sense is refused, and the service lives on', async () => {
  const { PORT } = venue.services['market-data'].env;
  for (const path of ['//', 'http://[', '/entry', '/feed/x', '/%zz']) {
    const socket = net.connect(Number(PORT), '127.0.0.1');
    socket.on('error', () => {});
    socket.write(
      `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
    );
    await new Promise((resolve) => socket.on('close', resolve).resume());
  }
  expect(await statusOf(venue, 'market-data')).toMatchObject({ ready: true });
});
