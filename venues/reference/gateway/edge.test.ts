import { afterEach, expect, test } from 'vitest';
import {
  order,
  request,
  serviceNames,
  signal,
  startVenue,
  type TestVenue,
  until,
  whenInSync,
} from '../test/venue.ts';

let venue: TestVenue;
afterEach(async () => {
  await venue?.[Symbol.asyncDispose]();
});

async function metricsOf(name: (typeof serviceNames)[number]): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${venue.services[name].env.PORT}/metrics`);
  expect(response.headers.get('content-type')).toMatch(/^text\/plain/);
  return response.text();
}

async function enter(fields: Record<string, unknown> = {}) {
  return request(venue, 'gateway-a', 'POST', '/orders', order(fields));
}

test('an account that sends too much is refused, others and its cancels are not', async () => {
  venue = await startVenue({ all: { ORDERS_PER_SECOND: '2' } });
  const [first, second, third] = [await enter(), await enter(), await enter()];
  expect([first.status, second.status, third.status]).toEqual([201, 201, 429]);
  expect(third.body).toMatchObject({ error: { code: 'throttled', field: 'account' } });
  expect((await enter({ account: '8' })).status).toBe(201);
  const cancel = await request(venue, 'gateway-a', 'DELETE', `/orders/${first.body.orderId}`);
  expect(cancel.status).toBe(200);
  expect(await metricsOf('gateway-a')).toContain('venue_throttled_total{service="gateway-a"} 1');
}, 60_000);

test('a silent engine is not asked again at once, and is when it speaks', async () => {
  const quick = { ANSWER_MS_MAX: '100', BREAKER_SILENT: '2', BREAKER_OPEN_MS: '300' };
  venue = await startVenue({ all: { ...quick, LEADER_SILENCE_MS: '60000' } });
  const leader = await whenInSync(venue);
  signal(venue, leader, 'SIGSTOP');
  const statuses = [(await enter()).status, (await enter()).status, (await enter()).status];
  expect(statuses).toEqual([504, 504, 503]);
  expect(await metricsOf('gateway-a')).toContain(
    `venue_breaker_open{engine="${leader}",service="gateway-a"} 1`,
  );
  signal(venue, leader, 'SIGCONT');
  await until('an order', async () => (await enter()).status === 201);
  expect(await metricsOf('gateway-a')).toMatch(/venue_breaker_opened_total\{.*\} [1-9]/);
}, 60_000);

test('every service tells its metrics', async () => {
  venue = await startVenue();
  await enter();
  for (const name of serviceNames) {
    const text = await metricsOf(name);
    expect(text).toContain(`process_cpu_seconds_total{service="${name}"}`);
    expect(text).toMatch(/^venue_\w+/m);
  }
  expect(await metricsOf('gateway-a')).toContain(
    'venue_answers_total{answer="POST /orders 201",service="gateway-a"} 1',
  );
}, 60_000);
