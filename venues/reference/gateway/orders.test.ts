import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Answer, order, request, startVenue, type TestVenue } from '../test/venue.ts';

/** Every kind of order over the wire, and the same answer when it is asked again. */

let venue: TestVenue;
beforeAll(async () => {
  venue = await startVenue();
}, 60_000);
afterAll(async () => venue?.[Symbol.asyncDispose]());

let accounts = 500;

/** A book with one resting sell of five lots at 100, and nothing else, in symbol Y. */
async function restingSell(): Promise<{ account: string; orderId: string }> {
  for (const account of ['1', '2', '7', String(accounts)]) {
    await request(venue, 'gateway-a', 'DELETE', `/orders?account=${account}`);
  }
  accounts += 1;
  const account = String(accounts);
  const fields = { account, symbol: 'Y', side: 'sell', price: '100', quantity: '5' };
  const { body } = await request(venue, 'gateway-a', 'POST', '/orders', order(fields));
  return { account, orderId: body.orderId as string };
}

const other = (fields: Record<string, unknown>) =>
  order({ symbol: 'Y', account: '7', side: 'buy', price: '100', quantity: '5', ...fields });

async function postTwice(body: object): Promise<Answer> {
  const first = await request(venue, 'gateway-a', 'POST', '/orders', body);
  expect(await request(venue, 'gateway-b', 'POST', '/orders', body)).toEqual(first);
  return first;
}

test('a fill-or-kill fills whole or is refused, also when asked again with a fuller book', async () => {
  await restingSell();
  const wish = other({ timeInForce: 'fok', quantity: '6' });
  const refused = await postTwice(wish);
  expect(refused).toMatchObject({ status: 422, body: { error: { code: 'would-not-fill' } } });
  await request(venue, 'gateway-a', 'POST', '/orders', other({ side: 'sell', quantity: '9' }));
  expect(await request(venue, 'gateway-a', 'POST', '/orders', wish)).toEqual(refused);
  const filled = await postTwice(other({ timeInForce: 'fok', quantity: '6' }));
  expect(filled).toMatchObject({ status: 201, body: { status: 'filled', executed: '6' } });
});

test('a market order takes what there is, is cancelled for the rest, refused for nothing', async () => {
  const { account } = await restingSell();
  const market = { type: 'market', price: undefined, timeInForce: undefined, quantity: '8' };
  const taken = await postTwice(other(market));
  expect(taken).toMatchObject({ status: 201, body: { status: 'cancelled', executed: '5' } });
  const nothing = await postTwice(other(market));
  expect(nothing).toMatchObject({ status: 422, body: { error: { code: 'no-liquidity' } } });
  const { body } = await request(venue, 'gateway-a', 'GET', '/orders?account=7&limit=1000');
  const rows = body.orders as Record<string, unknown>[];
  expect(rows.at(-1)).toMatchObject({ status: 'rejected', code: 'no-liquidity', executed: '0' });
  const sells = await request(venue, 'gateway-b', 'GET', `/orders?account=${account}`);
  expect(sells.body).toMatchObject({ orders: [{ status: 'filled' }] });
});

test('a post-only order rests or is refused', async () => {
  await restingSell();
  const refused = await postTwice(other({ postOnly: true }));
  expect(refused).toMatchObject({ status: 422, body: { error: { code: 'would-take' } } });
  const rests = await postTwice(other({ postOnly: true, price: '99' }));
  expect(rests).toMatchObject({ status: 201, body: { status: 'open', executed: '0' } });
});

test('new terms keep the place, lose it or trade, and are given once', async () => {
  const { orderId } = await restingSell();
  const put = (terms: object, gateway: 'gateway-a' | 'gateway-b' = 'gateway-a') =>
    request(venue, gateway, 'PUT', `/orders/${orderId}`, terms);
  const less = { price: '100', quantity: '4', clientRequestId: 'less' };
  const kept = await put(less);
  expect(kept).toMatchObject({ status: 200, body: { status: 'open', quantity: '4' } });
  expect(await put(less, 'gateway-b')).toEqual(kept);
  expect(await put({ ...less, quantity: '3' })).toMatchObject({ status: 409 });
  await request(venue, 'gateway-a', 'POST', '/orders', other({ price: '98', quantity: '3' }));
  const traded = await put({ price: '98', quantity: '7', clientRequestId: 'down' });
  expect(traded).toMatchObject({
    status: 200,
    body: { status: 'open', executed: '3', fills: [{ price: '98', quantity: '3' }] },
  });
  const few = await put({ price: '98', quantity: '3', clientRequestId: 'few' });
  expect(few).toMatchObject({ status: 409, body: { error: { code: 'bad-quantity' } } });
  const { body } = await request(venue, 'gateway-b', 'GET', '/orders?limit=1000');
  const row = (body.orders as Record<string, unknown>[]).find((one) => one.orderId === orderId);
  expect(row).toMatchObject({
    ...{ price: '98', quantity: '7', executed: '3', entered: { price: '100', quantity: '5' } },
    replacements: [
      { price: '100', quantity: '4' },
      { price: '98', quantity: '7' },
    ],
  });
  await request(venue, 'gateway-a', 'DELETE', `/orders/${orderId}`);
  expect(await put(less)).toEqual(kept);
  expect(await put({ ...less, clientRequestId: 'late' })).toMatchObject({
    status: 409,
    body: { error: { code: 'already-closed' } },
  });
});

test('a mass cancel takes the orders of its account and symbol, once', async () => {
  const { account } = await restingSell();
  const mine = { account, side: 'sell', price: '101' };
  await request(venue, 'gateway-a', 'POST', '/orders', other(mine));
  await request(venue, 'gateway-a', 'POST', '/orders', other({ ...mine, symbol: 'X' }));
  await request(venue, 'gateway-a', 'POST', '/orders', other({ price: '90' }));
  const path = `/orders?account=${account}&symbol=Y&clientRequestId=all`;
  const first = await request(venue, 'gateway-a', 'DELETE', path);
  expect(first).toMatchObject({ status: 200, body: { orders: '2', cancelled: '10' } });
  await request(venue, 'gateway-a', 'POST', '/orders', other(mine));
  expect(await request(venue, 'gateway-b', 'DELETE', path)).toEqual(first);
  const { body } = await request(venue, 'gateway-a', 'GET', `/orders?account=${account}`);
  const rows = body.orders as { status: string }[];
  expect(rows.map(({ status }) => status)).toEqual(['cancelled', 'cancelled', 'open', 'open']);
});
