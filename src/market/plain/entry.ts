import { commandDefaults, type NewOrder, type RejectCode } from '../stream/schema.ts';
import { executeAfterPlan, planBefore } from './matching.ts';
import { bestPrice, isOutsideBands, isThrough, runStops, wake, watched } from './sessions.ts';
import {
  copyOf,
  find,
  otherSide,
  type PlainOrder,
  type PlainState,
  type PlainSymbol,
  rejected,
  replaced,
} from './state.ts';

/** New orders of the plain model. The order in which refusals win is that of the fast model. */
export function enter(state: PlainState, command: NewOrder, its: PlainSymbol | undefined): void {
  const { id } = command;
  const early = contradiction(state, command) ?? earlyRefusal(state, command, its);
  if (early !== undefined || its === undefined) {
    rejected(state, early ?? 'bad-symbol', id);
    return;
  }
  const order = readOrder(state, command, its);
  const refused =
    refusal(state, order, its, command) ??
    (order.stop ? undefined : foresight(state, order, command));
  if (refused !== undefined) {
    rejected(state, refused, id);
    return;
  }
  const slid = order.postOnly ? slidPrice(state, order) : order.price;
  state.orders.push(order);
  state.events.push({ event: 'accepted', seq: state.seq, id });
  if (slid !== order.price) {
    order.price = slid!;
    replaced(state, order, slid!);
  }
  if (command.oco !== undefined) {
    order.leg = command.oco;
    find(state, command.oco)!.leg = id;
  }
  if (order.stop === undefined) executeAfterPlan(state, order);
  else if (state.conventions.stopImmediate && !its.auction) {
    if (isThrough(state, order, watched(state, order))) wake(state, order);
  }
  runStops(state, order.symbol);
  if (state.orders.includes(order)) order.expires = expiryOf(state, command);
}

const dayNs = 86_400_000_000_000n;

function expiryOf(state: PlainState, { tif, expires }: NewOrder): bigint | undefined {
  if (tif === 'day') return (state.clock / dayNs + 1n) * dayNs;
  return expires === undefined ? undefined : BigInt(expires);
}

function isStop(command: NewOrder): boolean {
  return command.type?.includes('stop') ?? false;
}

function contradiction(state: PlainState, command: NewOrder): RejectCode | undefined {
  const { tif, expires, trigger, trail, type } = command;
  if ((tif === 'gtt') !== (expires !== undefined)) return 'malformed';
  if (expires !== undefined && BigInt(expires) <= state.clock) return 'malformed';
  if (trigger !== undefined && !isStop(command)) return 'malformed';
  return trail !== undefined && type !== 'trailing-stop' ? 'malformed' : undefined;
}

function earlyRefusal(
  state: PlainState,
  command: NewOrder,
  its: PlainSymbol | undefined,
): RejectCode | undefined {
  const { id, type, tif, oco } = command;
  const account = command.account ?? commandDefaults.account;
  if (its === undefined) return 'bad-symbol';
  if (state.killed.has(account)) return 'killed';
  if (state.used.has(id) || find(state, id)) return 'duplicate-id';
  if (type === 'market' && (tif === 'day' || tif === 'gtt')) return 'unsupported';
  if (isStop(command) && (command.display ?? command.minQuantity) !== undefined) {
    return 'unsupported';
  }
  const leg = oco === undefined ? undefined : find(state, oco);
  if (leg === undefined) return undefined;
  if (leg.symbol !== (command.symbol ?? commandDefaults.symbol)) return 'unsupported';
  return leg.account === account ? undefined : 'not-owner';
}

function readOrder(state: PlainState, command: NewOrder, its: PlainSymbol): PlainOrder {
  const { id, side, tif = 'gtc', type = 'limit', quantity, display, stp } = command;
  state.counter += 1;
  const order: PlainOrder = {
    id,
    account: command.account ?? commandDefaults.account,
    symbol: command.symbol ?? commandDefaults.symbol,
    side,
    tif,
    stp,
    postOnly: command.postOnly ?? false,
    reduceOnly: command.reduceOnly ?? false,
    market: type !== 'limit' && type !== 'stop-limit',
    price: command.price === undefined ? 0n : BigInt(command.price),
    open: BigInt(quantity),
    executed: 0n,
    display: display === undefined ? 0n : BigInt(display),
    shown: 0n,
    leg: undefined,
    stop: undefined,
    resting: false,
    serial: state.counter,
    arrival: state.counter,
    expires: undefined,
  };
  if (isStop(command)) order.stop = readStop(state, command, order, its);
  return order;
}

function readStop(
  state: PlainState,
  command: NewOrder,
  order: PlainOrder,
  _its: PlainSymbol,
): { trigger: bigint; trail: bigint | undefined } {
  const trail = command.type === 'trailing-stop' ? BigInt(command.trail ?? '0') : undefined;
  if (command.trigger !== undefined) return { trigger: BigInt(command.trigger), trail };
  const price = trail === undefined ? undefined : watched(state, order);
  if (price === undefined) return { trigger: 0n, trail };
  return { trigger: order.side === 'buy' ? price + trail! : price - trail!, trail };
}

function fits(price: bigint, { instrument }: PlainSymbol): boolean {
  const { tick, priceMin, priceMax } = instrument;
  return price >= BigInt(priceMin) && price <= BigInt(priceMax) && price % BigInt(tick) === 0n;
}

/** What is refused whatever stands opposite. `order.open` is the quantity asked for. */
export function refusal(
  state: PlainState,
  order: PlainOrder,
  its: PlainSymbol,
  command: Partial<NewOrder>,
): RejectCode | undefined {
  const { lot, quantityMin, quantityMax } = its.instrument;
  if (order.stop && !fits(order.stop.trigger, its)) return 'bad-price';
  if (order.stop?.trail !== undefined && !fits(order.stop.trail, its)) return 'bad-price';
  const immediate = order.tif === 'ioc' || order.tif === 'fok';
  if (order.stop && (order.postOnly || order.tif === 'fok')) return 'unsupported';
  if (order.market ? command.price !== undefined : !fits(order.price, its)) return 'bad-price';
  const tooMuch = order.open < BigInt(quantityMin) || order.open > BigInt(quantityMax);
  if (tooMuch || order.open % BigInt(lot) !== 0n) return 'bad-quantity';
  if (command.minQuantity !== undefined) {
    const least = BigInt(command.minQuantity);
    if (least <= 0n || least > order.open) return 'bad-quantity';
  }
  const iceberg = command.display !== undefined || order.display > 0n;
  if (iceberg) {
    const { display } = order;
    if (display <= 0n || display > order.open || display % BigInt(lot) !== 0n) {
      return 'bad-quantity';
    }
    if (order.market || immediate || order.reduceOnly) return 'unsupported';
    if (order.open > display * 10_000n) return 'unsupported';
  }
  if (command.oco !== undefined) {
    const leg = find(state, command.oco);
    if (leg === undefined) return 'unknown-order';
    const fitting = leg.side === order.side && leg.leg === undefined && leg.display === 0n;
    if (!fitting || iceberg) return 'unsupported';
  }
  if (order.postOnly && (order.market || immediate)) return 'unsupported';
  if (its.halted) return 'halted';
  return isOutsideBands(state, order) ? 'outside-bands' : undefined;
}

/** The price of a post-only order that does not take; undefined if there is none. */
export function slidPrice(state: PlainState, order: PlainOrder): bigint | undefined {
  const { auction, bands, instrument } = state.symbols.get(order.symbol)!;
  if (auction) return order.price;
  const best = bestPrice(state, order.symbol, otherSide(order.side));
  const takes =
    best !== undefined && (order.side === 'buy' ? order.price >= best : order.price <= best);
  if (!takes) return order.price;
  if (state.conventions.postOnly === 'reject') return undefined;
  const tick = BigInt(instrument.tick);
  const price = order.side === 'buy' ? best - tick : best + tick;
  if (price < BigInt(instrument.priceMin) || price > BigInt(instrument.priceMax)) return undefined;
  return bands && (price < bands.low || price > bands.high) ? undefined : price;
}

/** What is refused for what stands opposite. The order is not yet among the live ones. */
export function foresight(
  state: PlainState,
  order: PlainOrder,
  command: Partial<NewOrder>,
): RejectCode | undefined {
  const its = state.symbols.get(order.symbol)!;
  if (its.auction) {
    const queues = order.tif === 'ioc' && state.conventions.auctionImmediate === 'queue';
    const plain =
      !order.market &&
      !order.postOnly &&
      !order.reduceOnly &&
      order.display === 0n &&
      command.minQuantity === undefined &&
      command.oco === undefined &&
      order.leg === undefined;
    const lasting = order.tif !== 'ioc' && order.tif !== 'fok';
    return plain && (queues || lasting) ? undefined : 'not-allowed-in-auction';
  }
  const slid = order.postOnly ? slidPrice(state, order) : order.price;
  if (slid === undefined) return 'would-take';
  const trial = { ...order, price: slid };
  const least =
    order.tif === 'fok' ? order.open : command.minQuantity && BigInt(command.minQuantity);
  if (least && wouldExecute(state, trial) < least) return 'would-not-fill';
  if (order.market) {
    const best = bestPrice(state, order.symbol, otherSide(order.side));
    const { bands } = its;
    const beyond = best !== undefined && bands && (best > bands.high || best < bands.low);
    if (best === undefined || beyond) return 'no-liquidity';
  }
  return planBefore(state, trial).taker === 'refused' ? 'self-trade' : undefined;
}

/** Tries it on a copy. */
function wouldExecute(state: PlainState, order: PlainOrder): bigint {
  const copy = copyOf(state);
  const trial = structuredClone(order);
  copy.orders.push(trial);
  if (planBefore(copy, trial).taker !== 'goes-on') return 0n;
  executeAfterPlan(copy, trial);
  return trial.executed;
}
