import { type OperationSent, type OrderRead, termsOf } from '#contract/history.ts';
import { createMassCancels } from '#contract/operations/mass-cancels.ts';
import { known, type Outcomes } from '#contract/operations/outcomes.ts';
import { type Facts, operationKey, readBits, termsDigest } from './facts.ts';

/** What a row says of an operation: it is as it was told, or how it is not. */
export interface Found {
  seen(gen: number, op: number): void;
  differs(gen: number, op: number, how: string): void;
}

export type MassCancelsRead = ReturnType<typeof createMassCancelsRead>;

/** A mass cancel is in force in a read if no row of it says otherwise. */
export function createMassCancelsRead(outcomes: Outcomes, found: Found) {
  const all = createMassCancels(outcomes);
  let broken = new Set<number>();
  return {
    mayHaveClosed: all.mayHaveClosed,
    sent: (event: OperationSent) => all.on.sent?.(event),
    begin(): void {
      broken = new Set();
    },
    row(row: OrderRead): void {
      for (const { gen, op } of all.violated(row)) {
        broken.add(operationKey(gen, op));
        found.differs(gen, op, `told cancelled with all others, ${row.orderId} was not`);
      }
    },
    end(): void {
      for (const { gen, op } of all.sent) {
        if (!broken.has(operationKey(gen, op))) found.seen(gen, op);
      }
    },
  };
}

type Tools = Found & { readonly massCancels: MassCancelsRead };

/** Compares one row with all that was told of its order. */
export function createComparison(
  outcomes: Outcomes,
  facts: Facts,
  tools: Tools,
): (row: OrderRead) => void {
  const { seen, differs, massCancels } = tools;
  return (row) => {
    const { gen, op } = row;
    const flags = outcomes.flagsOf(gen, op);
    const own = facts.generators[gen];
    if (flags === 0 || own === undefined || (flags & known.change) !== 0) return;
    if (row.status === 'rejected') {
      if ((flags & known.accepted) === 0) seen(gen, op);
      else differs(gen, op, `told accepted, it was refused: ${row.code ?? 'no reason'}`);
      return;
    }
    const still = row.status === 'open' ? readBits.open : 0;
    own.reads.set(op, own.reads.get(op) | readBits.present | still);
    const how = changeOf(row, flags, facts, massCancels);
    if (how === undefined) seen(gen, op);
    else differs(gen, op, how);
    const cancel = (outcomes.generators[gen]?.link.get(op) ?? 0) - 1;
    if (cancel >= 0) compareCancel(row, cancel, own.lots.get(cancel), tools);
    for (let at = own.replace.get(op); at > 0; at = own.replace.get(at - 1)) {
      const sequence = outcomes.generators[gen]?.sequence.get(at - 1) ?? 0;
      compareReplace(row, { op: at - 1, sequence }, facts, tools);
    }
    massCancels.row(row);
  };
}

/** How an order differs from what was told of it; undefined if it does not. */
function changeOf(
  row: OrderRead,
  flags: number,
  facts: Facts,
  massCancels: MassCancelsRead,
): string | undefined {
  const own = facts.generators[row.gen];
  if (own?.digest.get(row.op) !== facts.digestOf(row)) return `changed: it is ${describeRow(row)}`;
  const lots = own.lots.get(row.op);
  if (row.executed < lots) return `told ${lots} lots executed, it has ${row.executed}`;
  const mayEnd = row.tif !== 'gtc' || row.market === true || (flags & known.cancelAsked) !== 0;
  const unasked = row.status === 'cancelled' && !mayEnd && !massCancels.mayHaveClosed(row);
  return unasked && row.executed < termsOf(row).quantity
    ? 'cancelled though nobody asked for it'
    : undefined;
}

function compareCancel(row: OrderRead, cancel: number, lots: number, found: Found): void {
  if (row.status === 'open') found.differs(row.gen, cancel, 'told cancelled, the order is open');
  else if (row.executed > termsOf(row).quantity - lots) {
    const how = `told ${lots} lots cancelled, ${row.executed} are executed`;
    found.differs(row.gen, cancel, how);
  } else found.seen(row.gen, cancel);
}

/** `sequence`: where the replace was told to stand; 0 if nobody was told. */
function compareReplace(
  row: OrderRead,
  { op, sequence }: { op: number; sequence: number },
  facts: Facts,
  found: Found,
): void {
  const own = facts.generators[row.gen];
  if (own === undefined) return;
  const digest = own.digest.get(op);
  const entry = row.replaces?.find(
    ([at, price, lots, refused]) =>
      refused === 0 && (sequence === 0 || at === sequence) && termsDigest(price, lots) === digest,
  );
  if (entry === undefined) {
    found.differs(row.gen, op, 'told replaced, the order never had these terms');
    return;
  }
  own.reads.set(op, own.reads.get(op) | readBits.present);
  const lots = own.lots.get(op);
  const taken = (row.fills ?? [])
    .filter(([, at, , , maker]) => at === entry[0] && maker === 0)
    .reduce((sum, [, , , filled]) => sum + filled, 0);
  if (taken >= lots) found.seen(row.gen, op);
  else {
    found.differs(row.gen, op, `told ${lots} lots executed by its new terms, it has ${taken}`);
  }
}

export function describeRow(row: OrderRead): string {
  return `${row.side} ${row.quantity} ${row.symbol} at ${row.price}, account ${row.account}`;
}
