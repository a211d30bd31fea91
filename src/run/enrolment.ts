import { realpathSync } from 'node:fs';
import { identify } from '#contract/process-table.ts';
import { bootId } from '#kit/clock.ts';
import type { Progress } from './context.ts';
import type { Guardian } from './guardian/guardian.ts';
import { openFaults, readJournal } from './journal.ts';
import { forgetOrder } from './kill-switch.ts';
import { enrol, type RunRecord, strike } from './registry.ts';
import { describeResidue, type Residue } from './residue/residue.ts';
import { undoRun } from './residue/undo.ts';

/** A run's place among the runs of this machine, from before its first act to after its last. */
export interface Enrolment {
  guardedBy(guardian: Guardian): void;
  /** Leaves what the run started to whoever asked for it, and names it no residue. */
  keep(): void;
  /** Looks for what the run left, removes it, and looks again; the run is struck off if clean. */
  sweep(progress: Progress): Promise<void>;
  /** What the sweep could not remove, one sentence each. */
  left(): readonly string[];
}

export function enrolRun(runId: string, runFolder: string): Enrolment {
  const harness = identify(process.pid) ?? { pid: process.pid, startTicks: 0 };
  const record: RunRecord = {
    runId,
    runFolder: realpathSync(runFolder),
    startedAt: new Date().toISOString(),
    bootId: bootId(),
    harness,
    guardians: [],
  };
  enrol(record);
  let residues: readonly Residue[] = [];
  return {
    guardedBy: ({ identities }) => enrol({ ...record, guardians: identities }),
    keep() {
      enrol({ ...record, kept: true });
      forgetOrder(runId);
    },
    async sweep(progress) {
      const open = openFaults(readJournal(record.runFolder));
      const note = (text: string) => progress.note(text);
      residues = await undoRun(record, open, note);
      if (residues.length === 0) strike(runId);
      forgetOrder(runId);
    },
    left: () => residues.map(describeResidue),
  };
}
