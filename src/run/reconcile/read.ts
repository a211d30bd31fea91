import type { Client, ReadPage, ReadRow } from '#contract/client.ts';
import type { HistoryEvent } from '#contract/history.ts';
import { parseClientOrderId } from '#contract/identifiers.ts';
import { messageOf } from '#kit/errors.ts';
import { untilAborted } from './bounded.ts';

/** What every part of the reconciliation works with. */
export interface Reconciling {
  readonly client: Client;
  readonly runTag: string;
  readonly record: (event: HistoryEvent) => void;
  nowUs(): number;
  /** Aborted when the time for reconciling is over. */
  readonly signal: AbortSignal;
}

export interface ReadRequest {
  /** The read's number, unique in the run. */
  readonly read: number;
  readonly stage: 'live' | 'cold';
  readonly gateway: string;
  /** The venue must have come at least so far; undefined if no barrier order was accepted. */
  readonly barrier: number | undefined;
}

export type ReadResult = 'complete' | 'incomplete' | 'failed';

type Position = Omit<ReadPage, 'rows'>;

/**
 * Reads every order through one gateway into the history. `complete` is only said of a read whose
 * pages agree on total, position and epoch, whose rows are as many as the total, in ascending
 * sequence, at or behind the barrier. `failed`: it broke off, and may be tried again.
 */
export async function readGateway(
  { client, runTag, record, nowUs, signal }: Reconciling,
  { read, stage, gateway, barrier }: ReadRequest,
): Promise<ReadResult> {
  record({ type: 'read-began', atUs: nowUs(), read, stage, gateway });
  let first: Position | undefined;
  let rows = 0;
  let last = 0;
  const doubts = new Set<string>();
  let broken: string | undefined;
  try {
    for await (const page of untilAborted(client.readAll(gateway, signal), signal)) {
      first ??= page;
      for (const doubt of disagreements(first, page)) doubts.add(doubt);
      for (const row of page.rows) {
        rows++;
        if (row.sequence <= last)
          doubts.add(`row ${rows} (sequence ${row.sequence}) not ascending`);
        last = row.sequence;
        record(orderRead(read, row, runTag));
      }
    }
  } catch (thrown) {
    broken = `it broke off: ${messageOf(thrown)}`;
  }
  const { total = 0, asOfSequence = 0, epoch = 0 } = first ?? {};
  const because = broken ?? [...doubts, ...shortfalls(first, rows, barrier)].join('; ');
  record({
    type: 'read-ended',
    atUs: nowUs(),
    read,
    complete: because === '',
    rows,
    total,
    asOfSequence,
    epoch,
    ...(because === '' ? {} : { because }),
  });
  if (broken !== undefined) return 'failed';
  return because === '' ? 'complete' : 'incomplete';
}

function orderRead(read: number, row: ReadRow, runTag: string): HistoryEvent {
  const { clientOrderId, ...order } = row;
  const { gen, op } = parseClientOrderId(runTag, clientOrderId) ?? { gen: -1, op: -1 };
  return { type: 'order', read, gen, op, ...order };
}

function disagreements(first: Position, page: Position): string[] {
  return (['total', 'asOfSequence', 'epoch'] as const)
    .filter((name) => first[name] !== page[name])
    .map((name) => `pages disagree on ${name}: ${first[name]} and ${page[name]}`);
}

function shortfalls(
  first: Position | undefined,
  rows: number,
  barrier: number | undefined,
): string[] {
  if (first === undefined) return ['no page came'];
  const found: string[] = [];
  if (rows !== first.total) found.push(`expected ${first.total} orders (total), received ${rows}`);
  if (barrier === undefined) found.push('no barrier order was accepted');
  else if (first.asOfSequence < barrier) {
    found.push(`as of sequence ${first.asOfSequence}, before the barrier at ${barrier}`);
  }
  return found;
}
