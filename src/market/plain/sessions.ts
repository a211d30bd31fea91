import type { RejectCode } from '../stream/schema.ts';
import { cancelLegOf, executeAfterPlan, fill, tell } from './matching.ts';
import {
  cancelled,
  greatest,
  least,
  otherSide,
  type PlainOrder,
  type PlainState,
  type PlainSymbol,
  queue,
} from './state.ts';

/** Stops and auctions of the plain model. */

export function bestPrice(
  state: PlainState,
  symbol: string,
  side: 'buy' | 'sell',
): bigint | undefined {
  return queue(state, symbol, side)[0]?.price;
}

/** The price that a stop watches. */
export function watched(state: PlainState, order: PlainOrder): bigint | undefined {
  if (state.conventions.stopTrigger === 'last-trade') {
    return state.symbols.get(order.symbol)!.lastPrice;
  }
  return bestPrice(state, order.symbol, otherSide(order.side));
}

export function isThrough(
  state: PlainState,
  order: PlainOrder,
  price: bigint | undefined,
): boolean {
  if (price === undefined) return false;
  const { trigger } = order.stop!;
  if (price === trigger) return state.conventions.stopInclusive;
  return order.side === 'buy' ? price > trigger : price < trigger;
}

/** A first trade, or a limit, beyond the bands. */
export function isOutsideBands(state: PlainState, order: PlainOrder): boolean {
  const { bands, auction } = state.symbols.get(order.symbol)!;
  if (bands === undefined) return false;
  if (!order.market && (order.price < bands.low || order.price > bands.high)) return true;
  if (auction || order.stop !== undefined) return false;
  const best = bestPrice(state, order.symbol, otherSide(order.side));
  if (best === undefined) return false;
  return order.side === 'buy' ? best < bands.low : best > bands.high;
}

export function wake(state: PlainState, order: PlainOrder): void {
  order.stop = undefined;
  state.events.push({ event: 'triggered', seq: state.seq, id: order.id });
  cancelLegOf(state, order);
  if (isOutsideBands(state, order)) cancelled(state, order, order.open, 'market-residual');
  else executeAfterPlan(state, order);
}

/** Wakes stops until no price they watch has moved past a trigger. */
export function runStops(state: PlainState, symbol: string): void {
  const its = state.symbols.get(symbol)!;
  if (its.halted || its.auction) return;
  const waiting: PlainOrder[] = [];
  collect(state, symbol, its, waiting);
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    if (!state.orders.includes(next)) continue;
    wake(state, next);
    collect(state, symbol, its, waiting);
  }
}

function collect(state: PlainState, symbol: string, its: PlainSymbol, waiting: PlainOrder[]): void {
  const woken: PlainOrder[] = [];
  const sleeping = state.orders
    .filter((order) => order.symbol === symbol && order.stop && !waiting.includes(order))
    .sort((a, b) => a.serial - b.serial);
  const look = (order: PlainOrder, price: bigint) => {
    if (woken.includes(order)) return;
    if (isThrough(state, order, price)) woken.push(order);
    else follow(order, price);
  };
  if (state.conventions.stopTrigger === 'last-trade') {
    for (const price of its.burst) for (const order of sleeping) look(order, price);
  } else {
    const quotes = { bid: bestPrice(state, symbol, 'buy'), ask: bestPrice(state, symbol, 'sell') };
    for (const order of sleeping) {
      const key = order.side === 'buy' ? 'ask' : 'bid';
      const price = quotes[key];
      if (price !== undefined && price !== its.seen[key]) look(order, price);
    }
    its.seen = quotes;
  }
  its.burst = [];
  waiting.push(...woken.sort((a, b) => a.serial - b.serial));
}

/** A trailing stop's trigger follows a better price. */
function follow(order: PlainOrder, price: bigint): void {
  const stop = order.stop!;
  if (stop.trail === undefined) return;
  const trigger = order.side === 'buy' ? price + stop.trail : price - stop.trail;
  const better = order.side === 'buy' ? trigger < stop.trigger : trigger > stop.trigger;
  if (better) stop.trigger = trigger;
}

export function openAuction(state: PlainState, symbol: string): RejectCode | undefined {
  const special = state.orders.some(
    (order) =>
      order.symbol === symbol &&
      order.resting &&
      (order.display > 0n || order.reduceOnly || order.leg !== undefined),
  );
  if (special) return 'unsupported';
  const its = state.symbols.get(symbol)!;
  its.auction = true;
  its.halted = false;
  return undefined;
}

export function uncross(state: PlainState, symbol: string): RejectCode | undefined {
  const its = state.symbols.get(symbol)!;
  if (!its.auction) return 'unsupported';
  if (its.halted) return 'halted';
  const chosen = choosePrice(state, symbol, its);
  if (chosen && its.bands && (chosen.price < its.bands.low || chosen.price > its.bands.high)) {
    return 'outside-bands';
  }
  const price = `${chosen?.price ?? 0n}`;
  const quantity = `${chosen?.volume ?? 0n}`;
  state.events.push({ event: 'uncrossed', seq: state.seq, symbol, price, quantity });
  for (let left = chosen?.volume ?? 0n; left > 0n; ) {
    const bid = queue(state, symbol, 'buy')[0]!;
    const ask = queue(state, symbol, 'sell')[0]!;
    const lots = least(left, least(bid.open, ask.open));
    const [maker, taker] = bid.serial < ask.serial ? [bid, ask] : [ask, bid];
    tell(state, maker, taker, chosen!.price, lots);
    fill(state, bid, lots);
    fill(state, ask, lots);
    left -= lots;
  }
  its.auction = false;
  const immediate = state.orders.filter((order) => order.symbol === symbol && order.resting);
  for (const order of immediate.sort((a, b) => a.serial - b.serial)) {
    if (order.tif === 'ioc') cancelled(state, order, order.open, 'ioc');
  }
  return undefined;
}

/** Most volume, least surplus, then the surplus side's price, then near the last, then low. */
function choosePrice(
  state: PlainState,
  symbol: string,
  its: PlainSymbol,
): { price: bigint; volume: bigint } | undefined {
  const bids = queue(state, symbol, 'buy');
  const asks = queue(state, symbol, 'sell');
  const sum = (orders: PlainOrder[]) => orders.reduce((total, each) => total + each.open, 0n);
  const all = [...bids, ...asks].map(({ price }) => {
    const surplus =
      sum(bids.filter((each) => each.price >= price)) -
      sum(asks.filter((each) => each.price <= price));
    const volume = least(
      sum(bids.filter((each) => each.price >= price)),
      sum(asks.filter((each) => each.price <= price)),
    );
    return { price, volume, surplus, size: surplus < 0n ? -surplus : surplus };
  });
  const most = all.reduce((most, each) => greatest(most, each.volume), 0n);
  if (most === 0n) return undefined;
  const full = all.filter((each) => each.volume === most);
  const size = full.reduce((smallest, each) => least(smallest, each.size), full[0]!.size);
  const left = full
    .filter((each) => each.size === size)
    .sort((a, b) => (a.price < b.price ? -1 : 1));
  if (left.every((each) => each.surplus > 0n)) return left.at(-1);
  if (left.every((each) => each.surplus < 0n)) return left[0];
  const last = its.lastPrice ?? 0n;
  const distance = (price: bigint) => (price > last ? price - last : last - price);
  return left.reduce((best, each) => (distance(each.price) < distance(best.price) ? each : best));
}
