import type { OperationKind } from '#contract/history.ts';
import type { GeneratorOutcomes, Outcomes } from '#contract/operations/outcomes.ts';
import { known } from '#contract/operations/outcomes.ts';
import type { Plan } from '#contract/plan.ts';
import { type Facts, operationKey, readBits } from './facts.ts';
import type { JudgedFault } from './faults.ts';
import type { Reads } from './reads.ts';

/** A told operation that the recovered state does not show as it was told. */
export interface Loss {
  readonly gen: number;
  readonly op: number;
  readonly kind: OperationKind;
  /** The order it is about: its own number, or the target of the change. */
  readonly order: number;
  readonly toldUs: number;
  readonly notional: number;
  readonly what: string;
  /**
   * True if the venue's promise does not reach this far and it was of the lost tail of an epoch.
   */
  readonly excused: boolean;
}

/** An operation that was sent and of which nobody was told. */
export interface Unheard {
  readonly sentUs: number;
  readonly executed: boolean;
}

export interface Losses {
  /**
   * False if the recovered state was not read completely: then nothing is known to be lost or kept.
   */
  readonly seen: boolean;
  readonly losses: readonly Loss[];
  readonly unheard: readonly Unheard[];
  readonly excused: ReadonlySet<number>;
  /** Told operations that were compared. */
  readonly examined: number;
}

type Found = Omit<Loss, 'excused'> & { readonly epoch: number; readonly sequence: number };

/** Compares all that was told with all that was read, once the history is at its end. */
export function findLosses(
  plan: Plan,
  outcomes: Outcomes,
  facts: Facts,
  reads: Reads,
  faults: readonly JudgedFault[],
): Losses {
  if (!reads.enough()) {
    return { seen: false, losses: [], unheard: [], excused: new Set(), examined: 0 };
  }
  const scan = scanOperations(outcomes, facts, reads);
  const beyond = !promiseCovers(plan, faults);
  const excused = new Set<number>();
  const losses = scan.found.map(({ epoch, sequence, ...loss }): Loss => {
    const tail =
      beyond &&
      sequence > 0 &&
      epoch < scan.lastEpoch &&
      sequence > (scan.retained.get(epoch) ?? 0);
    if (tail) excused.add(operationKey(loss.gen, loss.op));
    return { ...loss, excused: tail };
  });
  losses.sort((a, b) => a.toldUs - b.toldUs || a.gen - b.gen || a.op - b.op);
  return { seen: true, losses, unheard: scan.unheard, excused, examined: scan.examined };
}

/** Does the venue promise to keep what it acknowledged through the faults that happened? */
export function promiseCovers(plan: Plan, faults: readonly JudgedFault[]): boolean {
  const { failover, power } = plan.venue.promise;
  return faults
    .filter((fault) => fault.commandUs !== null && fault.hitsServices)
    .every((fault) => (fault.kind === 'power-loss' ? power : failover));
}

function scanOperations(outcomes: Outcomes, facts: Facts, reads: Reads) {
  const required = reads.required();
  const found: Found[] = [];
  const unheard: Unheard[] = [];
  const retained = new Map(reads.retained);
  let lastEpoch = Math.max(0, ...retained.keys());
  let examined = 0;
  for (const [gen, generator] of outcomes.generators.entries()) {
    const own = facts.generators[gen];
    if (generator === undefined || own === undefined) continue;
    for (let op = 0; op < generator.count; op += 1) {
      const flags = generator.flags.get(op);
      if (flags === 0) continue;
      const kept = (own.reads.get(op) & required) === required;
      if ((flags & known.accepted) === 0) {
        if ((flags & known.undecidedMask) === 0) continue;
        const sentUs = generator.toldUs.get(op);
        unheard.push({ sentUs, executed: wasExecuted(flags, op, generator, own) });
        continue;
      }
      examined += 1;
      const epoch = generator.epoch.get(op);
      const sequence = generator.sequence.get(op);
      if (epoch > lastEpoch) lastEpoch = epoch;
      if (kept) {
        if (sequence > (retained.get(epoch) ?? 0)) retained.set(epoch, sequence);
        continue;
      }
      const kind = kindOf(flags);
      const order = kind === 'cancel' || kind === 'replace' ? generator.link.get(op) - 1 : op;
      found.push({
        gen,
        op,
        kind,
        order,
        toldUs: generator.toldUs.get(op),
        notional: own.notional.get(order < 0 ? op : order),
        what: reads.differences.get(operationKey(gen, op)) ?? absence(kind, own.reads.get(order)),
        epoch,
        sequence,
      });
    }
  }
  return { found, unheard, retained, lastEpoch, examined };
}

/**
 * An unheard order or replace was executed if a read has it; an unheard cancel if its order is not
 * open. An unheard mass cancel counts as vanished: what it closed may have been closed by others.
 */
function wasExecuted(
  flags: number,
  op: number,
  generator: GeneratorOutcomes,
  own: Facts['generators'][number],
): boolean {
  if ((flags & known.cancel) === 0) return (own.reads.get(op) & readBits.present) !== 0;
  const target = own.reads.get(generator.link.get(op) - 1);
  return (target & readBits.present) !== 0 && (target & readBits.open) === 0;
}

function kindOf(flags: number): OperationKind {
  if (flags & known.cancel) return 'cancel';
  if (flags & known.replace) return 'replace';
  return flags & known.massCancel ? 'mass-cancel' : 'new';
}

function absence(kind: OperationKind, orderReads: number): string {
  if (kind === 'new') return 'absent';
  return (orderReads & readBits.present) === 0 ? 'its order is absent' : 'not in force';
}
