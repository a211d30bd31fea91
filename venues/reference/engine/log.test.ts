import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseDefects } from '../defects.ts';
import { decodeFrame, encodeFrame } from './frame.ts';
import {
  appendRecords,
  dropHead,
  type Log,
  openLog,
  readPayloads,
  syncLog,
  truncateLog,
} from './log.ts';
import type { LogRecord } from './records.ts';

let folder = '';
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'reference-log-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

const none = parseDefects('');

function recordOf(sequence: number): LogRecord {
  return { sequence, epoch: 1, op: 'cancel', orderId: `1-${sequence}`, clientRequestId: 'größer' };
}

function open(defects = none): { log: Log; replayed: LogRecord[]; cutBytes: number } {
  const { log, cutBytes } = openLog(folder, 'sync', defects);
  const replayed = readPayloads(log, 1, 1_000).map((payload) => JSON.parse(payload) as LogRecord);
  return { log, replayed, cutBytes };
}

/** A log of `count` records; returns its bytes and where each record begins. */
function written(count: number): { file: string; bytes: Buffer; offsets: number[] } {
  const { log } = open();
  appendRecords(
    log,
    Array.from({ length: count }, (_, index) => recordOf(index + 1)),
  );
  fs.closeSync(log.descriptor);
  return { file: log.path, bytes: fs.readFileSync(log.path), offsets: log.offsets };
}

test('a frame decodes to its payload', () => {
  const payload = JSON.stringify(recordOf(1));
  const frame = encodeFrame(payload);
  expect(decodeFrame(frame, 0)).toEqual({ kind: 'frame', payload, end: frame.length });
});

test('a tail torn at any byte is cut at the last whole record', () => {
  const { file, bytes, offsets } = written(3);
  for (let length = 0; length < bytes.length; length += 1) {
    fs.writeFileSync(file, bytes.subarray(0, length));
    const whole = offsets.filter((_, index) => (offsets[index + 1] ?? bytes.length) <= length);
    const { log, replayed, cutBytes } = open();
    fs.closeSync(log.descriptor);
    expect(replayed).toEqual(whole.map((_, index) => recordOf(index + 1)));
    expect(fs.statSync(file).size).toBe(length - cutBytes);
  }
});

test('after a cut the log goes on without a gap', () => {
  const { file, bytes } = written(3);
  fs.writeFileSync(file, bytes.subarray(0, bytes.length - 1));
  const first = open();
  appendRecords(first.log, [recordOf(3), recordOf(4)]);
  fs.closeSync(first.log.descriptor);
  expect(open().replayed).toEqual([1, 2, 3, 4].map(recordOf));
});

test('any flipped bit in the middle refuses to start, in the last record cuts it', () => {
  const { file, bytes, offsets } = written(3);
  const last = offsets[2]!;
  for (let at = 0; at < bytes.length; at += 1) {
    const damaged = Buffer.from(bytes);
    damaged[at] = damaged[at]! ^ (1 << (at % 8));
    fs.writeFileSync(file, damaged);
    if (at < last) expect(() => open(), `bit in byte ${at}`).toThrow(/corrupt log/);
    else expect(open().replayed, `bit in byte ${at}`).toEqual([1, 2].map(recordOf));
  }
});

test('skip-corrupt-record starts on a corrupt middle, with a hole in it', () => {
  const { file, bytes, offsets } = written(3);
  bytes[offsets[1]! + 20] = 0;
  fs.writeFileSync(file, bytes);
  const { replayed } = open(parseDefects('skip-corrupt-record'));
  expect(replayed).toEqual([recordOf(1), { sequence: 2, epoch: 1, op: 'none' }, recordOf(3)]);
});

test('records are durable only after the sync, and readable at once', async () => {
  const { log } = open();
  appendRecords(log, [recordOf(1), recordOf(2)]);
  expect(log).toMatchObject({ written: 2, durable: 0 });
  expect(readPayloads(log, 2, 5)).toEqual([JSON.stringify(recordOf(2))]);
  await new Promise<void>((resolve) => {
    log.onDurable = resolve;
    syncLog(log);
  });
  expect(log.durable).toBe(2);
});

test('a truncation is not undone by a sync that was under way', async () => {
  const { log } = open();
  appendRecords(log, [1, 2, 3].map(recordOf));
  const synced = new Promise<void>((resolve) => {
    log.onDurable = resolve;
  });
  syncLog(log);
  truncateLog(log, 1);
  appendRecords(log, [recordOf(2)]);
  await synced;
  expect(log).toMatchObject({ written: 2, durable: 1 });
  expect(readPayloads(log, 1, 9)).toHaveLength(2);
});

test('a log without its head goes on where it was, also after a start', () => {
  const { log } = open();
  appendRecords(log, [1, 2, 3, 4].map(recordOf));
  dropHead(log, 2);
  appendRecords(log, [recordOf(5)]);
  expect(readPayloads(log, 1, 9)).toEqual([3, 4, 5].map((one) => JSON.stringify(recordOf(one))));
  fs.closeSync(log.descriptor);
  const again = open();
  expect(again.log).toMatchObject({ base: 2, written: 5, durable: 5 });
  expect(again.replayed).toEqual([3, 4, 5].map(recordOf));
  truncateLog(again.log, 3);
  expect(readPayloads(again.log, 1, 9)).toHaveLength(1);
  expect(() => truncateLog(again.log, 1)).toThrow(/begins behind 2/);
});

test('a folder that cannot be written is refused with the cure', () => {
  fs.writeFileSync(path.join(folder, 'file'), '');
  const beneath = path.join(folder, 'file', 'data');
  expect(() => openLog(beneath, 'sync', none)).toThrow(/DATA must name a writable/);
});
