import { type OrderRead, termsOf } from 'proofhouse/contract';
import {
  type Book,
  buy,
  type Conventions,
  cancel,
  createBook,
  fokBit,
  iocBit,
  marketBit,
  openOf,
  postOnlyBit,
  replace,
  sell,
  submit,
} from 'proofhouse/market';
import { type Heap, popFirst, pushInto } from './heap.ts';

/** An order as the venue tells it, and how many of its fills the model has made so far. */
interface Followed {
  readonly row: OrderRead;
  matched: number;
}

/** A cancel, or new terms, of an order that may have traded by then. */
interface Change {
  readonly sequence: number;
  readonly handle: number;
  readonly followed: Followed;
  readonly terms?: { readonly price: number; readonly lots: number; readonly refused: boolean };
}

interface Symbol {
  readonly book: Book;
  readonly orders: (Followed | undefined)[];
  readonly free: number[];
  readonly changes: Heap<Change>;
  /** The command under way, for the sink. */
  sequence: number;
  /** Why the model refused it, if it did. */
  refusal: string | undefined;
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
export function createReplay(conventions: Conventions): Replay {
  const symbols = new Map<string, Symbol>();
  return {
    add(row) {
      const symbol = symbols.get(row.symbol) ?? createSymbol(conventions);
      symbols.set(row.symbol, symbol);
      if (symbol.parted !== undefined) return;
      changeUntil(symbol, row.sequence);
      const handle = symbol.free.pop() ?? symbol.orders.length;
      const followed: Followed = { row, matched: 0 };
      symbol.orders[handle] = followed;
      enter(symbol, handle, row);
      for (const [sequence, price, lots, refused] of row.replaces ?? []) {
        const terms = { price, lots, refused: refused === 1 };
        pushInto(symbol.changes, { sequence, handle, followed, terms });
      }
      const cancelled = row.status === 'cancelled' && (row.closedSequence ?? 0) > row.sequence;
      if (cancelled) {
        pushInto(symbol.changes, { sequence: row.closedSequence as number, handle, followed });
      }
    },
    end() {
      for (const symbol of symbols.values()) {
        changeUntil(symbol, Number.POSITIVE_INFINITY);
        for (const [handle, followed] of symbol.orders.entries()) {
          if (followed !== undefined) compareOpen(symbol, handle, followed);
        }
      }
      return [...symbols].flatMap(([name, { parted }]) => (parted ? `${name}: ${parted}` : []));
    },
  };
}

/** The model lets in what the venue let in, and refuses what it refused, for the same reason. */
function enter(symbol: Symbol, handle: number, row: OrderRead): void {
  const { price, quantity, tif, market, postOnly, status, code = '' } = row;
  symbol.sequence = row.sequence;
  symbol.refusal = undefined;
  const side = row.side === 'buy' ? buy : sell;
  const time = tif === 'ioc' ? iocBit : tif === 'fok' ? fokBit : 0;
  const kind = time | (market ? marketBit : 0) | (postOnly ? postOnlyBit : 0);
  submit(symbol.book, handle, 0, side, price, quantity, kind);
  if (symbol.refusal !== undefined) {
    symbol.orders[handle] = undefined;
    symbol.free.push(handle);
  }
  compareRefusal(symbol, row.orderId, status === 'rejected' ? code : undefined);
}

function compareRefusal(symbol: Symbol, orderId: string, told: string | undefined): void {
  const { refusal, sequence } = symbol;
  if (refusal === told) return;
  const got = told === undefined ? 'let in' : `refused (${told})`;
  const expected = refusal === undefined ? 'let in' : `refused (${refusal})`;
  symbol.parted ??= `sequence ${sequence}: ${orderId} was ${got}, by the rules it is ${expected}`;
}

function createSymbol(conventions: Conventions): Symbol {
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
      conventions,
      sink: {
        traded(maker, taker, price, lots) {
          filled(maker, 1, price, lots);
          filled(taker, 0, price, lots);
        },
        rejected(_order, code) {
          symbol.refusal = code;
        },
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
    changes: [],
    sequence: 0,
    refusal: undefined,
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
  const left = termsOf(row).quantity - row.executed;
  const fills = row.fills?.length ?? 0;
  if (matched < fills) {
    symbol.parted ??= `${row.orderId} traded ${fills} times, by the rules ${matched} times`;
  } else if (row.status !== 'open' || left !== open) {
    const told = `${row.status} with ${left} lots left`;
    symbol.parted ??= `${row.orderId} is ${told}, by the rules open with ${open}`;
  }
}

function changeUntil(symbol: Symbol, sequence: number): void {
  while ((symbol.changes[0]?.sequence ?? Number.POSITIVE_INFINITY) < sequence) {
    const next = popFirst(symbol.changes);
    // Closed by a trade meanwhile: that was found when it closed.
    if (next === undefined || symbol.orders[next.handle] !== next.followed) continue;
    const { terms, handle, followed } = next;
    symbol.sequence = next.sequence;
    symbol.refusal = undefined;
    if (terms === undefined) cancel(symbol.book, handle);
    else {
      replace(symbol.book, handle, terms.price, terms.lots);
      const told = terms.refused ? (symbol.refusal ?? 'refused') : undefined;
      compareRefusal(symbol, followed.row.orderId, told);
    }
  }
}
