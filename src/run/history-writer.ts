import { closeSync, fdatasyncSync, mkdirSync, openSync, writeSync } from 'node:fs';
import path from 'node:path';
import type { HistoryEvent } from '#contract/history.ts';
import { exitCodes, ProofhouseError } from '#kit/errors.ts';

/** The one writer of a run's history. */
export interface HistoryWriter {
  readonly file: string;
  write(event: HistoryEvent): void;
  /** Hands what is buffered to the kernel; throws if the disk does not take it. */
  flush(): void;
  close(): void;
}

const flushEveryMs = 50;
const flushAboveLength = 256 * 1024;

/** Opens `history/events.ndjson`; lines reach the file at most 50 ms after they were written. */
export function openHistory(runFolder: string, onFailure: (error: Error) => void): HistoryWriter {
  const file = path.join(runFolder, 'history', 'events.ndjson');
  mkdirSync(path.dirname(file), { recursive: true });
  const descriptor = openSync(file, 'wx');
  let lines: string[] = [];
  let length = 0;
  let failed = false;
  let closed = false;
  const flush = () => {
    if (lines.length === 0 || failed || closed) return;
    const buffer = Buffer.from(lines.join(''));
    lines = [];
    length = 0;
    try {
      for (let at = 0; at < buffer.length; ) at += writeSync(descriptor, buffer, at);
    } catch (thrown) {
      failed = true;
      throw diskError(file, thrown);
    }
  };
  const flushOrReport = () => {
    try {
      flush();
    } catch (thrown) {
      onFailure(thrown as Error);
    }
  };
  const timer = setInterval(flushOrReport, flushEveryMs);
  timer.unref();
  return {
    file,
    write(event) {
      const line = `${JSON.stringify(event)}\n`;
      lines.push(line);
      length += line.length;
      if (length > flushAboveLength) flushOrReport();
    },
    flush,
    close() {
      clearInterval(timer);
      try {
        flush();
        if (!failed) fdatasyncSync(descriptor);
      } finally {
        // What is told after this, such as the end of the venue, is no evidence any more.
        closed = true;
        closeSync(descriptor);
      }
    },
  };
}

function diskError(file: string, thrown: unknown): ProofhouseError {
  const error = thrown as NodeJS.ErrnoException;
  const full = error.code === 'ENOSPC' || error.code === 'EDQUOT';
  return new ProofhouseError(
    `the history could not be written to ${file}: ${full ? 'the disk is full' : error.message}`,
    {
      code: full ? 'disk-full' : 'history-unwritable',
      exitCode: exitCodes.broken,
      cure: full
        ? 'Free some space, or choose another disk with --out.'
        : 'Check the disk and --out.',
      cause: thrown,
    },
  );
}
