import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcp, type Server } from 'node:net';
import type { Client, ClientReport, NewOrder } from 'proofhouse/contract';
import { afterEach, describe, expect, test } from 'vitest';
import plugin from './reference-http.ts';

const order: NewOrder = {
  kind: 'new',
  clientOrderId: 't-0-0',
  account: 1000,
  symbol: 'X',
  side: 'buy',
  tif: 'ioc',
  price: 9994,
  quantity: 7,
};

const endings: (() => void)[] = [];
afterEach(() => {
  for (const end of endings.splice(0)) end();
});

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  endings.push(() => server.close());
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

type Handle = (request: IncomingMessage, body: string, response: ServerResponse) => void;

function venue(handle: Handle): Promise<string> {
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => handle(request, body, response));
  });
  endings.push(() => server.closeAllConnections());
  return listen(server);
}

async function connect(address: string): Promise<Client> {
  const client = await plugin.connect([{ name: 'g', address }], {});
  endings.push(() => void client.close());
  return client;
}

async function heard(client: Client, count: number): Promise<ClientReport[]> {
  const reports: ClientReport[] = [];
  for await (const report of client.reports) {
    if ('correlation' in report) reports.push(report);
    if (reports.length === count) break;
  }
  return reports;
}

async function outcomeOf(address: string): Promise<Partial<ClientReport>> {
  const client = await connect(address);
  const correlation = client.send('g', order);
  const [report] = await heard(client, 1);
  const { atNs, correlation: told, ...outcome } = report as ClientReport;
  expect(told).toBe(correlation);
  expect(atNs).toBeLessThanOrEqual(process.hrtime.bigint());
  return outcome;
}

describe('what an answer means', () => {
  test.each([
    [429, 'too-many', { outcome: 'rejected', code: 'throttled' }],
    [400, 'bad-price', { outcome: 'rejected', code: 'bad-price' }],
    [404, 'unknown-order', { outcome: 'rejected', code: 'unknown-order' }],
    [503, 'not-forwarded', { outcome: 'not-executed', code: 'not-forwarded' }],
    [503, 'other', { outcome: 'indeterminate', code: 'other' }],
    [504, 'outcome-unknown', { outcome: 'indeterminate', code: 'outcome-unknown' }],
    [500, 'internal', { outcome: 'indeterminate', code: 'internal' }],
  ])('%i %s', async (status, code, expected) => {
    const address = await venue((_request, _body, response) => {
      response.writeHead(status).end(JSON.stringify({ error: { code, message: '' } }));
    });
    expect(await outcomeOf(address)).toEqual(expected);
  });

  test('an acceptance carries position, order id, quantity and fills as integers', async () => {
    let received: unknown;
    const address = await venue((_request, body, response) => {
      received = JSON.parse(body);
      const fills = [{ price: '9996', quantity: '3', role: 'taker' }];
      const answer = { orderId: 'o1', sequence: '12', epoch: '2', executed: '3', fills };
      response.writeHead(201).end(JSON.stringify(answer));
    });
    expect(await outcomeOf(address)).toEqual({
      outcome: 'accepted',
      orderId: 'o1',
      sequence: 12,
      epoch: 2,
      quantity: 3,
      fills: [[9996, 3]],
    });
    expect(received).toMatchObject({ account: '1000', price: '9994', timeInForce: 'ioc' });
  });

  test('an acceptance that cannot be read is not known', async () => {
    const address = await venue((_request, _body, response) => {
      response.writeHead(201).end('{"orderId":');
    });
    expect(await outcomeOf(address)).toMatchObject({ outcome: 'indeterminate' });
  });
});

describe('what an error means', () => {
  test('a refused connection is not executed', async () => {
    const server = createTcp();
    const address = await listen(server);
    await new Promise((resolve) => server.close(resolve));
    expect(await outcomeOf(address)).toEqual({ outcome: 'not-executed', code: 'refused' });
  });

  test.each([
    ['a reset', (response: ServerResponse) => response.socket?.resetAndDestroy()],
    ['an end without an answer', (response: ServerResponse) => response.socket?.end()],
    [
      'an end within the answer',
      (response: ServerResponse) => {
        response.writeHead(201, { 'content-length': '100' });
        response.write('{"orderId"', () => response.socket?.end());
      },
    ],
  ])('%s after the request was sent is not known', async (_name, act) => {
    const address = await venue((_request, _body, response) => void act(response));
    expect(await outcomeOf(address)).toEqual({ outcome: 'indeterminate', code: 'reset' });
  });

  test('an idle connection that the venue closed costs no operation', async () => {
    let closed = Promise.withResolvers<void>();
    const address = await venue((_request, _body, response) => {
      response.socket?.once('close', () => closed.resolve());
      response.writeHead(201).end('{}', () => response.socket?.destroySoon());
    });
    const client = await connect(address);
    for (let turn = 0; turn < 20; turn++) {
      client.send('g', order);
      expect(await heardOne(client)).toMatchObject({ outcome: 'accepted' });
      await closed.promise;
      closed = Promise.withResolvers<void>();
    }
  });

  test('closing gives up on what is unanswered, once', async () => {
    const address = await venue(() => {});
    const client = await connect(address);
    const sent = [client.send('g', order), client.send('g', order)];
    await client.close();
    const reports: ClientReport[] = [];
    for await (const report of client.reports) {
      if ('correlation' in report) reports.push(report);
    }
    expect(reports.map((report) => report.correlation)).toEqual(sent);
    expect(reports.map((report) => report.code)).toEqual(['closed-at-drain', 'closed-at-drain']);
  });
});

async function heardOne(client: Client): Promise<ClientReport | undefined> {
  const iterator = client.reports[Symbol.asyncIterator]();
  return (await iterator.next()).value;
}

test('the open loop is never limited: all of 300 unanswered requests reach the venue', async () => {
  const held: ServerResponse[] = [];
  const all = Promise.withResolvers<void>();
  const address = await venue((_request, _body, response) => {
    held.push(response);
    if (held.length === 300) all.resolve();
  });
  const client = await connect(address);
  for (let sent = 0; sent < 300; sent++) client.send('g', order);
  await all.promise;
  for (const response of held) response.writeHead(201).end('{}');
  expect((await heard(client, 300)).every(({ outcome }) => outcome === 'accepted')).toBe(true);
});

test('a cancel names the order in the path and itself in the query', async () => {
  let asked = '';
  const address = await venue((request, _body, response) => {
    asked = `${request.method} ${request.url}`;
    response.end('{"orderId":"o 1","sequence":"3","epoch":"1","cancelled":"5"}');
  });
  const client = await connect(address);
  const id = { clientRequestId: 't-0-1', account: 1, symbol: 'X', orderId: 'o 1' };
  client.send('g', { kind: 'cancel', ...id });
  expect(await heardOne(client)).toMatchObject({ outcome: 'accepted', quantity: 5 });
  expect(asked).toBe('DELETE /orders/o%201?clientRequestId=t-0-1');
});

describe('reads', () => {
  const row = {
    ...{ orderId: 'o1', clientOrderId: 't-0-0', account: '1', symbol: 'X', side: 'buy' },
    ...{ timeInForce: 'gtc', price: '5', quantity: '6', executed: '2', status: 'open' },
    ...{ sequence: '1', epoch: '1', type: 'limit' },
    fills: [{ tradeId: 't1', sequence: '2', price: '5', quantity: '2', role: 'maker' }],
  };
  const { signal } = new AbortController();

  test('pages are followed by their cursor', async () => {
    const address = await venue((request, _body, response) => {
      const isFirst = !request.url?.includes('cursor');
      const page = { total: '2', asOfSequence: '9', epoch: '1', cursor: isFirst ? '1' : null };
      response.end(JSON.stringify({ orders: [row], ...page }));
    });
    const client = await connect(address);
    const pages = await Array.fromAsync(client.readAll('g', signal));
    expect(pages).toHaveLength(2);
    expect(pages[0]).toMatchObject({ total: 2, asOfSequence: 9, epoch: 1 });
    expect(pages[0]?.rows[0]).toMatchObject({
      tif: 'gtc',
      executed: 2,
      fills: [['t1', 2, 5, 2, 1]],
    });
  });

  test('an answer that is no page is an error that says what was wrong', async () => {
    const address = await venue((_request, _body, response) => void response.end('{"orders":1}'));
    const client = await connect(address);
    await expect(Array.fromAsync(client.readAll('g', signal))).rejects.toThrow(/orders/);
  });

  test('the log leaves out what is no client command and goes on to its end', async () => {
    const records = [
      { op: 'epoch', sequence: 1, epoch: 1 },
      { op: 'new', sequence: 2, epoch: 1, clientOrderId: 't-0-0' },
      { op: 'cancel', sequence: 3, epoch: 1, clientRequestId: 't-0-1' },
    ];
    const address = await venue((request, _body, response) => {
      const from = Number(new URL(request.url ?? '', 'http://v').searchParams.get('from'));
      const part = records.filter(({ sequence }) => sequence >= from).slice(0, 2);
      response.end(part.map((one) => `${JSON.stringify(one)}\n`).join(''));
    });
    const client = await connect(address);
    expect(await Array.fromAsync(client.readLog?.('g', signal) ?? [])).toEqual([
      { sequence: 2, epoch: 1, kind: 'new', clientId: 't-0-0' },
      { sequence: 3, epoch: 1, kind: 'cancel', clientId: 't-0-1' },
    ]);
  });
});
