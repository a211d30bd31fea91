import type { AddressInfo } from 'node:net';
import type { Client, ClientReport, ExecutionReport, NewOrder } from 'proofhouse/contract';
import { afterEach, expect, test } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import plugin from './reference-websocket.ts';

const order: NewOrder = {
  kind: 'new',
  clientOrderId: 't-0-0',
  account: 1000,
  symbol: 'X',
  side: 'buy',
  tif: 'gtc',
  price: 9994,
  quantity: 7,
};

const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

// biome-ignore lint/suspicious/noExplicitAny: read as a venue would.
type Asked = any;

/** A venue that hears what a client asks and says what it is told to say. */
async function venue(hear: (asked: Asked, socket: WebSocket) => void) {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', path: '/entry' });
  const connections: WebSocket[] = [];
  server.on('connection', (socket) => {
    connections.push(socket);
    socket.on('message', (text) => hear(JSON.parse(String(text)), socket));
  });
  await new Promise((resolve) => server.on('listening', resolve));
  endings.push(() => server.close());
  const { port } = server.address() as AddressInfo;
  const client = await plugin.connect([{ name: 'g', address: `127.0.0.1:${port}` }], {});
  endings.push(() => client.close());
  return { client, connections };
}

function say(socket: WebSocket, message: object): void {
  socket.send(JSON.stringify(message));
}

async function next(client: Client, count: number): Promise<(ClientReport | ExecutionReport)[]> {
  const heard: (ClientReport | ExecutionReport)[] = [];
  for await (const report of client.reports) {
    heard.push(report);
    if (heard.length === count) break;
  }
  return heard;
}

test('answers are matched by id in any order, and trades come behind the answer', async () => {
  const asked: Asked[] = [];
  const { client } = await venue((one, socket) => {
    asked.push(one);
    if (asked.length < 2) return;
    const body = { orderId: '1-2', clientOrderId: 't-0-1', sequence: '2', epoch: '1' };
    say(socket, { type: 'answer', id: asked[1].id, status: 201, body: { ...body, executed: '0' } });
    const trade = { tradeId: 't1', sequence: '3', price: '9994', quantity: '7', role: 'maker' };
    say(socket, { type: 'executed', orderId: '1-2', clientOrderId: 't-0-1', ...trade });
    const error = { error: { code: 'bad-price' } };
    say(socket, { type: 'answer', id: asked[0].id, status: 400, body: error });
  });
  const first = client.send('g', order);
  const second = client.send('g', { ...order, clientOrderId: 't-0-1' });
  const heard = await next(client, 3);
  expect(asked[0]).toMatchObject({ method: 'POST', path: '/orders', body: { price: '9994' } });
  expect(heard).toMatchObject([
    { correlation: second, outcome: 'accepted', orderId: '1-2', sequence: 2 },
    { clientOrderId: 't-0-1', tradeId: 't1', sequence: 3, quantity: 7, maker: true },
    { correlation: first, outcome: 'rejected', code: 'bad-price' },
  ]);
});

test('a lost connection leaves what was asked indeterminate, and sends nothing again', async () => {
  const asked: Asked[] = [];
  const { client, connections } = await venue((one, socket) => {
    asked.push(one);
    if (asked.length === 1) socket.terminate();
    else say(socket, { type: 'answer', id: one.id, status: 201, body: { sequence: '1' } });
  });
  const reports = client.reports[Symbol.asyncIterator]();
  const hear = async () => (await reports.next()).value as ClientReport;
  const lost = client.send('g', order);
  expect(await hear()).toMatchObject({
    correlation: lost,
    outcome: 'indeterminate',
    code: 'reset',
  });
  // Until there is a connection again, it is certain that nothing leaves.
  let last: ClientReport;
  do {
    client.send('g', order);
    last = await hear();
    if (last.outcome !== 'accepted') expect(last).toMatchObject({ outcome: 'not-executed' });
    await new Promise((resolve) => setImmediate(resolve));
  } while (last.outcome !== 'accepted');
  expect(connections).toHaveLength(2);
  expect(asked).toHaveLength(2);
});

test('without a venue every operation is certainly not executed', async () => {
  const client = await plugin.connect([{ name: 'g', address: '127.0.0.1:9' }], {});
  endings.push(() => client.close());
  const correlation = client.send('g', order);
  expect(await next(client, 1)).toMatchObject([
    { correlation, outcome: 'not-executed', code: 'refused' },
  ]);
});

test('closing gives up on what is unanswered, once', async () => {
  const { client } = await venue(() => {});
  const sent = [client.send('g', order), client.send('g', order)];
  await client.close();
  expect(await next(client, 3)).toMatchObject(
    sent.map((correlation) => ({ correlation, code: 'closed-at-drain' })),
  );
});

test('an answer that is none is not taken for one', async () => {
  const { client } = await venue((one, socket) => {
    socket.send('no json');
    say(socket, { type: 'answer', id: 'nobody', status: 201, body: {} });
    say(socket, { type: 'answer', id: one.id, status: 504, body: { error: {} } });
  });
  const correlation = client.send('g', order);
  expect(await next(client, 1)).toMatchObject([{ correlation, outcome: 'indeterminate' }]);
});
