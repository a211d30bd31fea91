import {
  type EventOf,
  type OperationSent,
  type OrderRead,
  type ReadBegan,
  termsOf,
} from '#contract/history.ts';
import { createMassCancels } from '#contract/operations/mass-cancels.ts';
import { known, type Outcomes } from '#contract/operations/outcomes.ts';
import { type Facts, operationKey, readBits, readsMax, termsDigest } from './facts.ts';

/** One full read of the venue, and whether it can be relied on. */
export interface ReadSummary {
  readonly began: ReadBegan;
  readonly complete: boolean;
  readonly because: string;
  /** Orders in it that nobody of this run sent; the first of them. */
  readonly foreign: number;
  readonly firstForeign: string;
}

export type Reads = ReturnType<typeof createReads>;

/** Only the first differences are described; all are counted. */
const describedMax = 1_000;

/**
 * The recovered state, row by row as it is read back, against what was told. An operation counts as
 * recovered only if every complete read shows it as it was told.
 */
export function createReads(outcomes: Outcomes, facts: Facts) {
  const summaries: ReadSummary[] = [];
  /** Operation → how a read differs from what was told. */
  const differences = new Map<number, string>();
  /** Greatest sequence that a read shows, by epoch. */
  const retained = new Map<number, number>();
  const massCancels = createMassCancels(outcomes);
  /** Mass cancels that the read at hand shows not to be in force. */
  let broken = new Set<number>();
  let open: ReadBegan | undefined;
  let rows = 0;
  let foreign = 0;
  let firstForeign = '';
  const differs = (gen: number, op: number, how: string): void => {
    const key = operationKey(gen, op);
    if (differences.size < describedMax && !differences.has(key)) differences.set(key, how);
  };
  const seen = (gen: number, op: number): void => {
    const reads = facts.generators[gen]?.reads;
    if (open !== undefined) reads?.set(op, reads.get(op) | bitOf(open.read));
  };

  function order(row: OrderRead): void {
    rows += 1;
    if (row.gen < 0) {
      foreign += 1;
      firstForeign ||= `${row.orderId}: ${describe(row)}`;
    }
    if (row.sequence > (retained.get(row.epoch) ?? 0)) retained.set(row.epoch, row.sequence);
    const flags = outcomes.flagsOf(row.gen, row.op);
    const facts_ = facts.generators[row.gen];
    if (flags === 0 || facts_ === undefined || (flags & known.change) !== 0) return;
    if (row.status === 'rejected') {
      rejected(row, flags);
      return;
    }
    const still = row.status === 'open' ? readBits.open : 0;
    facts_.reads.set(row.op, facts_.reads.get(row.op) | readBits.present | still);
    const lots = facts_.lots.get(row.op);
    const mayEnd = row.tif !== 'gtc' || row.market === true || (flags & known.cancelAsked) !== 0;
    const unasked = row.status === 'cancelled' && !mayEnd && !massCancels.mayHaveClosed(row);
    if (facts_.digest.get(row.op) !== facts.digestOf(row)) {
      differs(row.gen, row.op, `changed: it is ${describe(row)}`);
    } else if (row.executed < lots) {
      differs(row.gen, row.op, `told ${lots} lots executed, it has ${row.executed}`);
    } else if (unasked && row.executed < termsOf(row).quantity) {
      differs(row.gen, row.op, 'cancelled though nobody asked for it');
    } else seen(row.gen, row.op);
    const cancel = (outcomes.generators[row.gen]?.link.get(row.op) ?? 0) - 1;
    if (cancel >= 0) cancelled(row, cancel, facts_.lots.get(cancel));
    for (let op = facts_.replace.get(row.op); op > 0; op = facts_.replace.get(op - 1)) {
      replaced(row, op - 1, facts_.digest.get(op - 1));
    }
    for (const { gen, op } of massCancels.violated(row)) {
      broken.add(operationKey(gen, op));
      differs(gen, op, `told cancelled with all others, ${row.orderId} was not`);
    }
  }

  function rejected(row: OrderRead, flags: number): void {
    if ((flags & known.accepted) === 0) seen(row.gen, row.op);
    else differs(row.gen, row.op, `told accepted, it was refused: ${row.code ?? 'no reason'}`);
  }

  function replaced(row: OrderRead, op: number, digest: number): void {
    const at = outcomes.generators[row.gen]?.sequence.get(op) ?? 0;
    const entry = row.replaces?.find(
      ([sequence, price, lots, refused]) =>
        refused === 0 && (at === 0 || sequence === at) && termsDigest(price, lots) === digest,
    );
    if (entry === undefined) {
      differs(row.gen, op, 'told replaced, the order never had these terms');
      return;
    }
    const own = facts.generators[row.gen];
    own?.reads.set(op, own.reads.get(op) | readBits.present);
    const lots = own?.lots.get(op) ?? 0;
    const taken = (row.fills ?? [])
      .filter(([, sequence, , , maker]) => sequence === entry[0] && maker === 0)
      .reduce((sum, [, , , filled]) => sum + filled, 0);
    if (taken < lots) {
      differs(row.gen, op, `told ${lots} lots executed by its new terms, it has ${taken}`);
    } else seen(row.gen, op);
  }

  function cancelled(row: OrderRead, cancel: number, lots: number): void {
    if (row.status === 'open') differs(row.gen, cancel, 'told cancelled, the order is open');
    else if (row.executed > termsOf(row).quantity - lots) {
      differs(row.gen, cancel, `told ${lots} lots cancelled, ${row.executed} are executed`);
    } else seen(row.gen, cancel);
  }

  return {
    summaries,
    differences,
    retained,
    /** Bits of the reads that are complete; 0 if the recovered state was not seen. */
    required: (): number =>
      summaries.reduce((bits, { complete, began }) => bits | (complete ? bitOf(began.read) : 0), 0),
    enough: (): boolean => everyStageComplete(summaries),
    on: {
      sent: (event: OperationSent) => massCancels.on.sent?.(event),
      'read-began'(event: ReadBegan) {
        open = event;
        rows = 0;
        broken = new Set();
        foreign = 0;
        firstForeign = '';
      },
      order,
      'read-ended'(event: EventOf<'read-ended'>) {
        if (open?.read !== event.read) return;
        for (const { gen, op } of massCancels.sent) {
          if (!broken.has(operationKey(gen, op))) seen(gen, op);
        }
        const whole = event.complete && rows === event.total && event.read < readsMax;
        const reason = event.complete ? undefined : event.because;
        const because = reason ?? `${rows} of ${event.total} orders`;
        summaries.push({ began: open, complete: whole, because, foreign, firstForeign });
        open = undefined;
      },
    },
  };
}

/** Every stage of reading that was begun has at least one complete read. */
function everyStageComplete(summaries: readonly ReadSummary[]): boolean {
  const stages = new Set(summaries.map((read) => read.began.stage));
  const whole = (stage: string) =>
    summaries.some((read) => read.complete && read.began.stage === stage);
  return summaries.length > 0 && [...stages].every(whole);
}

function bitOf(read: number): number {
  return read < readsMax ? 1 << read : 0;
}

function describe(row: OrderRead): string {
  return `${row.side} ${row.quantity} ${row.symbol} at ${row.price}, account ${row.account}`;
}
