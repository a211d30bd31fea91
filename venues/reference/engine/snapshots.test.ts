import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseDefects } from '../defects.ts';
import { drawCommand, seeded } from '../test/commands.ts';
import { newCrashPoint } from './crash-point.ts';
import { apply, type Exchange, newExchange } from './exchange.ts';
import { imageOf, readImage } from './image.ts';
import { appendRecords, type Log, openLog, syncLog, truncateLog } from './log.ts';
import type { LogRecord } from './records.ts';
import {
  canGoBackTo,
  forgetAfter,
  openSnapshots,
  recoverState,
  type Snapshots,
  tickSnapshots,
} from './snapshots.ts';
import { bookView, orderPage } from './views.ts';

const none = parseDefects('');
const logger = pino({ enabled: false });

let folder = '';
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'reference-snapshots-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

/** Everything that clients can see, queue positions included, and what repeated requests need. */
function seen(exchange: Exchange): object {
  const page = orderPage(exchange, { account: null, after: 0, limit: 1e6 }, 1, 0);
  const { massCancels, epochs, trades } = exchange;
  const ids = [...exchange.orderByClientId].map(([key, { orderId }]) => [key, orderId]);
  const changes = exchange.orders.map(({ cancellation, replacements }) => [
    cancellation,
    replacements,
  ]);
  const books = ['X', 'Y'].map((symbol) => bookView(exchange, symbol, 1));
  return { page, books, massCancels, epochs, trades, ids, changes };
}

type Disk = { data: string; log: Log; snapshots: Snapshots; exchange: Exchange };

function openDisk(data: string, every: number): Disk {
  const { log } = openLog(data, 'sync', none);
  const snapshots = openSnapshots(data, every);
  return { data, log, snapshots, exchange: recoverState(snapshots, log, none) };
}

function tick(disk: Disk): void {
  const crashPoint = newCrashPoint(false, logger);
  tickSnapshots(disk.snapshots, { ...disk, crashPoint, logger }, true);
}

test.each([1, 2, 3])('an image is the state, and grows on like it (seed %i)', (seed) => {
  const draw = seeded(seed);
  let live = newExchange(none);
  let copy = newExchange(none);
  for (let sequence = 1; sequence <= 600; sequence += 1) {
    const record: LogRecord = { sequence, epoch: 1, ...drawCommand(draw, live, sequence) };
    apply(live, record);
    apply(copy, record);
    if (draw(20) > 0) continue;
    copy = readImage(imageOf(live), none)!;
    expect(seen(copy)).toEqual(seen(live));
    [live, copy] = [copy, live];
  }
  expect(seen(copy)).toEqual(seen(live));
});

test('an image without its end is none', () => {
  const exchange = newExchange(none);
  apply(exchange, { sequence: 1, epoch: 1, op: 'epoch', leader: 'engine-a', solo: false });
  expect(readImage(imageOf(exchange).slice(0, -1), none)).toBeNull();
});

/**
 * What a crash leaves is what the kernel had at that moment: the folder is copied in the middle of
 * everything and a state is made from the copy, which must be the live one at its last record.
 */
test.each([11, 12, 13, 14, 15, 16])(
  'a crash at any moment recovers the state of the last record (seed %i)',
  async (seed) => {
    const draw = seeded(seed);
    let disk = openDisk(path.join(folder, 'live'), 20);
    const history: LogRecord[] = [];
    let largestBase = 0;
    for (let round = 0; round < 250; round += 1) {
      const records: LogRecord[] = [];
      for (let count = draw(6); count > 0; count -= 1) {
        const sequence = disk.exchange.sequence + 1;
        const command = drawCommand(draw, disk.exchange, sequence);
        const record: LogRecord = { sequence, epoch: 1, ...command };
        // The orders of a sequence that was cut off have other ids than those that follow.
        if (record.op === 'new') record.orderId = `${round}-${sequence}`;
        apply(disk.exchange, record);
        records.push(record);
        history[sequence - 1] = record;
      }
      if (records.length > 0) appendRecords(disk.log, records);
      tick(disk);
      syncLog(disk.log);
      if (draw(3) === 0) await new Promise((resolve) => setImmediate(resolve));
      if (draw(8) === 0) await new Promise((resolve) => setTimeout(resolve, 1));
      if (draw(5) === 0) compare(crash(disk, round, draw), history);
      if (draw(40) === 0) disk = cutBack(disk, disk.log.written - draw(30), history);
      largestBase = Math.max(largestBase, disk.log.base);
    }
    expect(largestBase).toBeGreaterThan(0);
  },
  60_000,
);

/** The folder as a crash leaves it: at times the log ends in the middle of its last record. */
function crash({ data }: Disk, round: number, draw: (below: number) => number): Disk {
  const copy = path.join(folder, `crashed-${round}`);
  fs.cpSync(data, copy, { recursive: true });
  const wal = path.join(copy, 'commands.wal');
  if (draw(3) === 0) fs.truncateSync(wal, Math.max(0, fs.statSync(wal).size - draw(40)));
  const disk = openDisk(copy, 20);
  fs.closeSync(disk.log.descriptor);
  fs.rmSync(copy, { recursive: true });
  return disk;
}

/** The state must be the one that all records up to there make, from the first on. */
function compare({ exchange, log }: Disk, history: readonly LogRecord[]): void {
  expect(exchange.sequence).toBe(log.written);
  const replayed = newExchange(none);
  for (const record of history.slice(0, log.written)) apply(replayed, record);
  expect(seen(exchange)).toEqual(seen(replayed));
}

/** As a standby cuts what its leader does not have, if it still can. */
function cutBack(disk: Disk, sequence: number, history: readonly LogRecord[]): Disk {
  const { log, snapshots } = disk;
  if (sequence <= 0 || !canGoBackTo(snapshots, log, sequence)) return disk;
  forgetAfter(snapshots, sequence);
  truncateLog(log, sequence);
  const cut = { ...disk, exchange: recoverState(snapshots, log, none) };
  compare(cut, history);
  return cut;
}

test('without the snapshot that its log needs the engine refuses to start', async () => {
  const disk = openDisk(folder, 10);
  for (let sequence = 1; disk.log.base === 0; sequence += 1) {
    const record: LogRecord = { sequence, epoch: 1, op: 'none' };
    apply(disk.exchange, record);
    appendRecords(disk.log, [record]);
    disk.log.onDurable = () => tick(disk);
    syncLog(disk.log);
    await new Promise((resolve) => setImmediate(resolve));
  }
  for (const kept of disk.snapshots.kept) fs.rmSync(path.join(folder, `snapshot-${kept}`));
  expect(() => openDisk(folder, 10)).toThrow(/no whole snapshot/);
});
