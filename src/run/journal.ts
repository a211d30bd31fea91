import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import type { Step } from '#contract/fault.ts';
import type { FaultState } from '#contract/history.ts';
import { crashPoint } from './crash-point.ts';

const journalFile = 'journal.ndjson';
const guardianFile = 'guardian.ndjson';

export interface JournalEntry {
  readonly fault: string;
  readonly state: FaultState;
  readonly steps?: readonly Step[];
  readonly ttlMs?: number;
  readonly because?: string;
}

/** A line as it stands on disk; `owner` is the run's id. */
export interface JournalLine extends JournalEntry {
  readonly owner: string;
  readonly wallMs: number;
}

/** What a guardian did after it took over, or `proofhouse heal` in its place. */
export interface GuardianLine {
  readonly wallMs: number;
  readonly guardian: string;
}

/** Write-ahead journal of faults: a line is on disk before what it announces is done. */
export interface Journal {
  write(entry: JournalEntry): void;
  close(): void;
}

export function openJournal(runFolder: string, runId: string): Journal {
  const file = openSync(path.join(runFolder, journalFile), 'a');
  return {
    write(entry) {
      writeSync(file, `${JSON.stringify({ owner: runId, wallMs: Date.now(), ...entry })}\n`);
      fsyncSync(file);
      crashPoint(`journal-${entry.state}`);
    },
    close: () => closeSync(file),
  };
}

/** The journal of a run, oldest line first; a line that was cut by a death is left out. */
export function readJournal(runFolder: string): JournalLine[] {
  return linesOf<JournalLine>(path.join(runFolder, journalFile)).filter(
    (line) => typeof line.fault === 'string' && typeof line.state === 'string',
  );
}

/**
 * What was written by whoever healed in the harness's place, oldest first; empty if nobody had to.
 */
export function readGuardianNotes(runFolder: string): GuardianLine[] {
  return linesOf<GuardianLine>(path.join(runFolder, guardianFile));
}

export function guardianNotesFile(runFolder: string): string {
  return path.join(runFolder, guardianFile);
}

/** A fault that may still be in: it was to be applied, and nobody verified that it is gone. */
export interface OpenFault {
  readonly fault: string;
  readonly steps: readonly Step[];
}

/** Faults that the journal does not show verified, in the order in which they were armed. */
export function openFaults(lines: readonly JournalLine[]): OpenFault[] {
  const open = new Map<string, OpenFault>();
  for (const { fault, state, steps } of lines) {
    if (steps !== undefined) open.set(fault, { fault, steps });
    if (state === 'verified') open.delete(fault);
  }
  return [...open.values()];
}

function linesOf<T>(file: string): T[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return [];
  }
  return text.split('\n').flatMap((line) => {
    try {
      const read: unknown = JSON.parse(line);
      return typeof read === 'object' && read !== null ? [read as T] : [];
    } catch {
      return [];
    }
  });
}
