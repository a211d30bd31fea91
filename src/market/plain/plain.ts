/**
 * The plain model: the same market as `model/market.ts`, written to be read, not to be fast. Live
 * orders are one array, numbers are BigInts, FOK is tried on a copy. It is the oracle's oracle: in
 * tests both must answer alike. It shares the schema and the conventions with the fast model, and
 * no line of matching.
 */
import { completeConventions } from '../conventions.ts';
import { digestOf } from '../digest.ts';
import { defaultInstrument, type Instrument } from '../model/book.ts';
import type { BookView, CreateModel, MarketState, Model, Profile } from '../model/types.ts';
import { type Command, commandDefaults } from '../stream/schema.ts';
import { enter, foresight, refusal, slidPrice } from './entry.ts';
import { executeAfterPlan } from './matching.ts';
import { openAuction, runStops, uncross } from './sessions.ts';
import {
  cancelled,
  find,
  type PlainOrder,
  type PlainState,
  type PlainSymbol,
  queue,
  rejected,
  remove,
  replaced,
} from './state.ts';

export const createPlainModel: CreateModel = (profile = {}, options = {}) => {
  let state = createState(profile);
  const book = (symbol: string): BookView => {
    const its = state.symbols.get(symbol);
    return {
      bids: queue(state, symbol, 'buy').map(show),
      asks: queue(state, symbol, 'sell').map(show),
      phase: its?.halted ? 'halted' : its?.auction ? 'auction' : 'open',
    };
  };
  const symbols = () => [...state.symbols.keys()];
  const digest = () => digestOf(symbols().map((symbol) => [symbol, book(symbol)]));
  const snapshot = (): MarketState => ({ plain: structuredClone({ ...state, events: [] }) });
  const restore = (saved: MarketState) => {
    if (saved.plain === undefined) throw new RangeError('not a state of the plain model');
    const { seq, events } = state;
    state = { ...(structuredClone(saved.plain) as PlainState), seq, events };
  };
  const model: Model = {
    apply(command) {
      state.seq += 1;
      state.events = [];
      if (command.at !== undefined) advance(state, BigInt(command.at));
      if (command.op === 'snapshot') {
        const event = { event: 'snapshot', seq: state.seq, state: snapshot(), digest: digest() };
        state.events.push(event as never);
      } else if (command.op !== 'restore') applyTo(state, profile, command);
      else if (command.state.plain === undefined) rejected(state, 'malformed');
      else restore(command.state);
      const { seq, events } = state;
      events.push({ event: 'done', seq, ...(options.digest ? { digest: digest() } : {}) });
      return events;
    },
    book,
    symbols,
    digest,
    snapshot,
    restore,
  };
  return model;
};

function createState(profile: Profile): PlainState {
  return {
    conventions: completeConventions(profile.conventions),
    orders: [],
    symbols: new Map(),
    used: new Set(),
    killed: new Set(),
    clock: 0n,
    counter: 0,
    seq: 0,
    events: [],
  };
}

function show(order: PlainOrder): BookView['bids'][number] {
  return {
    id: order.id,
    account: order.account,
    price: `${order.price}`,
    quantity: `${order.open}`,
    shown: `${order.display > 0n ? order.shown : order.open}`,
  };
}

function symbolOf(state: PlainState, profile: Profile, name: string): PlainSymbol | undefined {
  const found = state.symbols.get(name);
  if (found) return found;
  const declared = profile.instruments?.find((each) => each.symbol === name);
  if (profile.instruments && !declared) return undefined;
  const { symbol: _, ...limits } = declared ?? { symbol: name };
  const numbers = Object.entries(limits).map(([key, text]) => [key, Number(text)]);
  const instrument: Instrument = { ...defaultInstrument, ...Object.fromEntries(numbers) };
  const made: PlainSymbol = {
    instrument,
    halted: false,
    auction: false,
    bands: undefined,
    lastPrice: undefined,
    burst: [],
    seen: { bid: undefined, ask: undefined },
    positions: new Map(),
  };
  state.symbols.set(name, made);
  return made;
}

function advance(state: PlainState, at: bigint): void {
  if (at > state.clock) state.clock = at;
  const due = state.orders
    .filter(({ expires }) => expires !== undefined && expires <= state.clock)
    .sort((a, b) =>
      a.expires === b.expires ? a.arrival - b.arrival : a.expires! < b.expires! ? -1 : 1,
    );
  for (const order of due) {
    if (!state.orders.includes(order)) continue;
    const { id, open, symbol } = order;
    state.events.push({ event: 'expired', seq: state.seq, id, quantity: `${open}` });
    remove(state, order);
    runStops(state, symbol);
  }
}

type PlainCommand = Exclude<Command, { op: 'snapshot' | 'restore' }>;

function applyTo(state: PlainState, profile: Profile, command: PlainCommand): void {
  switch (command.op) {
    case 'new':
      enter(state, command, symbolOf(state, profile, command.symbol ?? commandDefaults.symbol));
      break;
    case 'cancel':
    case 'reduce':
    case 'replace':
      change(state, command);
      break;
    case 'mass-cancel':
      cancelAll(state, command.account, 'mass');
      break;
    case 'kill-switch':
      if (command.on) {
        state.killed.add(command.account);
        cancelAll(state, command.account, 'kill-switch');
      } else state.killed.delete(command.account);
      break;
    case 'time':
      break;
    default: {
      const symbol = command.symbol ?? commandDefaults.symbol;
      const its = symbolOf(state, profile, symbol);
      if (its === undefined) rejected(state, 'bad-symbol');
      else applyToSymbol(state, symbol, its, command);
    }
  }
}

function cancelAll(state: PlainState, account: string, reason: 'mass' | 'kill-switch'): void {
  for (const symbol of state.symbols.keys()) {
    const own = state.orders.filter((each) => each.account === account && each.symbol === symbol);
    for (const order of own.sort((a, b) => a.arrival - b.arrival)) {
      cancelled(state, order, order.open, reason);
    }
    runStops(state, symbol);
  }
}

function change(
  state: PlainState,
  command: Extract<Command, { op: 'cancel' | 'reduce' | 'replace' }>,
): void {
  const { id } = command;
  const order = find(state, id);
  if (order === undefined) rejected(state, 'unknown-order', id);
  else if (command.account !== undefined && command.account !== order.account) {
    rejected(state, 'not-owner', id);
  } else {
    if (command.op === 'cancel') cancelled(state, order, order.open, 'requested');
    else if (command.op === 'reduce') reduce(state, order, BigInt(command.by));
    else replace(state, order, command);
    runStops(state, order.symbol);
  }
}

function reduce(state: PlainState, order: PlainOrder, by: bigint): void {
  const lot = BigInt(state.symbols.get(order.symbol)!.instrument.lot);
  if (by <= 0n || by > order.open || by % lot !== 0n) rejected(state, 'bad-quantity', order.id);
  else if (by === order.open) cancelled(state, order, by, 'requested');
  else {
    order.open -= by;
    if (order.shown > order.open) order.shown = order.open;
    replaced(state, order, order.price);
  }
}

function replace(
  state: PlainState,
  order: PlainOrder,
  command: Extract<Command, { op: 'replace' }>,
): void {
  const its = state.symbols.get(order.symbol)!;
  const { conventions } = state;
  const executed = conventions.replaceQuantity === 'total' ? order.executed : 0n;
  const quantity =
    command.quantity === undefined ? order.open + executed : BigInt(command.quantity);
  const price = command.price === undefined ? order.price : BigInt(command.price);
  const wanted = { ...order, price, open: quantity };
  const priced = command.price === undefined ? {} : { price: command.price };
  let code = refusal(state, wanted, its, priced);
  wanted.open = quantity - executed;
  if (code === undefined && wanted.open <= 0n) code = 'bad-quantity';
  const keeps =
    order.stop !== undefined ||
    (conventions.replacePriority === 'keep' && price === order.price && wanted.open <= order.open);
  if (code === undefined && !keeps) code = foresight(state, wanted, {});
  if (code !== undefined) {
    rejected(state, code, order.id);
    return;
  }
  const slid = !keeps && order.postOnly ? slidPrice(state, wanted)! : price;
  order.price = slid;
  order.open = wanted.open;
  if (order.shown > order.open) order.shown = order.open;
  replaced(state, order, slid);
  if (keeps) return;
  order.resting = false;
  executeAfterPlan(state, order);
}

function applyToSymbol(
  state: PlainState,
  symbol: string,
  its: PlainSymbol,
  command: Extract<Command, { op: 'halt' | 'resume' | 'auction' | 'uncross' | 'bands' }>,
): void {
  const { seq, events } = state;
  let code: ReturnType<typeof uncross>;
  if (command.op === 'halt') {
    its.halted = true;
    events.push({ event: 'halted', seq, symbol });
  } else if (command.op === 'resume') {
    its.halted = false;
    events.push({ event: 'resumed', seq, symbol });
  } else if (command.op === 'auction') {
    code = openAuction(state, symbol);
    if (code === undefined) events.push({ event: 'auction-opened', seq, symbol });
  } else if (command.op === 'uncross') code = uncross(state, symbol);
  else {
    const [low, high] = [BigInt(command.low), BigInt(command.high)];
    if (low <= 0n || low > high) code = 'bad-price';
    else its.bands = { low, high };
  }
  if (code !== undefined) rejected(state, code);
  runStops(state, symbol);
}
