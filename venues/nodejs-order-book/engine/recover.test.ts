import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { stateOf } from '../state.testing.ts';
import { apply, type Exchange, type Image, imageOf, openExchange } from './exchange.ts';
import { append, untilDurable } from './journal.ts';
import type { JournalRecord } from './records.ts';
import { type Recovered, recover } from './recover.ts';
import { snapshotIfDue } from './snapshot.ts';

const symbols = ['X', 'Y'];
let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'nodejs-order-book-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

interface Drawn {
  readonly kind: 'gtc' | 'ioc' | 'cancel';
  readonly symbol: string;
  readonly side: 'buy' | 'sell';
  readonly price: number;
  readonly quantity: number;
  /** Which of the orders so far a cancel names. */
  readonly which: number;
}

/** Few prices and small books: queues form, are swept, and are cancelled from the middle. */
const drawn: fc.Arbitrary<Drawn> = fc.record({
  kind: fc.constantFrom('gtc', 'gtc', 'gtc', 'ioc', 'cancel'),
  symbol: fc.constantFrom(...symbols),
  side: fc.constantFrom('buy', 'sell'),
  price: fc.integer({ min: 98, max: 102 }),
  quantity: fc.integer({ min: 1, max: 9 }),
  which: fc.nat(200),
});
const stream = fc.array(drawn, { minLength: 1, maxLength: 120, size: 'max' });

/** Carries a drawn command out; undefined if it names no open order. */
function carryOut(exchange: Exchange, one: Drawn): JournalRecord | undefined {
  const position = { sequence: exchange.sequence + 1, epoch: exchange.epoch };
  const record = recordOf(exchange, one, position);
  return record !== undefined && apply(exchange, record) === undefined ? record : undefined;
}

function recordOf(
  { orders }: Exchange,
  { kind, which, symbol, side, price, quantity }: Drawn,
  position: { sequence: number; epoch: number },
): JournalRecord | undefined {
  const { sequence, epoch } = position;
  if (kind === 'cancel') {
    const order = orders[which % Math.max(1, orders.length)];
    if (order?.status !== 'open') return undefined;
    return { ...position, op: 'cancel', orderId: order.orderId, clientRequestId: `r${sequence}` };
  }
  const ids = { orderId: `${epoch}-${sequence}`, clientOrderId: `c${sequence}`, account: '1' };
  return { ...position, op: 'new', ...ids, symbol, side, timeInForce: kind, price, quantity };
}

function throughJson(image: Image): Image {
  return JSON.parse(JSON.stringify(image));
}

test('a snapshot at any point, and the journal behind it, make the same state', () => {
  fc.assert(
    fc.property(stream, fc.nat(), (commands, at) => {
      const live = openExchange(symbols);
      const point = at % commands.length;
      for (const one of commands.slice(0, point)) carryOut(live, one);
      const restored = openExchange(symbols, throughJson(imageOf(live)));
      expect(stateOf(restored)).toEqual(stateOf(live));
      for (const one of commands.slice(point)) {
        const record = carryOut(live, one);
        if (record !== undefined) expect(apply(restored, record)).toBeUndefined();
      }
      expect(stateOf(restored)).toEqual(stateOf(live));
    }),
    { numRuns: 150, seed: 7 },
  );
});

/** Enters as many orders as told, some of which trade, as the service would. */
async function trade({ exchange, journal }: Recovered, count: number): Promise<void> {
  for (let n = 0; n < count; n++) {
    const price = 98 + ((n * 7) % 5);
    const side = n % 3 === 0 ? 'buy' : 'sell';
    const kind = n % 11 === 10 ? 'cancel' : 'gtc';
    const one = {
      kind,
      symbol: symbols[n % 2]!,
      side,
      price,
      quantity: 1 + (n % 8),
      which: n,
    } as const;
    const record = carryOut(exchange, one);
    if (record !== undefined) append(journal, record);
  }
  await untilDurable(journal);
}

const open = () => recover(folder, 'sync', symbols);
const journalFile = () => path.join(folder, 'journal');

/** State without its position: a recovery adds the record of its epoch. */
function tradingStateOf({ exchange }: Recovered) {
  const { sequence: _sequence, epoch: _epoch, ...state } = stateOf(exchange);
  return state;
}

async function withSnapshot(recovered: Recovered): Promise<number> {
  const { exchange, journal } = recovered;
  const snapshots = { folder, every: 1, last: -exchange.orders.length, writing: false };
  const at = exchange.sequence;
  snapshotIfDue(snapshots, exchange, journal);
  await expect.poll(() => snapshots.writing).toBe(false);
  return at;
}

describe('recovery', () => {
  test('brings back what was written, and begins a new epoch', async () => {
    const before = open();
    await trade(before, 200);
    const after = open();
    expect(after.exchange.epoch).toBe(2);
    expect(after.replayed).toBe(before.exchange.sequence);
    expect(tradingStateOf(after)).toEqual(tradingStateOf(before));
    expect(after.exchange.trades).toBeGreaterThan(20);
  });

  test('begins with the snapshot and replays only what follows', async () => {
    const before = open();
    await trade(before, 200);
    const snapshot = await withSnapshot(before);
    await trade(before, 100);
    const after = open();
    expect(after.snapshot).toBe(snapshot);
    expect(after.replayed).toBe(before.exchange.sequence - snapshot);
    expect(tradingStateOf(after)).toEqual(tradingStateOf(before));
  });

  test('does without a snapshot that is damaged', async () => {
    const before = open();
    await trade(before, 100);
    await withSnapshot(before);
    const file = path.join(folder, 'snapshot');
    fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace('"trades":', '"trades":1'));
    const after = open();
    expect(after.snapshot).toBe(0);
    expect(tradingStateOf(after)).toEqual(tradingStateOf(before));
  });

  test('does without a snapshot that knows more than the journal', async () => {
    const before = open();
    await trade(before, 100);
    const bytes = before.journal.bytes;
    const kept = tradingStateOf(before);
    await trade(before, 50);
    await withSnapshot(before);
    fs.truncateSync(journalFile(), bytes);
    const after = open();
    expect(after.snapshot).toBe(0);
    expect(tradingStateOf(after)).toEqual(kept);
  });

  test('cuts a torn tail, at whatever byte it was torn', async () => {
    const before = open();
    await trade(before, 30);
    const kept = tradingStateOf(before);
    const { bytes } = before.journal;
    await trade(before, 1);
    const whole = fs.readFileSync(journalFile());
    for (let end = bytes + 1; end < whole.length; end += 7) {
      fs.writeFileSync(journalFile(), whole.subarray(0, end));
      const after = open();
      expect(after.cutBytes).toBe(end - bytes);
      expect(tradingStateOf(after)).toEqual(kept);
    }
    fs.writeFileSync(journalFile(), Buffer.concat([whole.subarray(0, bytes), Buffer.alloc(100)]));
    expect(open().cutBytes).toBe(100);
  });

  test('refuses to start on damage with whole records behind it', async () => {
    const before = open();
    await trade(before, 30);
    const at = before.journal.offsets[10]! + 20;
    const content = fs.readFileSync(journalFile());
    content[at]! ^= 1;
    fs.writeFileSync(journalFile(), content);
    expect(open).toThrow(/corrupt journal: .* is damaged at byte \d+/);
  });
});
