import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keepLink, type LineSocket, listenLines, type Message } from '../service/lines.ts';
import { prepareVenue, startService, statusOf, type TestVenue, until } from '../test/venue.ts';

/** One engine, and this test in the place of its controller and of the other engine. */
let venue: TestVenue;
const closers: (() => void)[] = [];

beforeEach(async () => {
  venue = await prepareVenue();
});
afterEach(async () => {
  for (const close of closers.splice(0)) close();
  await venue[Symbol.asyncDispose]();
});

type Side = { heard: Message[]; send(message: object): void };

function addressOf(port: string | undefined): { host: string; port: number } {
  return { host: '127.0.0.1', port: Number(port) };
}

/** The engine's controller. */
async function controller(): Promise<Side> {
  const heard: Message[] = [];
  const sockets: LineSocket[] = [];
  const server = await listenLines(addressOf(venue.services.controller.env.CONTROL_PORT), {
    onOpen: (socket) => sockets.push(socket),
    onMessage: (message) => heard.push(message),
  });
  closers.push(() => {
    for (const socket of sockets) socket.close();
    server.close();
  });
  startService(venue, 'engine-b');
  await until('the engine to connect', () => heard.find(({ kind }) => kind === 'hello'));
  return { heard, send: (message) => sockets.at(-1)?.send(message) };
}

/** The other engine, as a leader that replicates to it. */
async function leader(): Promise<Side> {
  const heard: Message[] = [];
  const link = keepLink(addressOf(venue.services['engine-b'].env.REPLICATION_PORT), {
    onMessage: (message) => heard.push(message),
  });
  closers.push(() => link.close());
  await until('a connection', () => link.socket);
  return { heard, send: (message) => link.socket?.send(message) };
}

function heardLast(side: Side, kind: string): Promise<Message> {
  return until(kind, () => side.heard.filter((message) => message.kind === kind).at(-1));
}

const follow = { kind: 'follow', epoch: 5, leader: 'engine-a', eligible: true };
const epochRecord = { sequence: 1, epoch: 5, op: 'epoch', leader: 'engine-a', solo: false };
const round = {
  kind: 'round',
  epoch: 5,
  mode: 'open',
  live: true,
  round: 1,
  records: [epochRecord],
};

test('a standby follows nobody before it heard from the controller', async () => {
  const [, old] = [await controller(), await leader()];
  old.send({ kind: 'hello', epoch: 5, leader: 'engine-a' });
  expect(await heardLast(old, 'refused')).toMatchObject({ fence: 0, leader: null });
});

test('a promoted standby refuses the leader before it, on the old connection and a new one', async () => {
  const [control, old] = [await controller(), await leader()];
  control.send(follow);
  await until('the word to arrive', async () => {
    const status = await statusOf(venue, 'engine-b');
    return status?.leaderName === 'engine-a';
  });
  old.send({ kind: 'hello', epoch: 4, leader: 'engine-a' });
  expect(await heardLast(old, 'refused')).toMatchObject({ fence: 5 });
  old.send({ kind: 'hello', epoch: 5, leader: 'engine-a' });
  expect(await heardLast(old, 'position')).toMatchObject({ lastSequence: 0, epochs: [] });
  old.send(round);
  expect(await heardLast(old, 'confirmed')).toMatchObject({ round: 1, sequence: 1 });

  old.heard.length = 0;
  control.send({ kind: 'lead', epoch: 6, solo: true, afterHalt: false, floor: 1 });
  await until('it to lead', async () => (await statusOf(venue, 'engine-b'))?.leader);
  old.send({ ...round, round: 2, records: [] });
  await until('the refusal', () => {
    old.send({ kind: 'hello', epoch: 5, leader: 'engine-a' });
    return old.heard.some(({ kind }) => kind === 'refused');
  });
  expect(old.heard.filter(({ kind }) => kind === 'confirmed')).toEqual([]);
  expect(old.heard.at(-1)).toMatchObject({ fence: 6, leader: 'engine-b' });
});

test('a newer epoch that comes while an engine is still being promoted is not forgotten', async () => {
  const control = await controller();
  const lead = { kind: 'lead', solo: true, afterHalt: false, floor: 0 };
  // Both in one write: the second is read before the first one's record can be durable.
  control.send({ ...lead, epoch: 1 });
  control.send({ ...lead, epoch: 2, solo: false });
  const status = await until('it to lead epoch 2', async () => {
    const now = await statusOf(venue, 'engine-b');
    return now?.leader && now.epoch === 2 ? now : undefined;
  });
  expect(status).toMatchObject({ epoch: 2, solo: false });
});

test('a standby whose log is too short refuses to lead, and says so', async () => {
  const control = await controller();
  control.send({ kind: 'lead', epoch: 6, solo: true, afterHalt: false, floor: 12 });
  expect(await heardLast(control, 'refused-to-lead')).toMatchObject({
    epoch: 6,
    reason: 'the log ends at 0, but 12 was committed',
  });
  expect(await statusOf(venue, 'engine-b')).toMatchObject({ leader: false, ready: false });
});

test('what the leader does not have is cut off the log, and the state with it', async () => {
  const [control, old] = [await controller(), await leader()];
  control.send(follow);
  const hello = { kind: 'hello', epoch: 5, leader: 'engine-a' };
  await until('a position', () => {
    old.send(hello);
    return old.heard.some(({ kind }) => kind === 'position');
  });
  const wish = { clientOrderId: 'c', account: '1', symbol: 'X', side: 'buy', type: 'limit' };
  const terms = { timeInForce: 'gtc', price: '10', quantity: '1' };
  const order = { sequence: 2, epoch: 5, op: 'new', orderId: '5-2', ...wish, ...terms };
  old.send({ ...round, records: [epochRecord, order] });
  expect(await heardLast(old, 'confirmed')).toMatchObject({ sequence: 2 });
  old.heard.length = 0;
  old.send({ kind: 'truncate', epoch: 5, to: 1 });
  old.send(hello);
  expect(await heardLast(old, 'position')).toMatchObject({ lastSequence: 1 });
});

test('a corrupt middle keeps the engine from starting, and says where', async () => {
  const { DATA } = venue.services['engine-b'].env;
  const log = path.join(DATA!, 'commands.wal');
  const [control, old] = [await controller(), await leader()];
  control.send(follow);
  await until('a position', () => {
    old.send({ kind: 'hello', epoch: 5, leader: 'engine-a' });
    return old.heard.some(({ kind }) => kind === 'position');
  });
  const none = { sequence: 2, epoch: 5, op: 'none' };
  old.send({ ...round, records: [epochRecord, none] });
  await heardLast(old, 'confirmed');
  venue.services['engine-b'].process?.kill('SIGKILL');
  await until('its end', () => venue.services['engine-b'].exitCode);
  const bytes = fs.readFileSync(log);
  bytes[20] = bytes[20]! ^ 1;
  fs.writeFileSync(log, bytes);
  startService(venue, 'engine-b');
  expect(await until('its exit', () => venue.services['engine-b'].exitCode)).toBe(69);
  const { reason } = venue.services['engine-b'].logged.at(-1)!;
  expect(reason).toMatch(/corrupt log: .*commands.wal is damaged at byte 0, .* at byte \d+/);
});
