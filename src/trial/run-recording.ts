import type { HistoryEvent, OrderRead } from '#contract/history.ts';
import { exitCodes, ProofhouseError } from '#kit/errors.ts';
import type { Answer } from '#market/evidence/property.ts';
import type { Command, StreamEvent } from '#market/stream/schema.ts';
import type { Recording } from './recording.ts';

/**
 * The history of a chaos run as a recording: what the recovered venue says of itself in its last
 * complete read, in the order of its own sequence. So the same model and the same invariants that
 * judge an engine on trial judge a venue that was broken and came back.
 *
 * It does not show commands that were rejected, nor what clients were told at the time (the checks
 * of the run compare that). Which event of a command came first is not in a read: an order is told
 * as accepted, then its trades, then what is left of it. Memory grows with the orders of one read.
 */
export function recordRun(): {
  see(event: HistoryEvent): void;
  end(): Recording;
} {
  let rows: OrderRead[] = [];
  let complete: readonly OrderRead[] = [];
  let foreign: string | undefined;
  return {
    see(event) {
      if (event.type === 'read-began') rows = [];
      if (event.type === 'order') rows.push(event);
      if (event.type === 'read-ended' && event.complete) complete = rows;
      if (event.type === 'sent') foreign ??= foreignTerm(event);
    },
    end() {
      if (foreign === undefined) return recordingOf(complete);
      throw new ProofhouseError(
        `Expected new orders (gtc or ioc) and cancels, this history has ${foreign}.`,
        {
          code: 'history-beyond-reads',
          exitCode: exitCodes.inconclusive,
          cure: 'A read shows what became of an order, not each change of it: judge the run instead.',
        },
      );
    },
  };
}

/** An operation whose effect cannot be told from a read: nothing is said about such a run. */
function foreignTerm({ kind, tif = 'gtc' }: { kind: string; tif?: string }): string | undefined {
  if (kind !== 'new' && kind !== 'cancel') return kind;
  return tif === 'gtc' || tif === 'ioc' ? undefined : tif;
}

interface Trade {
  readonly price: number;
  readonly lots: number;
  readonly maker: string;
}

interface Step {
  readonly sequence: number;
  readonly command: Command;
  readonly events: readonly StreamEvent[];
}

function recordingOf(rows: readonly OrderRead[]): Recording {
  const makers = new Map<string, string>();
  for (const { orderId, fills = [] } of rows) {
    for (const [trade, , , , maker] of fills) if (maker === 1) makers.set(trade, orderId);
  }
  const steps = rows.flatMap((row) => [entryOf(row, tradesOf(row, makers)), ...cancelOf(row)]);
  steps.sort((a, b) => a.sequence - b.sequence);
  const answers: Answer[] = steps.map(({ events }, index) =>
    [...events, { event: 'done' as const, seq: 0 }].map((event) => ({ ...event, seq: index + 1 })),
  );
  return { commands: steps.map(({ command }) => command), answers, unanswered: 0 };
}

/** The trades in which the order was the taker; a maker that no row names is told as "?". */
function tradesOf({ fills = [] }: OrderRead, makers: ReadonlyMap<string, string>): Trade[] {
  return fills
    .filter(([, , , , maker]) => maker === 0)
    .map(([trade, , price, lots]) => ({ price, lots, maker: makers.get(trade) ?? '?' }));
}

function entryOf(row: OrderRead, trades: readonly Trade[]): Step {
  const { orderId: id, account, symbol, side, price, quantity, tif, sequence } = row;
  const events: StreamEvent[] = [{ event: 'accepted', seq: 0, id }];
  for (const { price, lots, maker } of trades) {
    const terms = { price: String(price), quantity: String(lots) };
    events.push({ event: 'traded', seq: 0, ...terms, maker, taker: id });
  }
  const left = quantity - trades.reduce((sum, { lots }) => sum + lots, 0);
  if (tif === 'ioc' && row.status === 'cancelled' && left > 0) {
    events.push({ event: 'cancelled', seq: 0, id, quantity: String(left), reason: 'ioc' });
  }
  const command: Command = {
    op: 'new',
    id,
    account: String(account),
    symbol,
    side,
    price: String(price),
    quantity: String(quantity),
    ...(tif === 'ioc' ? { tif } : {}),
  };
  return { sequence, command, events };
}

function cancelOf({ orderId: id, quantity, executed, ...row }: OrderRead): Step[] {
  const { sequence, closedSequence = sequence, status } = row;
  if (status !== 'cancelled' || closedSequence === sequence) return [];
  const left = String(quantity - executed);
  const event = { event: 'cancelled', seq: 0, id, quantity: left, reason: 'requested' } as const;
  return [{ sequence: closedSequence, command: { op: 'cancel', id }, events: [event] }];
}
