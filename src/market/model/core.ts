/**
 * The fast core of the matching model: one symbol's price-time book over typed arrays. Orders and
 * accounts are small integers chosen by the caller (dense, from 0: they index arrays), prices are
 * ticks and quantities lots, both positive safe integers. What happens is told to a sink, as it
 * happens. `market.ts` puts ids, decimal strings and several symbols above it.
 *
 *   const book = createBook({ conventions: defaultConventions, sink });
 *   submit(book, 17, 7, buy, 10050, 5);             // order, account, side, price, quantity
 *   submit(book, 18, 8, sell, 10050, 2, iocBit);    // flags: iocBit, fokBit, postOnlyBit, …
 *   cancel(book, 17);
 *   bestBid(book); bestAsk(book);                   // ticks, 0 for an empty side
 *
 * `sink.closed(order)` tells that an order is dead; its handle may be used again afterwards, and
 * should be: memory grows with the greatest handle, about 44 bytes an order.
 *
 * Cost: a command takes O(1) plus the fills it makes, and one step per base-32 digit of the price
 * to find or leave a level (4 for prices below a million, 11 at most), whatever the book holds.
 * Exceptions, stated where they are: FOK and minimum quantities where self-trade modes, reduce-only
 * or OCO orders have a say walk the orders they would meet; trailing stops cost their number at
 * each burst of trades.
 *
 * Not verified, not modelled: fees and balances, pro-rata and size priority, spreads and implied
 * prices, hidden orders without a display, negative prices, and quantities whose sum on one side
 * leaves the safe integers (such an order is rejected as unsupported). The core trusts that its
 * caller passes integers.
 */

import type { CancelReason, RejectCode } from '../stream/schema.ts';
import {
  executeAfter,
  foresight,
  looksAhead,
  type OrderExtras,
  planBefore,
  priceWithoutTaking,
  refusal,
} from './admission.ts';
import { type Book, makeRoom, none, rareColumns } from './book.ts';
import { execute } from './execute.ts';
import {
  dormantBit,
  icebergBit,
  liveBit,
  marketBit,
  postOnlyBit,
  type Side,
  selfTradeOf,
} from './order-flags.ts';
import { cancelPart, retire, shrink, tieLegs, unlink } from './queue.ts';
import { runStops, stopsOf } from './stops.ts';

/**
 * A new order; answers whether it was accepted. The first rule that refuses it gives the code, in
 * this order: duplicate-id (the handle lives), bad-price, bad-quantity, unknown-order (of an OCO
 * leg), unsupported, halted, outside-bands, not-allowed-in-auction, would-take, would-not-fill,
 * no-liquidity, self-trade. A market order has price 0. `kind` are bits of `order-flags.ts`.
 */
export function submit(
  book: Book,
  order: number,
  account: number,
  side: Side,
  price: number,
  quantity: number,
  kind = 0,
  extras?: OrderExtras,
): boolean {
  makeRoom(book, order, account);
  const flags = side | liveBit | kind;
  const code =
    book.flags[order] === 0 ? refusal(book, flags, price, quantity, extras) : 'duplicate-id';
  if (code !== undefined) {
    book.sink.rejected(order, code);
    return false;
  }
  book.flags[order] = flags;
  book.account[order] = account;
  if (book.executed !== null) book.executed[order] = 0;
  if (selfTradeOf(flags) > 1) book.selfTradeAware = true;
  if (flags & looksAhead || book.selfTradeAware || book.auction || extras !== undefined) {
    return submitCarefully(book, order, price, quantity, extras ?? {});
  }
  book.sink.accepted(order);
  execute(book, order, price, quantity);
  if (book.stops !== null) runStops(book, book.stops);
  return true;
}

function submitCarefully(
  book: Book,
  order: number,
  price: number,
  quantity: number,
  { display, leg, minQuantity }: OrderExtras,
): boolean {
  if (display !== undefined) {
    rareColumns(book).display[order] = display;
    book.flags[order]! |= icebergBit;
  }
  const slid = slide(book, order, price);
  const plan = planBefore(book, order, slid, quantity);
  const code =
    leg !== undefined && book.auction
      ? 'not-allowed-in-auction'
      : foresight(book, order, slid, quantity, plan, minQuantity);
  if (code !== undefined) {
    book.flags[order] = 0;
    book.sink.rejected(order, code);
    return false;
  }
  book.sink.accepted(order);
  if (slid !== price) book.sink.replaced(order, slid, quantity);
  if (leg !== undefined) tieLegs(book, order, leg);
  executeAfter(book, order, slid, quantity, plan);
  if (book.stops !== null) runStops(book, book.stops);
  return true;
}

/** The price an order comes in with: 0 for a post-only order that has none. */
function slide(book: Book, order: number, price: number): number {
  const flags = book.flags[order]!;
  return flags & postOnlyBit && !book.auction ? priceWithoutTaking(book, flags, price) : price;
}

/** Cancels an order; answers whether it lived. */
export function cancel(book: Book, order: number): boolean {
  if (!isLive(book, order)) {
    book.sink.rejected(order, 'unknown-order');
    return false;
  }
  cancelPart(book, order, book.open[order]!, 'requested');
  if (book.stops !== null) runStops(book, book.stops);
  return true;
}

/** Takes `by` lots off an order, which keeps its place; all of it is a cancel. */
export function reduce(book: Book, order: number, by: number): boolean {
  const open = isLive(book, order) ? book.open[order]! : 0;
  const fits = by > 0 && by <= open && by % book.instrument.lot === 0;
  const code: RejectCode | undefined =
    open === 0 ? 'unknown-order' : fits ? undefined : 'bad-quantity';
  if (code !== undefined) {
    book.sink.rejected(order, code);
    return false;
  }
  if (by === open) cancelPart(book, order, open, 'requested');
  else {
    setOpen(book, order, open - by);
    book.sink.replaced(order, priceOf(book, order), open - by);
  }
  if (book.stops !== null) runStops(book, book.stops);
  return true;
}

/** Lowers the open quantity of a live order where it stands. */
function setOpen(book: Book, order: number, open: number): void {
  if (book.level[order] === none) book.open[order] = open;
  else if (open < book.open[order]!) shrink(book, order, book.open[order]! - open);
}

/**
 * Changes price and quantity of a live order. It is validated like a new one, may trade, and keeps
 * its place only where price and convention allow. The quantity is what shall be open, or with
 * the convention replaceQuantity = total what shall be open and executed together.
 */
export function replace(book: Book, order: number, price: number, quantity: number): boolean {
  if (!isLive(book, order)) {
    book.sink.rejected(order, 'unknown-order');
    return false;
  }
  const flags = book.flags[order]!;
  const open = quantity - (book.executed === null ? 0 : book.executed[order]!);
  let code = refusal(book, flags, price, quantity, extrasOf(book, order));
  if (code === undefined && open <= 0) code = 'bad-quantity';
  if (code !== undefined) {
    book.sink.rejected(order, code);
    return false;
  }
  const dormant = (flags & dormantBit) !== 0;
  if (dormant || keepsPlace(book, order, price, open)) {
    setOpen(book, order, open);
    if (dormant) book.rare!.limit[order] = price;
    book.sink.replaced(order, price, open);
    return true;
  }
  return replaceAndRequeue(book, order, price, open);
}

function keepsPlace(book: Book, order: number, price: number, open: number): boolean {
  return (
    book.conventions.replacePriority === 'keep' &&
    price === priceOf(book, order) &&
    open <= book.open[order]!
  );
}

function replaceAndRequeue(book: Book, order: number, price: number, open: number): boolean {
  const slid = slide(book, order, price);
  const plan = planBefore(book, order, slid, open);
  const code = foresight(book, order, slid, open, plan);
  if (code !== undefined) {
    book.sink.rejected(order, code);
    return false;
  }
  book.sink.replaced(order, slid, open);
  unlink(book, order);
  executeAfter(book, order, slid, open, plan);
  if (book.stops !== null) runStops(book, book.stops);
  return true;
}

function extrasOf(book: Book, order: number): OrderExtras | undefined {
  if (!(book.flags[order]! & icebergBit)) return undefined;
  return { display: book.rare!.display[order]! };
}

/** Cancels all live orders of an account in the order of their acceptance. */
export function cancelAll(book: Book, account: number, reason: CancelReason): void {
  const head = book.accounts?.head;
  if (head === undefined || account >= head.length) return;
  while (head[account] !== none) {
    const order = head[account]!;
    cancelPart(book, order, book.open[order]!, reason);
  }
  if (book.stops !== null) runStops(book, book.stops);
}

/** Ends a live order because its time has come. */
export function expire(book: Book, order: number): void {
  book.sink.expired(order, book.open[order]!);
  retire(book, order);
  if (book.stops !== null) runStops(book, book.stops);
}

/** Nothing trades and nothing new comes in until `resume`; cancels and reductions do. */
export function halt(book: Book): void {
  stopsOf(book);
  book.halted = true;
}

/** Back to continuous trading, or to the auction that was open. */
export function resume(book: Book): void {
  book.halted = false;
  if (book.stops !== null) runStops(book, book.stops);
}

/** Sets the prices beyond which nothing trades; both in ticks. Resting orders stay. */
export function setBands(book: Book, low: number, high: number): boolean {
  if (!(low <= high && low > 0)) return false;
  book.banded = true;
  book.bandLow = low;
  book.bandHigh = high;
  return true;
}

export function isLive(book: Book, order: number): boolean {
  return order < book.capacity && book.flags[order] !== 0;
}

/** Open quantity in lots, hidden part included; 0 for a dead order. */
export function openOf(book: Book, order: number): number {
  return isLive(book, order) ? book.open[order]! : 0;
}

/** The limit of a live order in ticks; 0 for a stop without one. */
export function priceOf(book: Book, order: number): number {
  const flags = book.flags[order]!;
  if (flags & dormantBit) return flags & marketBit ? 0 : book.rare!.limit[order]!;
  return book.levelPrice[book.level[order]!]!;
}

/** Ticks; 0 while there is no bid. */
export function bestBid(book: Book): number {
  return book.bids.best === none ? 0 : book.levelPrice[book.bids.best]!;
}

/** Ticks; 0 while there is no ask. */
export function bestAsk(book: Book): number {
  return book.asks.best === none ? 0 : book.levelPrice[book.asks.best]!;
}
