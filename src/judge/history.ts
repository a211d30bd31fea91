import { isAscii } from 'node:buffer';
import { createReadStream } from 'node:fs';
import type { HistoryEvent } from '#contract/history.ts';
import { exitCodes, ProofhouseError } from '#kit/errors.ts';

const chunkBytes = 1 << 20;
/** Few enough for a batch of events to be garbage before it is old. */
const batchEvents = 256;
const lineFeed = 10;

/** A history that cannot be read to its end: the file, the line and the byte at which it stops. */
export class MalformedHistory extends ProofhouseError {
  readonly line: number;
  readonly offset: number;

  constructor(file: string, line: number, offset: number, received: string) {
    super(`${file}:${line} (byte ${offset}): expected one event a line, received ${received}`, {
      code: 'history-malformed',
      exitCode: exitCodes.broken,
      cure: 'The history is evidence and was not repaired; what stands before this line is whole.',
    });
    this.line = line;
    this.offset = offset;
  }
}

/**
 * The events of a history file in batches, in order. Throws {@link MalformedHistory}; a last line
 * without a line feed counts as cut unless `tornTail` says that a torn end is expected (the writer
 * was killed), then it is left out.
 */
export async function* readHistory(
  file: string,
  options: { readonly tornTail?: boolean } = {},
): AsyncGenerator<HistoryEvent[]> {
  let rest: Buffer = Buffer.alloc(0);
  const place = { file, line: 1, offset: 0 };
  for await (const chunk of createReadStream(file, { highWaterMark: chunkBytes })) {
    const bytes: Buffer = rest.length === 0 ? chunk : Buffer.concat([rest, chunk as Buffer]);
    const end = bytes.lastIndexOf(lineFeed) + 1;
    if (end > 0) yield* parseLines(bytes.subarray(0, end), place);
    rest = bytes.subarray(end);
  }
  if (rest.length > 0 && !options.tornTail) {
    const shown = JSON.stringify(rest.toString('utf8').slice(0, 60));
    const received = `a line cut after ${rest.length} bytes: ${shown}`;
    throw new MalformedHistory(file, place.line, place.offset, received);
  }
}

interface Place {
  readonly file: string;
  line: number;
  offset: number;
}

/** Parses whole lines, the last line feed included, in batches. */
function* parseLines(bytes: Buffer, place: Place): Generator<HistoryEvent[]> {
  const ascii = isAscii(bytes);
  // Decoding as Latin-1 is much cheaper, and the same where there is nothing but ASCII.
  const text = bytes.toString(ascii ? 'latin1' : 'utf8');
  let events: HistoryEvent[] = [];
  let start = 0;
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
    const line = text.slice(start, end);
    events.push(parseLine(line, place));
    place.line += 1;
    place.offset += (ascii ? line.length : Buffer.byteLength(line)) + 1;
    start = end + 1;
    if (events.length < batchEvents) continue;
    yield events;
    events = [];
  }
  if (events.length > 0) yield events;
}

function parseLine(line: string, place: Place): HistoryEvent {
  let event: unknown;
  try {
    event = JSON.parse(line);
  } catch {
    event = undefined;
  }
  if (isEvent(event)) return event;
  const shown = JSON.stringify(line.length > 60 ? `${line.slice(0, 60)}…` : line);
  throw new MalformedHistory(place.file, place.line, place.offset, shown);
}

function isEvent(value: unknown): value is HistoryEvent {
  return typeof (value as { type?: unknown } | null | undefined)?.type === 'string';
}
