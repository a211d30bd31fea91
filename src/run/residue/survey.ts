import { appendFileSync, existsSync } from 'node:fs';
import { runsWithOrphans, signalProcess, stateOf } from '#contract/process-table.ts';
import { guardianNotesFile, openFaults, readJournal } from '../journal.ts';
import { conditionOf, type RunRecord, readRecords, strike } from '../registry.ts';
import { processes } from './processes.ts';
import { findResidue, type Owner, type Residue } from './residue.ts';
import { undoRun } from './undo.ts';

const settlesWithinMs = 8_000;
const guardianWithinMs = 30_000;
const lookEveryMs = 100;

/** What is left of one run that nobody looks after any more. */
export interface Leftover {
  readonly runId: string;
  /** Absent for a run that is in no registry: only its processes name it. */
  readonly record: RunRecord | undefined;
  readonly residues: readonly Residue[];
}

/**
 * Leftovers of this machine, by this user. Runs that go on, or are being healed, are nobody's prey.
 */
export async function surveyResidue(): Promise<Leftover[]> {
  const records = readRecords();
  const found: Leftover[] = [];
  for (const record of records) {
    if (conditionOf(record) !== 'dead') continue;
    const residues = await findResidue(record, openFaults(readJournal(record.runFolder)));
    if (residues.length === 0) strike(record.runId);
    else found.push({ runId: record.runId, record, residues });
  }
  const known = new Set(records.map((record) => record.runId));
  for (const runId of runsWithOrphans().keys()) {
    if (known.has(runId)) continue;
    const residues = await processes.find({ runId, runFolder: '' });
    if (residues.length > 0) found.push({ runId, record: undefined, residues });
  }
  return found;
}

/** The same, but what a guardian is just removing gets the time that it needs. */
export async function settledResidue(): Promise<Leftover[]> {
  const deadlineMs = performance.now() + settlesWithinMs;
  for (;;) {
    const found = await surveyResidue();
    if (found.length === 0 || performance.now() > deadlineMs) return found;
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
}

/** Removes what is left of a run; resolves to what could not be removed. Idempotent. */
export async function healLeftover(
  { runId, record }: Pick<Leftover, 'runId' | 'record'>,
  say: (text: string) => void,
): Promise<readonly Residue[]> {
  const owner: Owner = record ?? { runId, runFolder: '' };
  if (record !== undefined) await afterGuardians(record);
  // In no registry of ours, and its processes have a living parent: somebody looks after it.
  else if (!runsWithOrphans().has(runId)) return [];
  const note = (text: string) => {
    say(text);
    writeNote(owner.runFolder, text);
  };
  const open = record === undefined ? [] : openFaults(readJournal(record.runFolder));
  const left = await undoRun(owner, open, note);
  if (left.length === 0) strike(runId);
  return left;
}

/** Guardians at work are left to it; one that is stopped, or never ends, is ended. */
async function afterGuardians({ guardians }: RunRecord): Promise<void> {
  const deadlineMs = performance.now() + guardianWithinMs;
  const atWork = () => guardians.some((one) => ![undefined, 'T'].includes(stateOf(one)));
  while (atWork() && performance.now() < deadlineMs) {
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
  for (const one of guardians) signalProcess(one, 'SIGKILL');
}

function writeNote(runFolder: string, text: string): void {
  if (runFolder === '' || !existsSync(runFolder)) return;
  const line = JSON.stringify({ wallMs: Date.now(), guardian: `heal: ${text}` });
  try {
    appendFileSync(guardianNotesFile(runFolder), `${line}\n`);
  } catch {
    // The folder may be read-only: what was done is told anyway.
  }
}
