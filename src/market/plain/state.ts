import type { Conventions } from '../conventions.ts';
import type { Instrument } from '../model/book.ts';
import type { CancelReason, RejectCode, SelfTradeMode, StreamEvent } from '../stream/schema.ts';

/**
 * What the plain model knows: one array of live orders, and what is said of each symbol. Whoever
 * needs an order looks for it.
 */
export interface PlainOrder {
  readonly id: string;
  readonly account: string;
  readonly symbol: string;
  readonly side: 'buy' | 'sell';
  readonly tif: string;
  readonly postOnly: boolean;
  readonly reduceOnly: boolean;
  readonly stp: SelfTradeMode | undefined;
  /** No limit: takes any price within the bands. */
  market: boolean;
  price: bigint;
  open: bigint;
  executed: bigint;
  /** 0 unless an iceberg. */
  display: bigint;
  shown: bigint;
  /** The other leg of an OCO pair. */
  leg: string | undefined;
  /** Set while a stop sleeps. */
  stop: { trigger: bigint; trail: bigint | undefined } | undefined;
  /** Whether it stands in the book. */
  resting: boolean;
  /** The later, the greater: place in the queue, or arrival of a sleeping stop. */
  serial: number;
  /** Place among its account's orders. */
  readonly arrival: number;
  expires: bigint | undefined;
}

export interface PlainSymbol {
  readonly instrument: Instrument;
  halted: boolean;
  auction: boolean;
  bands: { low: bigint; high: bigint } | undefined;
  lastPrice: bigint | undefined;
  /** Trade prices since stops were last looked at. */
  burst: bigint[];
  seen: { bid: bigint | undefined; ask: bigint | undefined };
  positions: Map<string, bigint>;
}

export interface PlainState {
  readonly conventions: Conventions;
  orders: PlainOrder[];
  readonly symbols: Map<string, PlainSymbol>;
  readonly used: Set<string>;
  readonly killed: Set<string>;
  clock: bigint;
  /** Counts queue places and arrivals. */
  counter: number;
  seq: number;
  events: StreamEvent[];
}

export function rejected(state: PlainState, code: RejectCode, id?: string): void {
  state.events.push({
    event: 'rejected',
    seq: state.seq,
    ...(id === undefined ? {} : { id }),
    code,
  });
}

/** The orders of one side of a book, the first to execute first. */
export function queue(state: PlainState, symbol: string, side: 'buy' | 'sell'): PlainOrder[] {
  const sign = side === 'buy' ? -1n : 1n;
  return state.orders
    .filter((order) => order.resting && order.symbol === symbol && order.side === side)
    .sort((a, b) => {
      if (a.price !== b.price) return a.price * sign < b.price * sign ? -1 : 1;
      return a.serial - b.serial;
    });
}

export function otherSide(side: 'buy' | 'sell'): 'buy' | 'sell' {
  return side === 'buy' ? 'sell' : 'buy';
}

export function find(state: PlainState, id: string): PlainOrder | undefined {
  return state.orders.find((order) => order.id === id);
}

/** Takes a dead order out; its OCO leg stands alone from now on. */
export function remove(state: PlainState, order: PlainOrder): void {
  state.orders = state.orders.filter((each) => each !== order);
  if (state.conventions.idReuse === 'never') state.used.add(order.id);
  if (order.leg === undefined) return;
  const leg = find(state, order.leg);
  if (leg) leg.leg = undefined;
}

/** Cancels `quantity` of an order, which dies if nothing is left open. */
export function cancelled(
  state: PlainState,
  order: PlainOrder,
  quantity: bigint,
  reason: CancelReason,
): void {
  state.events.push({
    event: 'cancelled',
    seq: state.seq,
    id: order.id,
    quantity: `${quantity}`,
    reason,
  });
  order.open -= quantity;
  if (order.shown > order.open) order.shown = order.open;
  if (order.open === 0n) remove(state, order);
}

export function replaced(state: PlainState, order: PlainOrder, price: bigint): void {
  state.events.push({
    event: 'replaced',
    seq: state.seq,
    id: order.id,
    ...(price === 0n ? {} : { price: `${price}` }),
    quantity: `${order.open}`,
  });
}

/** Lots that an order's account may trade on its side before its position would turn. */
export function reducible(state: PlainState, order: PlainOrder): bigint {
  const position = state.symbols.get(order.symbol)!.positions.get(order.account) ?? 0n;
  const allowed = order.side === 'buy' ? -position : position;
  return allowed > 0n ? allowed : 0n;
}

/** A copy on which one may try what would happen. */
export function copyOf(state: PlainState): PlainState {
  return structuredClone({ ...state, events: [] });
}

export function least(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

export function greatest(a: bigint, b: bigint): bigint {
  return least(a, b) === a ? b : a;
}
