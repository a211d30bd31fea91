import type { EventOf, OrderRead, ReadBegan } from '#contract/history.ts';
import type { Outcomes } from '#contract/operations/outcomes.ts';
import { createComparison, createMassCancelsRead, describeRow } from './compare-rows.ts';
import { type Facts, operationKey, readsMax } from './facts.ts';

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

  const found = { differs, seen };
  const massCancels = createMassCancelsRead(outcomes, found);
  const compare = createComparison(outcomes, facts, { ...found, massCancels });

  function order(row: OrderRead): void {
    rows += 1;
    if (row.gen < 0) {
      foreign += 1;
      firstForeign ||= `${row.orderId}: ${describeRow(row)}`;
    }
    if (row.sequence > (retained.get(row.epoch) ?? 0)) retained.set(row.epoch, row.sequence);
    compare(row);
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
      sent: massCancels.sent,
      'read-began'(event: ReadBegan) {
        open = event;
        rows = 0;
        massCancels.begin();
        foreign = 0;
        firstForeign = '';
      },
      order,
      'read-ended'(event: EventOf<'read-ended'>) {
        if (open?.read !== event.read) return;
        massCancels.end();
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
