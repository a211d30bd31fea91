import { type HistoryEvent, type OrderRead, termsOf } from '#contract/history.ts';
import type { Answer } from '#market/evidence/property.ts';
import type { Command, NewOrder, StreamEvent } from '#market/stream/schema.ts';
import type { Recording } from './recording.ts';

/**
 * The history of a chaos run as a recording: what the recovered venue says of itself in its last
 * complete read, in the order of its own sequence. So the same model and the same invariants that
 * judge an engine on trial judge a venue that was broken and came back.
 *
 * It does not show commands that left no trace in a read (refused for their form, or of an order
 * that was not there), nor what clients were told at the time: the checks of the run compare that.
 * Which event of a command came first is not in a read: an order is told as accepted, then its
 * trades, then what is left of it. A mass cancel shows as a cancel of each order that it took.
 * Memory grows with the orders of one read.
 */
export function recordRun(): {
  see(event: HistoryEvent): void;
  end(): Recording;
} {
  let rows: OrderRead[] = [];
  let complete: readonly OrderRead[] = [];
  return {
    see(event) {
      if (event.type === 'read-began') rows = [];
      if (event.type === 'order') rows.push(event);
      if (event.type === 'read-ended' && event.complete) complete = rows;
    },
    end: () => recordingOf(complete),
  };
}

/** One command of the venue's sequence; its events still lack their number. */
interface Step {
  readonly sequence: number;
  readonly command: Command;
  readonly events: readonly StreamEvent[];
}

type Makers = ReadonlyMap<string, string>;

function recordingOf(rows: readonly OrderRead[]): Recording {
  const makers = new Map<string, string>();
  for (const { orderId, fills = [] } of rows) {
    for (const [trade, , , , maker] of fills) if (maker === 1) makers.set(trade, orderId);
  }
  const steps = rows.flatMap((row) => [
    entryOf(row, makers),
    ...replacesOf(row, makers),
    ...cancelOf(row),
  ]);
  steps.sort((a, b) => a.sequence - b.sequence);
  const answers: Answer[] = steps.map(({ events }, index) =>
    [...events, { event: 'done' as const, seq: 0 }].map((event) => ({ ...event, seq: index + 1 })),
  );
  return { commands: steps.map(({ command }) => command), answers, unanswered: 0 };
}

/** Trades that the order took at a sequence; a maker that no row names is told as "?". */
function tradesAt({ orderId, fills = [] }: OrderRead, sequence: number, makers: Makers) {
  return fills
    .filter(([, at, , , maker]) => at === sequence && maker === 0)
    .map(([trade, , price, lots]): StreamEvent => {
      const maker = makers.get(trade) ?? '?';
      const terms = { price: String(price), quantity: String(lots) };
      return { event: 'traded', seq: 0, ...terms, maker, taker: orderId };
    });
}

function executedUntil({ fills = [] }: OrderRead, sequence: number): number {
  return fills.reduce((sum, [, at, , lots]) => (at <= sequence ? sum + lots : sum), 0);
}

function entryOf(row: OrderRead, makers: Makers): Step {
  const { orderId: id, account, symbol, side, price, quantity, tif, sequence } = row;
  const command: NewOrder = {
    op: 'new',
    id,
    account: String(account),
    symbol,
    side,
    quantity: String(quantity),
    ...(row.market ? { type: 'market' } : { price: String(price) }),
    ...(tif === 'gtc' ? {} : { tif }),
    ...(row.postOnly ? { postOnly: true } : {}),
  };
  if (row.status === 'rejected') {
    const code = (row.code ?? 'malformed') as 'malformed';
    return { sequence, command, events: [{ event: 'rejected', seq: 0, id, code }] };
  }
  const events: StreamEvent[] = [{ event: 'accepted', seq: 0, id }];
  events.push(...tradesAt(row, sequence, makers));
  const left = quantity - executedUntil(row, sequence);
  if (row.status === 'cancelled' && row.closedSequence === sequence && left > 0) {
    const reason = row.market ? 'market-residual' : 'ioc';
    events.push({ event: 'cancelled', seq: 0, id, quantity: String(left), reason });
  }
  return { sequence, command, events };
}

/** New terms count what was executed too; what is told is what is open then, before it trades. */
function replacesOf(row: OrderRead, makers: Makers): Step[] {
  const { orderId: id, replaces = [] } = row;
  return replaces.map(([sequence, price, lots, refused]): Step => {
    const terms = { price: String(price), quantity: String(lots) };
    const command: Command = { op: 'replace', id, ...terms };
    if (refused === 1) {
      // Only an order that must not take can be refused for what stands in the book.
      return { sequence, command, events: [{ event: 'rejected', seq: 0, id, code: 'would-take' }] };
    }
    const open = String(lots - executedUntil(row, sequence - 1));
    const replaced = { event: 'replaced', seq: 0, id, price: terms.price, quantity: open } as const;
    return { sequence, command, events: [replaced, ...tradesAt(row, sequence, makers)] };
  });
}

function cancelOf(row: OrderRead): Step[] {
  const { orderId: id, sequence, closedSequence = sequence, status } = row;
  if (status !== 'cancelled' || closedSequence === sequence) return [];
  const quantity = String(termsOf(row).quantity - row.executed);
  const event = { event: 'cancelled', seq: 0, id, quantity, reason: 'requested' } as const;
  return [{ sequence: closedSequence, command: { op: 'cancel', id }, events: [event] }];
}
