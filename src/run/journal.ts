import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import path from 'node:path';
import type { Step } from '#contract/fault.ts';
import type { FaultState } from '#contract/history.ts';

export interface JournalEntry {
  readonly fault: string;
  readonly state: FaultState;
  readonly steps?: readonly Step[];
  readonly ttlMs?: number;
  readonly because?: string;
}

/** Write-ahead journal of faults: a line is on disk before what it announces is done. */
export interface Journal {
  write(entry: JournalEntry): void;
  close(): void;
}

export function openJournal(runFolder: string, runId: string): Journal {
  const file = openSync(path.join(runFolder, 'journal.ndjson'), 'a');
  return {
    write(entry) {
      writeSync(file, `${JSON.stringify({ owner: runId, wallMs: Date.now(), ...entry })}\n`);
      fsyncSync(file);
    },
    close: () => closeSync(file),
  };
}
