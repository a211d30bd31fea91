import fs from 'node:fs';
import path from 'node:path';
import { type Exchange, type Image, imageOf } from './exchange.ts';
import { type Journal, syncFolder, untilDurable } from './journal.ts';
import { encodeLine, type JournalRecord, textOfLine } from './records.ts';

const fileName = 'snapshot';

/** When the next snapshot is due, and whether one is being written. */
export interface Snapshots {
  readonly folder: string;
  /** Records between two snapshots, at least. */
  readonly every: number;
  last: number;
  writing: boolean;
}

/**
 * Takes a snapshot if one is due: after `every` records, and after as many as there are orders, so
 * that all snapshots of a long life together cost as much as a few of its end.
 */
export function snapshotIfDue(snapshots: Snapshots, exchange: Exchange, journal: Journal): void {
  const { every, last, writing } = snapshots;
  const due = last + Math.max(every, exchange.orders.length);
  if (writing || exchange.sequence < due) return;
  snapshots.writing = true;
  snapshots.last = exchange.sequence;
  const line = encodeLine(imageOf(exchange));
  void untilDurable(journal)
    .then(() => writeSnapshot(snapshots.folder, line, journal))
    .then(() => {
      snapshots.writing = false;
    });
}

/** The old snapshot stays until the new one is whole: a rename is all or nothing. */
async function writeSnapshot(folder: string, line: string, { durability }: Journal): Promise<void> {
  const file = path.join(folder, fileName);
  await using handle = await fs.promises.open(`${file}.new`, 'w');
  await handle.writeFile(line);
  if (durability === 'sync') await handle.sync();
  await fs.promises.rename(`${file}.new`, file);
  if (durability === 'sync') syncFolder(folder);
}

/**
 * The snapshot, if it is whole and of this journal: the record it ends with is there. A journal may
 * be shorter where nothing was synced; then all of it is replayed.
 */
export function readSnapshot(folder: string, journal: Journal, content: Buffer): Image | undefined {
  const file = path.join(folder, fileName);
  if (!fs.existsSync(file)) return undefined;
  const text = textOfLine(fs.readFileSync(file).subarray(0, -1));
  if (text === undefined) return undefined;
  const image = JSON.parse(text) as Image;
  const record = readRecord(journal, content, image.sequence);
  return record?.epoch === image.epoch ? image : undefined;
}

/** The record with a sequence, from the content the journal was opened with. */
export function readRecord(
  { offsets, bytes }: Journal,
  content: Buffer,
  sequence: number,
): JournalRecord | undefined {
  const start = offsets[sequence - 1];
  if (start === undefined) return undefined;
  const end = (offsets[sequence] ?? bytes) - 1;
  return JSON.parse(textOfLine(content.subarray(start, end)) ?? '') as JournalRecord;
}
