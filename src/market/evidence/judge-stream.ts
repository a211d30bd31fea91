import type { Command } from '../stream/schema.ts';
import { applyEvent, beginCommand, createLedger, endCommand, type Ledger } from './ledger.ts';
import type { Answer, Breach, InvariantContext, InvariantFold, PlacedBreach } from './property.ts';

export interface InvariantBreach extends PlacedBreach {
  readonly invariant: string;
}

/** Judges commands and answers one by one; each invariant tells its first breach and then rests. */
export interface StreamJudge {
  see(command: Command, answer: Answer): void;
  readonly ledger: Ledger;
  readonly breaches: readonly InvariantBreach[];
}

interface Running {
  readonly name: string;
  readonly fold: InvariantFold;
  broken: boolean;
}

/**
 * Folds invariants over a stream, one pass, from wherever it comes. After a `restore` the book is
 * no longer known from events, so nothing is judged from there on.
 */
export function judgeStream(
  invariants: ReadonlyMap<string, { begin(context: InvariantContext): InvariantFold }>,
  context: InvariantContext,
): StreamJudge {
  const ledger = createLedger(context.conventions);
  const breaches: InvariantBreach[] = [];
  const running: Running[] = [...invariants].map(([name, invariant]) => ({
    name,
    fold: invariant.begin(context),
    broken: false,
  }));
  let seq = 0;
  const note = (run: Running, breach: Breach | undefined): void => {
    if (!breach) return;
    run.broken = true;
    breaches.push({ invariant: run.name, seq, ...breach });
  };
  return {
    ledger,
    breaches,
    see(command, answer) {
      seq += 1;
      if (!ledger.known) return;
      beginCommand(ledger, command);
      for (const run of running) if (!run.broken) run.fold.command?.(command, ledger);
      for (const event of answer) {
        for (const run of running) {
          if (!run.broken) note(run, run.fold.event?.(event, command, ledger));
        }
        applyEvent(ledger, command, event);
      }
      endCommand(ledger, command, !answer.some((event) => event.event === 'rejected'));
      for (const run of running) {
        if (!run.broken) note(run, run.fold.done?.(answer, command, ledger));
      }
    },
  };
}
