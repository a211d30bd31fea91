import fs from 'node:fs';
import path from 'node:path';
import type { DefectSet } from '../defects.ts';
import { StartError } from '../service/lifecycle.ts';
import type { Logger } from '../service/logger.ts';
import { type CrashPoint, reached } from './crash-point.ts';
import { apply, type Exchange, newExchange } from './exchange.ts';
import { decodeFrame, encodeFrame } from './frame.ts';
import { imageOf, readImage } from './image.ts';
import { dropHead, type Log, readPayloads, syncFolder } from './log.ts';
import type { LogRecord } from './records.ts';

/**
 * Snapshots beside the log: the two newest are kept, and the log from the older one on, so that a
 * log that has to be cut to what its leader has can be cut a while back without starting anew.
 *
 * One is made in steps, and a crash between any two leaves a folder that recovers: the texts go to
 * a temporary file, half and half; it is synced; once the log is durable to the same sequence it
 * gets its name; then the log loses its head, and only then older snapshots go.
 */
export type Snapshots = {
  readonly folder: string;
  /**
   * A snapshot follows so many records, or as many as came before the last one if those are more:
   * it holds all orders ever, so that its cost stays in proportion.
   */
  readonly every: number;
  /** Sequences of those on the disk, ascending. */
  kept: number[];
  writing: { sequence: number; whole: boolean; abandoned: boolean } | null;
  /** After a failure, e.g. a full disk, none is tried before this sequence. */
  notBefore: number;
};

const nameOf = (sequence: number) => `snapshot-${sequence}`;
const namePattern = /^snapshot-(\d{1,15})$/;
const temporaryName = 'snapshot.tmp';
const receivedName = 'snapshot.received';
const keptMax = 2;
const chunkRecords = 10_000;

export function openSnapshots(folder: string, every: number): Snapshots {
  for (const name of [temporaryName, receivedName]) {
    fs.rmSync(path.join(folder, name), { force: true });
  }
  const kept = fs
    .readdirSync(folder)
    .flatMap((name) => namePattern.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
  return { folder, every, kept, writing: null, notBefore: 0 };
}

/**
 * The state that snapshot and log make. A log that does not begin at 1 needs a whole snapshot that
 * it reaches; without one nobody can say what was acknowledged, and the engine refuses to start.
 */
export function recoverState(snapshots: Snapshots, log: Log, defects: DefectSet): Exchange {
  // What lies beyond a tail that was cut off will be given out again, to other commands.
  if (log.offsets.length > 0) forgetAfter(snapshots, log.written);
  const exchange = newestState(snapshots, log, defects);
  for (;;) {
    const payloads = readPayloads(log, exchange.sequence + 1, chunkRecords);
    if (payloads.length === 0) return exchange;
    for (const payload of payloads) apply(exchange, JSON.parse(payload) as LogRecord);
  }
}

function newestState(snapshots: Snapshots, log: Log, defects: DefectSet): Exchange {
  const isEmpty = log.offsets.length === 0;
  const usable = snapshots.kept.filter(
    (sequence) => (isEmpty || sequence <= log.written) && sequence >= log.base,
  );
  for (const sequence of usable.reverse()) {
    const texts = readSnapshot(snapshots, sequence);
    const exchange = texts === null ? null : readImage(texts, defects);
    if (exchange === null || exchange.sequence !== sequence) {
      snapshots.kept = snapshots.kept.filter((one) => one !== sequence);
      continue;
    }
    if (isEmpty) Object.assign(log, { base: sequence, written: sequence, durable: sequence });
    return exchange;
  }
  if (log.base === 0 && (usable.length === 0 || !isEmpty)) return newExchange(defects);
  throw new StartError(
    `no whole snapshot: the log in ${snapshots.folder} begins behind sequence ${log.base}, and no ` +
      'snapshot there stands for what came before; restore one from the other engine, or empty ' +
      'the folder to rejoin as a standby',
  );
}

/** The texts of a snapshot; null if it is damaged. */
export function readSnapshot({ folder }: Snapshots, sequence: number): string[] | null {
  const bytes = fs.readFileSync(path.join(folder, nameOf(sequence)));
  const texts: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    const decoded = decodeFrame(bytes, at);
    if (decoded.kind !== 'frame') return null;
    texts.push(decoded.payload);
    at = decoded.end;
  }
  return texts;
}

/** Whose snapshots they are, as far as making one goes. */
type Owner = { exchange: Exchange; log: Log; crashPoint: CrashPoint; logger: Logger };

/** Takes the next step that is due; called often. `mayDrop`: nobody reads the head of the log. */
export function tickSnapshots(snapshots: Snapshots, owner: Owner, mayDrop: boolean): void {
  try {
    step(snapshots, owner, mayDrop);
  } catch (error) {
    failed(snapshots, owner, error as Error);
  }
}

function step(snapshots: Snapshots, owner: Owner, mayDrop: boolean): void {
  const { writing, kept, every, notBefore } = snapshots;
  const { exchange, log, crashPoint, logger } = owner;
  if (writing === null) {
    if (exchange.sequence < notBefore) return;
    const last = kept.at(-1) ?? 0;
    if (kept.length > keptMax && mayDrop && !log.syncing) dropOld(snapshots, owner);
    else if (exchange.sequence - last >= Math.max(every, last)) begin(snapshots, owner);
  } else if (writing.abandoned && writing.whole) snapshots.writing = null;
  else if (writing.whole && log.durable >= writing.sequence) {
    snapshots.writing = null;
    name(snapshots, temporaryName, writing.sequence);
    logger.info({ sequence: writing.sequence }, 'snapshot');
    reached(crashPoint, 'snapshot-written', writing.sequence);
  }
}

/** Without snapshots the log only grows; the engine goes on, and tries again later. */
function failed(snapshots: Snapshots, { exchange, logger }: Owner, error: Error): void {
  logger.warn({ reason: error.message }, 'no snapshot');
  snapshots.writing = null;
  snapshots.notBefore = exchange.sequence + snapshots.every;
}

function begin(snapshots: Snapshots, owner: Owner): void {
  const writing = { sequence: owner.exchange.sequence, whole: false, abandoned: false };
  snapshots.writing = writing;
  const bytes = Buffer.concat(imageOf(owner.exchange).map(encodeFrame));
  const halfWritten = () => reached(owner.crashPoint, 'snapshot-half-written', writing.sequence);
  write(snapshots.folder, bytes, halfWritten).then(
    () => {
      writing.whole = true;
    },
    (error: Error) => failed(snapshots, owner, error),
  );
}

async function write(folder: string, bytes: Buffer, halfWritten: () => void): Promise<void> {
  await using file = await fs.promises.open(path.join(folder, temporaryName), 'w');
  const half = bytes.length >>> 1;
  await file.writeFile(bytes.subarray(0, half));
  halfWritten();
  await file.writeFile(bytes.subarray(half));
  await file.sync();
}

function name(snapshots: Snapshots, from: string, sequence: number): void {
  const { folder } = snapshots;
  fs.renameSync(path.join(folder, from), path.join(folder, nameOf(sequence)));
  syncFolder(folder);
  snapshots.kept.push(sequence);
}

function dropOld(snapshots: Snapshots, { log, crashPoint, logger }: Owner): void {
  const { kept, folder } = snapshots;
  const oldest = kept[kept.length - keptMax]!;
  dropHead(log, oldest);
  for (const sequence of kept.splice(0, kept.length - keptMax)) {
    fs.rmSync(path.join(folder, nameOf(sequence)));
  }
  syncFolder(folder);
  logger.info({ base: oldest }, 'log truncated');
  reached(crashPoint, 'log-truncated', oldest);
}

/** Whether the state as of a sequence can still be made here. */
export function canGoBackTo({ kept }: Snapshots, log: Log, sequence: number): boolean {
  return sequence >= log.base && (log.base === 0 || kept.some((one) => one <= sequence));
}

/** Called before the log is cut: snapshots of what will be gone go first. */
export function forgetAfter(snapshots: Snapshots, sequence: number): void {
  const { kept, folder, writing } = snapshots;
  if (writing !== null && writing.sequence > sequence) writing.abandoned = true;
  const gone = kept.filter((one) => one > sequence);
  if (gone.length === 0) return;
  for (const one of gone) fs.rmSync(path.join(folder, nameOf(one)));
  syncFolder(folder);
  snapshots.kept = kept.filter((one) => one <= sequence);
}

/** Writes a snapshot that came from the leader; durable when this returns. */
export function installSnapshot(snapshots: Snapshots, sequence: number, texts: readonly string[]) {
  const { folder } = snapshots;
  const file = fs.openSync(path.join(folder, receivedName), 'w');
  fs.writeSync(file, Buffer.concat(texts.map(encodeFrame)));
  fs.fsyncSync(file);
  fs.closeSync(file);
  name(snapshots, receivedName, sequence);
}
