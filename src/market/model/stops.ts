import type { RejectCode } from '../stream/schema.ts';
import {
  bestOpposite,
  executeAfter,
  outsideBands,
  planBefore,
  priceFits,
  refusal,
} from './admission.ts';
import { type Book, makeRoom, rareColumns } from './book.ts';
import { cancelLeg } from './execute.ts';
import { type Heap, pop, push } from './heap.ts';
import {
  buy,
  dormantBit,
  fokBit,
  liveBit,
  postOnlyBit,
  type Side,
  selfTradeOf,
  sell,
  sellBit,
  trailingBit,
} from './order-flags.ts';
import { finish, joinAccount, tieLegs } from './queue.ts';

/**
 * Stops sleep outside the book until the price they watch passes their trigger. Those that wake
 * together wake in the order of their arrival; what they trade may wake others, which follow them,
 * until none is left: a queue, not a recursion.
 */
export interface Stops {
  /** Buy stops, lowest trigger first. */
  readonly rising: Heap<Sleeper>;
  /** Sell stops, highest trigger first. */
  readonly falling: Heap<Sleeper>;
  /** Trailing stops: every one is looked at with every burst of trades. */
  trailing: Sleeper[];
  /** Quotes at the last look, for the convention best-quote. */
  seenBid: number;
  seenAsk: number;
}

/** An order as it was when it went to sleep; stale once it wakes, dies or its handle is reused. */
interface Sleeper {
  readonly order: number;
  readonly serial: number;
  readonly trigger: number;
}

export interface StopTerms {
  /** Ticks; a trailing stop may leave it to the price it watches. */
  readonly trigger?: number | undefined;
  /** Makes it a trailing stop: ticks between its trigger and the best price seen. */
  readonly trail?: number | undefined;
  readonly leg?: number | undefined;
}

/** A new stop; the codes as for `submit`, bad-price also for a trigger or trail that cannot be. */
export function submitStop(
  book: Book,
  order: number,
  account: number,
  side: Side,
  limit: number,
  quantity: number,
  kind: number,
  terms: StopTerms,
): boolean {
  makeRoom(book, order, account);
  const flags = side | liveBit | dormantBit | kind | (terms.trail === undefined ? 0 : trailingBit);
  const trigger = terms.trigger ?? firstTrigger(book, flags, terms.trail ?? 0);
  const code = refusalOfStop(book, order, flags, limit, quantity, trigger, terms);
  if (code !== undefined) {
    book.sink.rejected(order, code);
    return false;
  }
  const stops = stopsOf(book);
  const rare = rareColumns(book);
  book.flags[order] = flags;
  book.account[order] = account;
  book.open[order] = quantity;
  if (book.executed !== null) book.executed[order] = 0;
  if (selfTradeOf(flags) > 1) book.selfTradeAware = true;
  rare.limit[order] = limit;
  rare.trigger[order] = trigger;
  rare.trail[order] = terms.trail ?? 0;
  book.serial[order] = ++book.serials;
  joinAccount(book, order);
  book.sink.accepted(order);
  if (terms.leg !== undefined) tieLegs(book, order, terms.leg);
  const atOnce = book.conventions.stopImmediate && !book.auction;
  if (atOnce && isThrough(book, flags, trigger, watched(book, flags))) wake(book, order);
  else watch(book, stops, order);
  runStops(book, stops);
  return true;
}

function refusalOfStop(
  book: Book,
  order: number,
  flags: number,
  limit: number,
  quantity: number,
  trigger: number,
  terms: StopTerms,
): RejectCode | undefined {
  if (book.flags[order] !== 0) return 'duplicate-id';
  if (!priceFits(book, trigger)) return 'bad-price';
  if (terms.trail !== undefined && !priceFits(book, terms.trail)) return 'bad-price';
  if (flags & (postOnlyBit | fokBit)) return 'unsupported';
  return refusal(book, flags, limit, quantity, { leg: terms.leg });
}

export function stopsOf(book: Book): Stops {
  if (book.stops !== null) return book.stops;
  const stops: Stops = {
    rising: {
      items: [],
      before: (a, b) => (a.trigger === b.trigger ? a.serial < b.serial : a.trigger < b.trigger),
    },
    falling: {
      items: [],
      before: (a, b) => (a.trigger === b.trigger ? a.serial < b.serial : a.trigger > b.trigger),
    },
    trailing: [],
    seenBid: bestOpposite(book, sell),
    seenAsk: bestOpposite(book, buy),
  };
  book.burstFirst = 0;
  book.stops = stops;
  return stops;
}

/** Puts a sleeping order where it will be found. */
export function watch(book: Book, stops: Stops, order: number): void {
  const flags = book.flags[order]!;
  const sleeper = {
    order,
    serial: book.serial[order]!,
    trigger: book.rare!.trigger[order]!,
  };
  if (flags & trailingBit) stops.trailing.push(sleeper);
  else push(flags & sellBit ? stops.falling : stops.rising, sleeper);
}

/** The price that stops of a side watch, 0 for none yet. */
function watched(book: Book, flags: number): number {
  if (book.conventions.stopTrigger === 'last-trade') return book.lastPrice;
  return bestOpposite(book, flags);
}

function firstTrigger(book: Book, flags: number, trail: number): number {
  const price = watched(book, flags);
  if (price === 0) return 0;
  return flags & sellBit ? price - trail : price + trail;
}

function isThrough(book: Book, flags: number, trigger: number, price: number): boolean {
  if (price === 0) return false;
  const beyond = flags & sellBit ? trigger - price : price - trigger;
  return book.conventions.stopInclusive ? beyond >= 0 : beyond > 0;
}

/** Wakes what the last trades or quotes have reached, until nothing more wakes. */
export function runStops(book: Book, stops: Stops): void {
  if (book.halted || book.auction) return;
  const queue: Sleeper[] = [];
  collect(book, stops, queue);
  for (let at = 0; at < queue.length; at++) {
    const { order, serial } = queue[at]!;
    if (!sleeps(book, order, serial)) continue;
    wake(book, order);
    collect(book, stops, queue);
  }
}

function sleeps(book: Book, order: number, serial: number): boolean {
  return (book.flags[order]! & dormantBit) !== 0 && book.serial[order] === serial;
}

/** Appends what wakes now, in the order of arrival. */
function collect(book: Book, stops: Stops, queue: Sleeper[]): void {
  const wave: Sleeper[] = [];
  if (book.conventions.stopTrigger === 'last-trade') {
    const first = book.burstFirst;
    if (first === 0) return;
    book.burstFirst = 0;
    // The prices of one burst never turn, so its two ends stand for all of them.
    look(book, stops, first, first, wave);
    if (book.lastPrice !== first) look(book, stops, book.lastPrice, book.lastPrice, wave);
  } else {
    const ask = bestOpposite(book, buy);
    const bid = bestOpposite(book, sell);
    const newAsk = ask === stops.seenAsk ? 0 : ask;
    const newBid = bid === stops.seenBid ? 0 : bid;
    stops.seenAsk = ask;
    stops.seenBid = bid;
    if (newAsk !== 0 || newBid !== 0) look(book, stops, newAsk, newBid, wave);
  }
  wave.sort((a, b) => a.serial - b.serial);
  for (const sleeper of wave) queue.push(sleeper);
}

/** Collects what a price for buy stops and one for sell stops wake; 0 says nothing new. */
function look(book: Book, stops: Stops, forBuys: number, forSells: number, wave: Sleeper[]): void {
  drain(book, stops.rising, buy, forBuys, wave);
  drain(book, stops.falling, sell, forSells, wave);
  if (stops.trailing.length > 0) trail(book, stops, forBuys, forSells, wave);
}

function drain(book: Book, heap: Heap<Sleeper>, side: Side, price: number, wave: Sleeper[]): void {
  for (let first = heap.items[0]; first !== undefined; first = heap.items[0]) {
    const live = sleeps(book, first.order, first.serial);
    if (live && !isThrough(book, side, first.trigger, price)) return;
    pop(heap);
    if (live) wave.push(first);
  }
}

function trail(book: Book, stops: Stops, forBuys: number, forSells: number, wave: Sleeper[]): void {
  const { trigger, trail } = book.rare!;
  stops.trailing = stops.trailing.filter((sleeper) => {
    const { order, serial } = sleeper;
    if (!sleeps(book, order, serial)) return false;
    const flags = book.flags[order]!;
    const price = flags & sellBit ? forSells : forBuys;
    if (price === 0) return true;
    if (isThrough(book, flags, trigger[order]!, price)) {
      wave.push(sleeper);
      return false;
    }
    trigger[order] =
      flags & sellBit
        ? Math.max(trigger[order]!, price - trail[order]!)
        : Math.min(trigger[order]!, price + trail[order]!);
    return true;
  });
}

/** A triggered order whose limit, or first trade, is beyond the bands by now is cancelled. */
function wake(book: Book, order: number): void {
  book.flags[order]! &= ~(dormantBit | trailingBit);
  book.sink.triggered(order);
  cancelLeg(book, order);
  const flags = book.flags[order]!;
  const limit = book.rare!.limit[order]!;
  const quantity = book.open[order]!;
  if (book.banded && outsideBands(book, flags, limit)) {
    book.sink.cancelled(order, quantity, 'market-residual');
    finish(book, order);
  } else executeAfter(book, order, limit, quantity, planBefore(book, order, limit, quantity));
}
