import type { EventOf, OrderRead, ReadBegan } from '#contract/history.ts';
import { known, type Outcomes } from '#contract/operations/outcomes.ts';
import { type Facts, operationKey, readBits, readsMax } from './facts.ts';

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
    if (flags === 0 || facts_ === undefined || (flags & known.cancel) !== 0) return;
    const still = row.status === 'open' ? readBits.open : 0;
    facts_.reads.set(row.op, facts_.reads.get(row.op) | readBits.present | still);
    const lots = facts_.lots.get(row.op);
    const unasked = row.status === 'cancelled' && row.tif === 'gtc' && !(flags & known.cancelAsked);
    if (facts_.digest.get(row.op) !== facts.digestOf(row)) {
      differs(row.gen, row.op, `changed: it is ${describe(row)}`);
    } else if (row.executed < lots) {
      differs(row.gen, row.op, `told ${lots} lots executed, it has ${row.executed}`);
    } else if (unasked && row.executed < row.quantity) {
      differs(row.gen, row.op, 'cancelled though nobody asked for it');
    } else seen(row.gen, row.op);
    const cancel = (outcomes.generators[row.gen]?.link.get(row.op) ?? 0) - 1;
    if (cancel >= 0) cancelled(row, cancel, facts_.lots.get(cancel));
  }

  function cancelled(row: OrderRead, cancel: number, lots: number): void {
    if (row.status === 'open') differs(row.gen, cancel, 'told cancelled, the order is open');
    else if (row.executed > row.quantity - lots) {
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
      'read-began'(event: ReadBegan) {
        open = event;
        rows = 0;
        foreign = 0;
        firstForeign = '';
      },
      order,
      'read-ended'(event: EventOf<'read-ended'>) {
        if (open?.read !== event.read) return;
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
