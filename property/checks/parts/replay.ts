import type { OrderRead } from 'proofhouse/contract';
import {
  type Book,
  buy,
  cancel,
  createBook,
  defaultConventions,
  iocBit,
  openOf,
  sell,
  submit,
} from 'proofhouse/market';

/** An order as the venue tells it, and how many of its fills the model has made so far. */
interface Followed {
  readonly row: OrderRead;
  matched: number;
}

interface Cancel {
  readonly sequence: number;
  readonly handle: number;
  readonly followed: Followed;
}

interface Symbol {
  readonly book: Book;
  readonly orders: (Followed | undefined)[];
  readonly free: number[];
  readonly cancels: Cancel[];
  /** The command under way, for the sink. */
  sequence: number;
  /** The first way in which venue and model part; what comes after it says nothing. */
  parted: string | undefined;
}

export interface Replay {
  /** The next order in ascending sequence. */
  add(row: OrderRead): void;
  /** All orders are in; resolves to where venue and model parted, one sentence a symbol. */
  end(): string[];
}

/**
 * Replays what the venue read back through the matching model: every order and every cancel at its
 * sequence, every trade compared with maker, taker, price and lots. Memory is bounded by open
 * orders.
 */
export function createReplay(): Replay {
  const symbols = new Map<string, Symbol>();
  return {
    add(row) {
      const symbol = symbols.get(row.symbol) ?? createSymbol();
      symbols.set(row.symbol, symbol);
      if (symbol.parted !== undefined) return;
      cancelUntil(symbol, row.sequence);
      const handle = symbol.free.pop() ?? symbol.orders.length;
      const followed: Followed = { row, matched: 0 };
      symbol.orders[handle] = followed;
      symbol.sequence = row.sequence;
      const side = row.side === 'buy' ? buy : sell;
      const kind = row.tif === 'ioc' ? iocBit : 0;
      submit(symbol.book, handle, 0, side, row.price, row.quantity, kind);
      if (row.closedSequence !== undefined && row.closedSequence > row.sequence) {
        if (row.status === 'cancelled') {
          push(symbol.cancels, { sequence: row.closedSequence, handle, followed });
        }
      }
    },
    end() {
      for (const symbol of symbols.values()) {
        cancelUntil(symbol, Number.POSITIVE_INFINITY);
        for (const [handle, followed] of symbol.orders.entries()) {
          if (followed !== undefined) compareOpen(symbol, handle, followed);
        }
      }
      return [...symbols].flatMap(([name, { parted }]) => (parted ? `${name}: ${parted}` : []));
    },
  };
}

function createSymbol(): Symbol {
  const part = (text: string) => {
    symbol.parted ??= `sequence ${symbol.sequence}: ${text}`;
  };
  const filled = (handle: number, maker: 0 | 1, price: number, lots: number) => {
    const followed = symbol.orders[handle];
    const fill = followed?.row.fills?.[followed.matched];
    if (followed === undefined) return;
    followed.matched += 1;
    const expected = `${lots} lots at ${price} as ${maker ? 'maker' : 'taker'}`;
    if (fill === undefined)
      return part(`${followed.row.orderId} must trade ${expected}, it did not`);
    const [, sequence, gotPrice, gotLots, gotMaker] = fill;
    const same = sequence === symbol.sequence && gotPrice === price && gotLots === lots;
    if (same && gotMaker === maker) return;
    const got = `${gotLots} lots at ${gotPrice} as ${gotMaker ? 'maker' : 'taker'}`;
    part(
      `${followed.row.orderId} must trade ${expected}, it traded ${got} at sequence ${sequence}`,
    );
  };
  const symbol: Symbol = {
    book: createBook({
      conventions: defaultConventions,
      sink: {
        traded(maker, taker, price, lots) {
          filled(maker, 1, price, lots);
          filled(taker, 0, price, lots);
        },
        rejected: (order, code) =>
          part(`${symbol.orders[order]?.row.orderId} is there, the model rejects it: ${code}`),
        closed(handle) {
          const followed = symbol.orders[handle];
          symbol.orders[handle] = undefined;
          symbol.free.push(handle);
          if (followed !== undefined) compareClosed(followed, part);
        },
        accepted() {},
        cancelled() {},
        replaced() {},
        triggered() {},
        expired() {},
        refreshed() {},
        uncrossed() {},
      },
    }),
    orders: [],
    free: [],
    cancels: [],
    sequence: 0,
    parted: undefined,
  };
  return symbol;
}

function compareClosed({ row, matched }: Followed, part: (text: string) => void): void {
  const fills = row.fills?.length ?? 0;
  if (matched < fills) part(`${row.orderId} traded ${fills} times, by the rules ${matched} times`);
  else if (row.status === 'open') part(`${row.orderId} is open, by the rules it is done`);
}

function compareOpen(symbol: Symbol, handle: number, { row, matched }: Followed): void {
  const open = openOf(symbol.book, handle);
  const fills = row.fills?.length ?? 0;
  if (matched < fills) {
    symbol.parted ??= `${row.orderId} traded ${fills} times, by the rules ${matched} times`;
  } else if (row.status !== 'open' || row.quantity - row.executed !== open) {
    const told = `${row.status} with ${row.quantity - row.executed} lots left`;
    symbol.parted ??= `${row.orderId} is ${told}, by the rules open with ${open}`;
  }
}

function cancelUntil(symbol: Symbol, sequence: number): void {
  while ((symbol.cancels[0]?.sequence ?? Number.POSITIVE_INFINITY) < sequence) {
    const next = pop(symbol.cancels);
    // Closed by a trade meanwhile: that was found when it closed.
    if (next === undefined || symbol.orders[next.handle] !== next.followed) continue;
    symbol.sequence = next.sequence;
    cancel(symbol.book, next.handle);
  }
}

/** A binary heap by sequence. */
function push(heap: Cancel[], item: Cancel): void {
  let at = heap.length;
  heap.push(item);
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if ((heap[parent] as Cancel).sequence <= item.sequence) break;
    heap[at] = heap[parent] as Cancel;
    at = parent;
  }
  heap[at] = item;
}

function pop(heap: Cancel[]): Cancel | undefined {
  const top = heap[0];
  const item = heap.pop();
  if (item === undefined || heap.length === 0) return top;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    const right = heap[child + 1];
    if (right !== undefined && right.sequence < (heap[child] as Cancel).sequence) child += 1;
    if ((heap[child] as Cancel).sequence >= item.sequence) break;
    heap[at] = heap[child] as Cancel;
    at = child;
  }
  heap[at] = item;
  return top;
}
