import fs from 'node:fs';
import path from 'node:path';
import type { DefectSet } from '../defects.ts';
import { StartError } from '../service/lifecycle.ts';
import { decodeFrame, encodeFrame, findFrame } from './frame.ts';
import { fillDamage } from './planted.ts';
import type { LogRecord } from './records.ts';

/**
 * The write-ahead log: one file, appended to, synced in groups. Sequences have no gap, so that the
 * place of a record is found by its sequence. They start at 1, or behind `base` once a snapshot
 * stands for what came before.
 */
export type Log = {
  readonly path: string;
  descriptor: number;
  readonly policy: 'sync' | 'none' | 'lazy';
  /** The log holds what comes after this sequence. */
  base: number;
  /** Byte offset of every record; the record with sequence n is at index n - base - 1. */
  offsets: number[];
  bytes: number;
  /** Last sequence handed to the kernel, and last sequence known to be on the disk. */
  written: number;
  durable: number;
  syncing: boolean;
  /** Counts truncations, so that a sync begun before one cannot vouch for what came after. */
  generation: number;
  onDurable: () => void;
};

export type Recovery = { log: Log; cutBytes: number };

const lazySyncMs = 250;
const fileName = 'commands.wal';

/**
 * Opens the log in a folder. A torn tail, as a crash in the middle of a write leaves it, is cut.
 * Damage with whole records behind it is no torn tail: those records may have been acknowledged, so
 * the engine refuses to start.
 */
export function openLog(folder: string, durability: 'sync' | 'none', defects: DefectSet): Recovery {
  const file = path.join(folder, fileName);
  const descriptor = openFile(folder, file);
  if (defects.has('skip-corrupt-record')) fillDamage(file);
  const bytes = fs.readFileSync(file);
  const offsets: number[] = [];
  const { end, base } = readAll(bytes, file, offsets);
  if (end < bytes.length) fs.ftruncateSync(descriptor, end);
  fs.fsyncSync(descriptor);
  const log: Log = {
    path: file,
    descriptor,
    policy: defects.has('ack-before-durable') ? 'lazy' : durability,
    base,
    offsets,
    bytes: end,
    written: base + offsets.length,
    durable: base + offsets.length,
    syncing: false,
    generation: 0,
    onDurable: () => {},
  };
  if (log.policy === 'lazy') setInterval(() => fs.fdatasync(log.descriptor, () => {}), lazySyncMs);
  return { log, cutBytes: bytes.length - end };
}

function openFile(folder: string, file: string): number {
  try {
    fs.mkdirSync(folder, { recursive: true });
    const descriptor = fs.openSync(file, fs.constants.O_RDWR | fs.constants.O_CREAT, 0o644);
    syncFolder(folder);
    return descriptor;
  } catch (error) {
    const { message } = error as Error;
    throw new StartError(`data folder not writable: ${message}; DATA must name a writable folder`);
  }
}

function readAll(bytes: Buffer, file: string, offsets: number[]): { end: number; base: number } {
  let at = 0;
  let base = 0;
  while (at < bytes.length) {
    const decoded = decodeFrame(bytes, at);
    if (decoded.kind !== 'frame') {
      const next = findFrame(bytes, at + 1);
      if (next < 0) break;
      throw new StartError(
        `corrupt log: ${file} is damaged at byte ${at}, and whole records follow at byte ${next}; ` +
          'restore the file from the other engine, or empty the folder to rejoin as a standby',
      );
    }
    const record = JSON.parse(decoded.payload) as LogRecord;
    if (at === 0) base = record.sequence - 1;
    const expected = base + offsets.length + 1;
    if (record.sequence !== expected) {
      throw new StartError(
        `corrupt log: ${file} has record ${record.sequence} where ${expected} was expected`,
      );
    }
    offsets.push(at);
    at = decoded.end;
  }
  return { end: at, base };
}

/** Appends records to the file; they are durable only once `durable` says so. */
export function appendRecords(log: Log, records: readonly LogRecord[]): void {
  const frames = records.map((record) => encodeFrame(JSON.stringify(record)));
  for (const frame of frames) {
    log.offsets.push(log.bytes);
    log.bytes += frame.length;
  }
  writeAll(log, Buffer.concat(frames));
  log.written += records.length;
}

function writeAll(log: Log, bytes: Buffer): void {
  const from = log.bytes - bytes.length;
  for (let done = 0; done < bytes.length; ) {
    try {
      done += fs.writeSync(log.descriptor, bytes, done, bytes.length - done, from + done);
    } catch (error) {
      const { message } = error as Error;
      throw new StartError(`cannot write the log: ${message}; free space below ${log.path}`);
    }
  }
}

/** Makes what is written durable; `onDurable` follows. One sync at a time serves all who wait. */
export function syncLog(log: Log): void {
  if (log.policy !== 'sync') {
    log.durable = log.written;
    log.onDurable();
    return;
  }
  if (log.syncing || log.durable === log.written) return;
  const { written: target, generation } = log;
  log.syncing = true;
  fs.fdatasync(log.descriptor, (error) => {
    // After a failed sync nobody knows what is on the disk: only a restart from it tells.
    if (error !== null) throw new StartError(`cannot sync the log: ${error.message}`);
    log.syncing = false;
    if (generation === log.generation) log.durable = target;
    log.onDurable();
    syncLog(log);
  });
}

/** Cuts everything behind a sequence off, durably. */
export function truncateLog(log: Log, sequence: number): void {
  if (sequence >= log.written) return;
  const kept = sequence - log.base;
  if (kept < 0) throw new Error(`the log begins behind ${log.base}, it cannot end at ${sequence}`);
  log.bytes = log.offsets[kept]!;
  log.offsets.length = kept;
  fs.ftruncateSync(log.descriptor, log.bytes);
  fs.fsyncSync(log.descriptor);
  log.generation += 1;
  log.written = sequence;
  log.durable = sequence;
}

/**
 * Drops everything up to a sequence, durably, by a new file in the place of the old: a snapshot
 * stands for it. Not while a sync is under way, which is on the old file.
 */
export function dropHead(log: Log, base: number): void {
  if (base <= log.base) return;
  const start = log.offsets[base - log.base] ?? log.bytes;
  const bytes = Buffer.allocUnsafe(log.bytes - start);
  fs.readSync(log.descriptor, bytes, 0, bytes.length, start);
  const shorter = `${log.path}.shorter`;
  const { O_RDWR, O_CREAT, O_TRUNC } = fs.constants;
  const descriptor = fs.openSync(shorter, O_RDWR | O_CREAT | O_TRUNC, 0o644);
  fs.writeSync(descriptor, bytes, 0, bytes.length, 0);
  fs.fsyncSync(descriptor);
  fs.renameSync(shorter, log.path);
  syncFolder(path.dirname(log.path));
  fs.closeSync(log.descriptor);
  log.descriptor = descriptor;
  log.offsets = log.offsets.slice(base - log.base).map((offset) => offset - start);
  log.bytes = bytes.length;
  log.base = base;
  log.durable = log.written;
}

/** Makes the log an empty one, durably, that goes on behind a sequence. */
export function resetLog(log: Log, base: number): void {
  fs.ftruncateSync(log.descriptor, 0);
  fs.fsyncSync(log.descriptor);
  log.generation += 1;
  log.offsets = [];
  log.bytes = 0;
  log.base = base;
  log.written = base;
  log.durable = base;
}

export function syncFolder(folder: string): void {
  const directory = fs.openSync(folder, 'r');
  fs.fsyncSync(directory);
  fs.closeSync(directory);
}

/** The JSON texts of at most `limit` records from a sequence on, of those already written. */
export function readPayloads(log: Log, from: number, limit: number): string[] {
  const first = Math.max(log.base + 1, from);
  const last = Math.min(log.written, first + limit - 1);
  if (last < first) return [];
  const start = log.offsets[first - log.base - 1]!;
  const end = log.offsets[last - log.base] ?? log.bytes;
  const bytes = Buffer.allocUnsafe(end - start);
  fs.readSync(log.descriptor, bytes, 0, bytes.length, start);
  const payloads: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    const decoded = decodeFrame(bytes, at);
    if (decoded.kind !== 'frame') {
      throw new Error(`the log changed under us: no record at byte ${start + at} of ${log.path}`);
    }
    payloads.push(decoded.payload);
    at = decoded.end;
  }
  return payloads;
}

/** The log as NDJSON from a sequence on, as far as it is durable here. */
export function logText(log: Log, from: number, limit: number): string {
  const first = Math.max(log.base + 1, from);
  const last = Math.min(first + limit - 1, log.durable);
  const payloads = readPayloads(log, first, Math.max(0, last - first + 1));
  return payloads.map((payload) => `${payload}\n`).join('');
}
