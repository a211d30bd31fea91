import type { SelfTradeMode } from '../stream/schema.ts';
import {
  cancelled,
  find,
  least,
  otherSide,
  type PlainOrder,
  type PlainState,
  queue,
  reducible,
  remove,
} from './state.ts';

/** Lets an order that stands in no book trade; what is left rests or is cancelled. */
export function execute(state: PlainState, order: PlainOrder): void {
  const symbol = state.symbols.get(order.symbol)!;
  keepWithinPosition(state, order);
  if (order.open === 0n) return;
  if (symbol.auction) {
    rest(state, order);
    return;
  }
  const traded = trade(state, order);
  if (order.open === 0n) return;
  const immediate = order.tif === 'ioc' || order.tif === 'fok';
  if (order.market) {
    const rests = state.conventions.marketResidual === 'rest' && traded !== undefined;
    if (!rests || immediate) cancelled(state, order, order.open, 'market-residual');
    else {
      order.market = false;
      order.price = traded;
      rest(state, order);
    }
  } else if (immediate) cancelled(state, order, order.open, 'ioc');
  else rest(state, order);
}

export function rest(state: PlainState, order: PlainOrder): void {
  state.counter += 1;
  order.serial = state.counter;
  order.shown = least(order.display, order.open);
  order.resting = true;
}

/** Trades while there is anything to trade with; answers the last price, if any. */
function trade(state: PlainState, taker: PlainOrder): bigint | undefined {
  let last: bigint | undefined;
  while (taker.open > 0n) {
    const maker = queue(state, taker.symbol, otherSide(taker.side))[0];
    if (maker === undefined || !reaches(state, taker, maker.price)) break;
    last = meet(state, taker, maker) ?? last;
  }
  return last;
}

/** Whether a taker may trade at a price: its limit and the bands. */
export function reaches(state: PlainState, taker: PlainOrder, price: bigint): boolean {
  const { bands } = state.symbols.get(taker.symbol)!;
  if (taker.side === 'buy') {
    return (taker.market || price <= taker.price) && !(bands && price > bands.high);
  }
  return (taker.market || price >= taker.price) && !(bands && price < bands.low);
}

/** One taker, one maker: answers the price if they traded. */
function meet(state: PlainState, taker: PlainOrder, maker: PlainOrder): bigint | undefined {
  if (maker.account === taker.account) {
    const mode = modeBetween(state, taker, maker);
    if (mode !== 'none') {
      keepApart(state, taker, maker, mode);
      return undefined;
    }
  }
  keepWithinPosition(state, maker);
  if (maker.open === 0n) return undefined;
  const quantity = least(taker.open, maker.display > 0n ? maker.shown : maker.open);
  const price = priceBetween(state, taker, maker);
  tell(state, maker, taker, price, quantity);
  cancelLegOf(state, maker);
  cancelLegOf(state, taker);
  fill(state, maker, quantity);
  taker.executed += quantity;
  taker.open -= quantity;
  if (taker.open === 0n) remove(state, taker);
  return price;
}

export function modeBetween(
  state: PlainState,
  taker: PlainOrder,
  maker: PlainOrder,
): SelfTradeMode {
  const decides = state.conventions.selfTradeMode === 'taker' ? taker : maker;
  return decides.stp ?? state.conventions.selfTrade;
}

function keepApart(
  state: PlainState,
  taker: PlainOrder,
  maker: PlainOrder,
  mode: SelfTradeMode,
): void {
  if (mode === 'decrement') {
    const quantity = least(taker.open, maker.open);
    cancelled(state, maker, quantity, 'stp');
    cancelled(state, taker, quantity, 'stp');
    return;
  }
  if (mode !== 'cancel-taker') cancelled(state, maker, maker.open, 'stp');
  if (mode !== 'cancel-maker') cancelled(state, taker, taker.open, 'stp');
}

function keepWithinPosition(state: PlainState, order: PlainOrder): void {
  if (!order.reduceOnly) return;
  const allowed = reducible(state, order);
  if (allowed < order.open) cancelled(state, order, order.open - allowed, 'reduce-only');
}

function priceBetween(state: PlainState, taker: PlainOrder, maker: PlainOrder): bigint {
  if (state.conventions.tradePrice === 'maker' || taker.market) return maker.price;
  return maker.price + (taker.price - maker.price) / 2n;
}

/** Tells a trade, and moves positions and the last price. */
export function tell(
  state: PlainState,
  maker: PlainOrder,
  taker: PlainOrder,
  price: bigint,
  quantity: bigint,
): void {
  state.events.push({
    event: 'traded',
    seq: state.seq,
    price: `${price}`,
    quantity: `${quantity}`,
    maker: maker.id,
    taker: taker.id,
  });
  const symbol = state.symbols.get(maker.symbol)!;
  for (const { account, side } of [maker, taker]) {
    const before = symbol.positions.get(account) ?? 0n;
    symbol.positions.set(account, side === 'buy' ? before + quantity : before - quantity);
  }
  symbol.lastPrice = price;
  symbol.burst.push(price);
}

/** Takes an executed quantity off a resting order; an iceberg may show a new part. */
export function fill(state: PlainState, maker: PlainOrder, quantity: bigint): void {
  maker.open -= quantity;
  maker.executed += quantity;
  if (maker.open === 0n) {
    remove(state, maker);
    return;
  }
  if (maker.display === 0n) return;
  maker.shown -= quantity;
  const hidden = maker.open > maker.shown;
  const refreshes = state.conventions.icebergRefresh === 'loses-priority';
  if (maker.shown > 0n && !(refreshes && hidden)) return;
  rest(state, maker);
  state.events.push({
    event: 'refreshed',
    seq: state.seq,
    id: maker.id,
    display: `${maker.shown}`,
  });
}

export function cancelLegOf(state: PlainState, order: PlainOrder): void {
  const leg = order.leg === undefined ? undefined : find(state, order.leg);
  if (leg) cancelled(state, leg, leg.open, 'oco');
}

/** What the convention self-trade "before" does ahead of the first trade. */
export function planBefore(
  state: PlainState,
  taker: PlainOrder,
): { taker: 'goes-on' | 'refused' | 'cancelled'; makers: PlainOrder[] } {
  const makers: PlainOrder[] = [];
  if (state.conventions.selfTradeWhen !== 'before') return { taker: 'goes-on', makers };
  if (state.symbols.get(taker.symbol)!.auction) return { taker: 'goes-on', makers };
  let left = taker.reduceOnly ? least(taker.open, reducible(state, taker)) : taker.open;
  for (const maker of queue(state, taker.symbol, otherSide(taker.side))) {
    if (left <= 0n || !reaches(state, taker, maker.price)) break;
    const mode = maker.account === taker.account ? modeBetween(state, taker, maker) : 'none';
    if (mode === 'cancel-taker') return { taker: 'refused', makers: [] };
    if (mode === 'cancel-maker' || mode === 'cancel-both') makers.push(maker);
    if (mode === 'cancel-both') return { taker: 'cancelled', makers };
    if (mode !== 'cancel-maker') left -= maker.open;
  }
  return { taker: 'goes-on', makers };
}

/** Lets an accepted order trade, after what the convention "before" does first. */
export function executeAfterPlan(state: PlainState, order: PlainOrder): void {
  const plan = planBefore(state, order);
  for (const maker of plan.makers) cancelled(state, maker, maker.open, 'stp');
  if (plan.taker === 'goes-on') execute(state, order);
  else cancelled(state, order, order.open, 'stp');
}
