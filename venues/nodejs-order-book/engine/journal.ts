import fs from 'node:fs';
import path from 'node:path';
import { StartError } from '../service/settings.ts';
import { encodeLine, type JournalRecord, textOfLine } from './records.ts';

export type Durability = 'sync' | 'none';

/** The journal: one file, appended to, never shortened but by a torn tail. */
export interface Journal {
  readonly file: string;
  readonly descriptor: number;
  readonly durability: Durability;
  /** Byte offset of every record; the record with sequence n is at index n - 1. */
  readonly offsets: number[];
  bytes: number;
  /** Last sequence that an acknowledgement may stand on: synced, or with `none` written. */
  durable: number;
  pending: string[];
  waiters: { readonly sequence: number; readonly resolve: () => void }[];
  scheduled: boolean;
  syncing: boolean;
}

/**
 * Opens the journal and finds its records. A torn tail, as a crash in the middle of a write leaves
 * it, is cut. Damage with whole records behind it is no torn tail: those may have been
 * acknowledged, so the engine refuses to start.
 */
export function openJournal(folder: string, durability: Durability) {
  fs.mkdirSync(folder, { recursive: true });
  const file = path.join(folder, 'journal');
  const descriptor = fs.openSync(file, 'a+');
  const content = fs.readFileSync(file);
  const { offsets, end } = findRecords(content, file);
  if (end < content.length) fs.ftruncateSync(descriptor, end);
  syncFolder(folder);
  const journal: Journal = {
    file,
    descriptor,
    durability,
    offsets,
    bytes: end,
    durable: offsets.length,
    pending: [],
    waiters: [],
    scheduled: false,
    syncing: false,
  };
  return { journal, content: content.subarray(0, end), cutBytes: content.length - end };
}

function findRecords(content: Buffer, file: string): { offsets: number[]; end: number } {
  const offsets: number[] = [];
  let end = 0;
  let damagedAt: number | undefined;
  for (let at = 0; at < content.length; ) {
    const newline = content.indexOf('\n', at);
    const next = newline < 0 ? content.length : newline + 1;
    const whole = newline >= 0 && textOfLine(content.subarray(at, newline)) !== undefined;
    if (!whole) damagedAt ??= at;
    else if (damagedAt !== undefined) {
      throw new StartError(
        `corrupt journal: ${file} is damaged at byte ${damagedAt}, and a whole record follows at ` +
          `byte ${at}; restore the file: what follows may have been acknowledged`,
      );
    } else {
      offsets.push(at);
      end = next;
    }
    at = next;
  }
  return { offsets, end };
}

/** Makes the names in a folder durable. */
export function syncFolder(folder: string): void {
  const descriptor = fs.openSync(folder, 'r');
  fs.fsyncSync(descriptor);
  fs.closeSync(descriptor);
}

/** Appends a record; it is durable only once `untilDurable` says so. */
export function append(journal: Journal, record: JournalRecord): void {
  const line = encodeLine(record);
  journal.offsets.push(journal.bytes);
  journal.bytes += Buffer.byteLength(line);
  journal.pending.push(line);
}

/** Writes and syncs at once, whatever the durability: for the start, before anybody is served. */
export function syncNow(journal: Journal): void {
  fs.appendFileSync(journal.descriptor, journal.pending.join(''));
  fs.fsyncSync(journal.descriptor);
  journal.pending = [];
  journal.durable = journal.offsets.length;
}

/** Resolves when everything appended so far may be acknowledged. */
export function untilDurable(journal: Journal): Promise<void> {
  return new Promise((resolve) => {
    journal.waiters.push({ sequence: journal.offsets.length, resolve });
    if (journal.scheduled) return;
    journal.scheduled = true;
    setImmediate(() => {
      journal.scheduled = false;
      flush(journal);
    });
  });
}

/** Group commit: one sync at a time serves all records of the turns that passed meanwhile. */
function flush(journal: Journal): void {
  if (journal.syncing) return;
  const { pending, descriptor } = journal;
  const last = journal.offsets.length;
  journal.pending = [];
  if (pending.length > 0) fs.appendFileSync(descriptor, pending.join(''));
  if (journal.durability === 'none' || pending.length === 0) {
    journal.durable = last;
    tell(journal);
    return;
  }
  journal.syncing = true;
  fs.fdatasync(descriptor, (error) => {
    // After a failed sync nobody knows what is on the disk: only a restart from it tells.
    if (error !== null) throw error;
    journal.syncing = false;
    journal.durable = last;
    tell(journal);
    if (journal.waiters.length > 0) flush(journal);
  });
}

function tell(journal: Journal): void {
  const { waiters, durable } = journal;
  journal.waiters = waiters.filter(({ sequence }) => sequence > durable);
  for (const { sequence, resolve } of waiters) if (sequence <= durable) resolve();
}

/** Records as NDJSON from a sequence on, at most `limit`, as far as they are durable. */
export function journalText(journal: Journal, from: number, limit: number): string {
  const last = Math.min(journal.durable, from + limit - 1);
  const start = journal.offsets[from - 1];
  if (start === undefined || last < from) return '';
  const end = journal.offsets[last] ?? journal.bytes;
  const content = Buffer.alloc(end - start);
  fs.readSync(journal.descriptor, content, 0, content.length, start);
  const lines: string[] = [];
  for (let at = 0; at < content.length; ) {
    const newline = content.indexOf('\n', at);
    const text = textOfLine(content.subarray(at, newline));
    if (newline < 0 || text === undefined) {
      throw new Error(`the journal changed under us: no record at byte ${start + at}`);
    }
    lines.push(`${text}\n`);
    at = newline + 1;
  }
  return lines.join('');
}
