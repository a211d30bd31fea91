import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  order,
  prepareVenue,
  request,
  startService,
  startVenue,
  type TestVenue,
  until,
} from '../test/venue.ts';

let venue: TestVenue;
beforeAll(async () => {
  venue = await startVenue();
}, 60_000);
afterAll(async () => venue?.[Symbol.asyncDispose]());

const badOrders: [string, unknown, string, string][] = [
  ['no JSON', '{"clientOrderId":', 'malformed', 'body'],
  ['an empty body', '', 'malformed', 'body'],
  ['an array', [], 'malformed', 'body'],
  ['null', 'null', 'malformed', 'body'],
  [
    'no client order id',
    order({ clientOrderId: undefined }),
    'bad-client-order-id',
    'clientOrderId',
  ],
  [
    'an empty client order id',
    order({ clientOrderId: '' }),
    'bad-client-order-id',
    'clientOrderId',
  ],
  ['a long one', order({ clientOrderId: 'x'.repeat(65) }), 'bad-client-order-id', 'clientOrderId'],
  [
    'one with a line feed',
    order({ clientOrderId: 'a\nb' }),
    'bad-client-order-id',
    'clientOrderId',
  ],
  ['an account that is a number', order({ account: 7 }), 'bad-account', 'account'],
  ['an unknown symbol', order({ symbol: 'Z' }), 'bad-symbol', 'symbol'],
  ['an unknown side', order({ side: 'BUY' }), 'bad-side', 'side'],
  ['an unknown type', order({ type: 'stop' }), 'bad-type', 'type'],
  ['an unknown time in force', order({ timeInForce: 'day' }), 'bad-time-in-force', 'timeInForce'],
  [
    'a market order with a price',
    order({ type: 'market', timeInForce: 'ioc' }),
    'bad-price',
    'price',
  ],
  [
    'a market order that should rest',
    order({ type: 'market', price: undefined, timeInForce: 'gtc' }),
    'bad-time-in-force',
    'timeInForce',
  ],
  ['post-only that is no boolean', order({ postOnly: 'true' }), 'bad-post-only', 'postOnly'],
  [
    'post-only that never rests',
    order({ postOnly: true, timeInForce: 'ioc' }),
    'bad-post-only',
    'postOnly',
  ],
  ['a price that is a number', order({ price: 100 }), 'bad-price', 'price'],
  ['a price of zero', order({ price: '0' }), 'bad-price', 'price'],
  ['a negative price', order({ price: '-1' }), 'bad-price', 'price'],
  ['a fraction', order({ price: '1.5' }), 'bad-price', 'price'],
  ['an exponent', order({ price: '1e3' }), 'bad-price', 'price'],
  ['a leading zero', order({ price: '01' }), 'bad-price', 'price'],
  ['one beyond the limit', order({ price: '1000000000001' }), 'bad-price', 'price'],
  ['a huge quantity', order({ quantity: '9'.repeat(400) }), 'bad-quantity', 'quantity'],
  ['an unknown field', order({ display: '1' }), 'bad-display', 'display'],
];

test.each(badOrders)(
  'POST /orders refuses %s and names the field',
  async (_, body, code, field) => {
    const before = await request(venue, 'gateway-a', 'GET', '/orders');
    const answer = await request(venue, 'gateway-a', 'POST', '/orders', body);
    expect(answer).toMatchObject({ status: 400, body: { error: { code, field } } });
    const after = await request(venue, 'gateway-a', 'GET', '/orders');
    expect(after.body).toEqual(before.body);
  },
);

test.each<[string, string, number, string]>([
  ['GET', '/orders?limit=0', 400, 'bad-limit'],
  ['GET', '/orders?limit=1001', 400, 'bad-limit'],
  ['GET', '/orders?cursor=-1', 400, 'bad-cursor'],
  ['GET', '/orders?account=', 400, 'bad-account'],
  ['GET', '/log?from=x', 400, 'bad-from'],
  ['GET', '/book/Z', 400, 'bad-symbol'],
  ['GET', '/nothing', 404, 'not-found'],
  ['GET', '/orders/%zz', 400, 'bad-url'],
  ['DELETE', '/orders/9-9', 404, 'unknown-order'],
  ['DELETE', '/orders/9-9?clientRequestId=', 400, 'bad-client-request-id'],
  ['DELETE', '/orders', 400, 'bad-account'],
  ['DELETE', '/orders?account=7&symbol=Z', 400, 'bad-symbol'],
  ['DELETE', '/orders?account=7&side=buy', 400, 'bad-side'],
  ['PUT', '/orders/9-9', 400, 'malformed'],
])('%s %s is answered %i %s', async (method, path, status, code) => {
  const answer = await request(venue, 'gateway-b', method, path);
  expect(answer).toMatchObject({ status, body: { error: { code } } });
});

test('a body beyond the limit is 413', async () => {
  const answer = await request(venue, 'gateway-a', 'POST', '/orders', 'x'.repeat(70_000));
  expect(answer).toMatchObject({ status: 413, body: { error: { code: 'too-large' } } });
});

test('a cancel takes effect once; a dead order is 409, a repeated request its first answer', async () => {
  const { body } = await request(venue, 'gateway-a', 'POST', '/orders', order({ price: '3' }));
  const path = `/orders/${body.orderId}`;
  const first = await request(venue, 'gateway-a', 'DELETE', `${path}?clientRequestId=r`);
  expect(first).toMatchObject({ status: 200, body: { orderId: body.orderId, cancelled: '5' } });
  expect(await request(venue, 'gateway-b', 'DELETE', `${path}?clientRequestId=r`)).toEqual(first);
  for (const again of [path, `${path}?clientRequestId=s`]) {
    const answer = await request(venue, 'gateway-b', 'DELETE', again);
    expect(answer).toMatchObject({ status: 409, body: { error: { code: 'already-closed' } } });
  }
});

test('pages cover every order once, dead ones included, and say where they stand', async () => {
  for (const [side, timeInForce] of [
    ['buy', 'gtc'],
    ['sell', 'ioc'],
    ['sell', 'gtc'],
  ]) {
    await request(
      venue,
      'gateway-a',
      'POST',
      '/orders',
      order({ account: '99', side, timeInForce }),
    );
  }
  const seen: unknown[] = [];
  let cursor: unknown = '0';
  while (cursor !== null) {
    const path = `/orders?account=99&limit=1&cursor=${cursor}`;
    const { body } = await request(venue, 'gateway-b', 'GET', path);
    expect(body).toMatchObject({ total: '3', epoch: expect.stringMatching(/^\d+$/) });
    seen.push(...(body.orders as Record<string, unknown>[]).map(({ status }) => status));
    cursor = body.cursor;
  }
  expect(seen).toEqual(['filled', 'filled', 'open']);
});

test('without an engine every answer is 503 not-forwarded, at once', async () => {
  await using alone = await prepareVenue();
  startService(alone, 'gateway-a');
  await until('the gateway', async () => {
    const answer = await request(alone, 'gateway-a', 'GET', '/status').catch(() => null);
    return answer?.body.live;
  });
  for (const [method, path, body] of [
    ['POST', '/orders', order()],
    ['DELETE', '/orders/1-1', undefined],
    ['GET', '/orders', undefined],
    ['GET', '/book/X', undefined],
  ] as const) {
    const answer = await request(alone, 'gateway-a', method, path, body);
    expect(answer).toMatchObject({ status: 503, body: { error: { code: 'not-forwarded' } } });
  }
});
