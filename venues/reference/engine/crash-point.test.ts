import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import {
  killAll,
  killService,
  order,
  otherEngine,
  request,
  startAll,
  startService,
  startVenue,
  type TestVenue,
  until,
  whenInSync,
  whenOpen,
} from '../test/venue.ts';
import { crashSteps } from './crash-point.ts';
import { decodeFrame } from './frame.ts';

/** Sequences in an engine's log as it lies on the disk. */
function loggedSequences(folder: string): number[] {
  const bytes = fs.readFileSync(path.join(folder, 'commands.wal'));
  const sequences: number[] = [];
  for (let at = 0; at < bytes.length; ) {
    const decoded = decodeFrame(bytes, at);
    if (decoded.kind !== 'frame') break;
    sequences.push((JSON.parse(decoded.payload) as { sequence: number }).sequence);
    at = decoded.end;
  }
  return sequences;
}

test.each(['logged', 'synced', 'replicated', 'acked'] as const)(
  'an engine armed at "%s" dies right after it, and says how far it was',
  async (step) => {
    await using venue = await startVenue({ all: { CRASH_POINTS: 'on' } });
    const leader = await whenOpen(venue);
    const { exitCode } = venue.services[leader];
    expect(exitCode).toBeNull();
    const armed = await request(venue, leader, 'PUT', '/crash-point', { step });
    expect(armed).toMatchObject({ status: 200, body: { armed: step } });

    const answering = request(venue, 'gateway-a', 'POST', '/orders', order());
    await until('the crash', () => venue.services[leader].process === null);
    const answer = await answering;
    const last = venue.services[leader].logged.at(-1);
    expect(last).toMatchObject({ msg: 'crash point', step });
    const { reached, sequence } = last as {
      sequence: number;
      reached: Record<string, number>;
    };
    const place = crashSteps.indexOf(step);
    expect(reached[step]).toBe(sequence);
    expect(loggedSequences(venue.services[leader].env.DATA as string).at(-1)).toBe(sequence);
    if (step !== 'replicated' && step !== 'acked') expect(reached.acked).toBeLessThan(sequence);
    if (place >= 3) expect(answer.status).toBe(201);
    else
      expect(answer).toMatchObject({ status: 504, body: { error: { code: 'outcome-unknown' } } });
    await whenOpen(venue, leader);
    expect(venue.services[otherEngine(leader)].process).not.toBeNull();
  },
  30_000,
);

test('the steps are named when another is asked for, and nothing is armed by it', async () => {
  await using venue = await startVenue({ all: { CRASH_POINTS: 'on' } });
  const bad = await request(venue, 'engine-a', 'PUT', '/crash-point', { step: 'sinced' });
  expect(bad).toMatchObject({ status: 400, body: { error: { code: 'bad-step', field: 'step' } } });
  await request(venue, 'engine-a', 'PUT', '/crash-point', { step: 'synced' });
  const off = await request(venue, 'engine-a', 'DELETE', '/crash-point');
  expect(off.body).toMatchObject({ armed: null, steps: [...crashSteps] });
}, 30_000);

test('a venue that was not started for tests has no such route', async () => {
  await using venue = await startVenue();
  for (const method of ['GET', 'PUT', 'DELETE']) {
    const answer = await request(venue, 'engine-a', method, '/crash-point');
    expect(answer).toMatchObject({ status: 404, body: { error: { code: 'not-found' } } });
  }
}, 30_000);

test.each(['snapshot-half-written', 'snapshot-written', 'log-truncated'] as const)(
  'an engine that dies at "%s" comes back with everything, down to places and repeated answers',
  async (step) => {
    const all = { CRASH_POINTS: 'on', SNAPSHOT_RECORDS: '20' };
    await using venue = await startVenue({ all });
    const leader = await whenOpen(venue);
    const first = order({ price: '40' });
    const firstAnswer = await request(venue, 'gateway-a', 'POST', '/orders', first);
    await request(venue, leader, 'PUT', '/crash-point', { step });
    for (let count = 0; venue.services[leader].process !== null && count < 300; count += 1) {
      const price = String(50 + (count % 3));
      await request(venue, 'gateway-a', 'POST', '/orders', order({ price }));
    }
    expect(venue.services[leader].logged.at(-1)).toMatchObject({ msg: 'crash point', step });
    await whenOpen(venue, leader);
    startService(venue, leader);
    await whenInSync(venue);
    const before = await everything(venue);
    await killAll(venue);
    startAll(venue);
    await whenInSync(venue);
    expect(await everything(venue)).toEqual(before);
    expect(await request(venue, 'gateway-b', 'POST', '/orders', first)).toEqual(firstAnswer);
  },
  60_000,
);

/** Orders and queues, without the position, which a new epoch moves on. */
async function everything(venue: TestVenue): Promise<object> {
  const { body: page } = await request(venue, 'gateway-a', 'GET', '/orders?limit=1000');
  const { body: book } = await request(venue, 'gateway-a', 'GET', '/book/X');
  return { orders: page.orders, bids: book.bids, asks: book.asks };
}

test('a standby that was away for longer than the log goes back takes over a snapshot', async () => {
  await using venue = await startVenue({ all: { SNAPSHOT_RECORDS: '20' } });
  const leader = await whenInSync(venue);
  const standby = otherEngine(leader);
  await killService(venue, standby);
  for (let count = 0; count < 150; count += 1) {
    const price = String(50 + (count % 3));
    await request(venue, 'gateway-a', 'POST', '/orders', order({ price }));
  }
  await until('a log without its head', () =>
    venue.services[leader].logged.some(({ msg }) => msg === 'log truncated'),
  );
  const before = await everything(venue);
  startService(venue, standby);
  await whenInSync(venue);
  expect(venue.services[standby].logged).toContainEqual(
    expect.objectContaining({ msg: 'taking over a snapshot' }),
  );
  await killService(venue, leader);
  await whenOpen(venue, leader);
  expect(await everything(venue)).toEqual(before);
  startService(venue, leader);
  await whenInSync(venue);
}, 60_000);
