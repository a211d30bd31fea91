import type { RejectCode } from '../stream/schema.ts';
import type { Book } from './book.ts';
import { execute, reachOf, reducible } from './execute.ts';
import { fillable, planSelfTrade, type SelfTradePlan } from './fillable.ts';
import {
  dormantBit,
  fokBit,
  icebergBit,
  iocBit,
  marketBit,
  ocoBit,
  postOnlyBit,
  reduceOnlyBit,
  sellBit,
} from './order-flags.ts';
import { cancelPart, finish } from './queue.ts';

/** Who is let in: the rules that refuse an order before anything happens. */

/** What only some orders have. Numbers as everywhere in the core: ticks, lots, handles. */
export interface OrderExtras {
  /** Makes it an iceberg that shows so much. */
  readonly display?: number | undefined;
  /** The live order that it shares its fate with: one executes, the other is cancelled. */
  readonly leg?: number | undefined;
  /** What must execute at once. */
  readonly minQuantity?: number | undefined;
}

/** An iceberg that would have to show more parts than this is not modelled (`unsupported`). */
const partsMax = 10_000;

/** Kinds of orders whose fate depends on what stands opposite, or on more than price and size. */
export const looksAhead = fokBit | marketBit | postOnlyBit | icebergBit | ocoBit | reduceOnlyBit;

/** What is refused whatever stands opposite. */
export function refusal(
  book: Book,
  flags: number,
  price: number,
  quantity: number,
  extras?: OrderExtras,
): RejectCode | undefined {
  const { instrument } = book;
  if (flags & marketBit ? price !== 0 : !priceFits(book, price)) return 'bad-price';
  if (!(quantity >= instrument.quantityMin && quantity <= instrument.quantityMax)) {
    return 'bad-quantity';
  }
  if (instrument.lot !== 1 && quantity % instrument.lot !== 0) return 'bad-quantity';
  if (extras !== undefined) {
    const code = refusalOfExtras(book, flags, quantity, extras);
    if (code !== undefined) return code;
  }
  if (flags & postOnlyBit && flags & (marketBit | iocBit | fokBit)) return 'unsupported';
  const ladder = flags & sellBit ? book.asks : book.bids;
  if (ladder.sum[ladder.root]! + quantity > Number.MAX_SAFE_INTEGER) return 'unsupported';
  if (book.halted) return 'halted';
  return book.banded && outsideBands(book, flags, price) ? 'outside-bands' : undefined;
}

export function priceFits(book: Book, price: number): boolean {
  const { tick, priceMin, priceMax } = book.instrument;
  return price >= priceMin && price <= priceMax && (tick === 1 || price % tick === 0);
}

function refusalOfExtras(
  book: Book,
  flags: number,
  quantity: number,
  extras: OrderExtras,
): RejectCode | undefined {
  const { display, leg, minQuantity } = extras;
  if (minQuantity !== undefined && !(minQuantity > 0 && minQuantity <= quantity)) {
    return 'bad-quantity';
  }
  if (display !== undefined) {
    const fits = display > 0 && display <= quantity && display % book.instrument.lot === 0;
    if (!fits) return 'bad-quantity';
    if (flags & (marketBit | iocBit | fokBit | reduceOnlyBit)) return 'unsupported';
    if (quantity / display > partsMax) return 'unsupported';
  }
  if (leg === undefined) return undefined;
  const other = book.flags[leg] ?? 0;
  if (other === 0) return 'unknown-order';
  const alike = (other & sellBit) === (flags & sellBit);
  return alike && !(other & (ocoBit | icebergBit)) && display === undefined
    ? undefined
    : 'unsupported';
}

/** A limit beyond the bands, or a first trade beyond them because the bands have moved. */
export function outsideBands(book: Book, flags: number, price: number): boolean {
  const { bandLow, bandHigh } = book;
  if (!(flags & marketBit) && (price < bandLow || price > bandHigh)) return true;
  if (book.auction || flags & dormantBit) return false;
  const best = bestOpposite(book, flags);
  return best !== 0 && (flags & sellBit ? best > bandHigh : best < bandLow);
}

/** The best price on the other side, 0 for none. */
export function bestOpposite(book: Book, flags: number): number {
  const { best } = flags & sellBit ? book.bids : book.asks;
  return best < 0 ? 0 : book.levelPrice[best]!;
}

/** How far a market order goes. */
export function limitOf(flags: number, price: number): number {
  if (!(flags & marketBit)) return price;
  return flags & sellBit ? 0 : Number.MAX_SAFE_INTEGER;
}

/** The price a post-only order may have: its own, one tick behind the other side, or 0. */
export function priceWithoutTaking(book: Book, flags: number, price: number): number {
  const best = bestOpposite(book, flags);
  const isSell = (flags & sellBit) !== 0;
  if (best === 0 || (isSell ? price > best : price < best)) return price;
  if (book.conventions.postOnly === 'reject') return 0;
  const { tick, priceMax, priceMin } = book.instrument;
  const behind = isSell ? best + tick : best - tick;
  if (behind < priceMin || behind > priceMax) return 0;
  return behind < book.bandLow || behind > book.bandHigh ? 0 : behind;
}

/** What is refused for what stands opposite. Flags and account of the order are already set. */
export function foresight(
  book: Book,
  order: number,
  price: number,
  quantity: number,
  plan: SelfTradePlan | undefined,
  minQuantity?: number,
): RejectCode | undefined {
  const flags = book.flags[order]!;
  if (book.auction) return foresightInAuction(book, flags, minQuantity);
  if (flags & postOnlyBit && price === 0) return 'would-take';
  const limit = limitOf(flags, price);
  const least = flags & fokBit ? quantity : minQuantity;
  if (least !== undefined) {
    const allowed = plan && plan.taker !== 'goes-on' ? 0 : allowedOf(book, order, quantity);
    if (allowed < least || fillable(book, order, limit, allowed) < least) return 'would-not-fill';
  }
  if (flags & marketBit) {
    const best = bestOpposite(book, flags);
    const reach = reachOf(book, !(flags & sellBit), limit);
    if (best === 0 || (flags & sellBit ? best < reach : best > reach)) return 'no-liquidity';
  }
  return plan?.taker === 'refused' ? 'self-trade' : undefined;
}

function foresightInAuction(
  book: Book,
  flags: number,
  minQuantity: number | undefined,
): RejectCode | undefined {
  const queues = book.conventions.auctionImmediate === 'queue' || !(flags & iocBit);
  const plain = !(flags & looksAhead) && minQuantity === undefined;
  return queues && plain ? undefined : 'not-allowed-in-auction';
}

function allowedOf(book: Book, order: number, quantity: number): number {
  const flags = book.flags[order]!;
  if (!(flags & reduceOnlyBit)) return quantity;
  return Math.min(quantity, reducible(book, book.account[order]!, flags));
}

/** The plan of the convention self-trade "before"; nothing where it does not apply. */
export function planBefore(
  book: Book,
  order: number,
  price: number,
  quantity: number,
): SelfTradePlan | undefined {
  if (!book.selfTradeAware || book.auction) return undefined;
  if (book.conventions.selfTradeWhen !== 'before') return undefined;
  const limit = limitOf(book.flags[order]!, price);
  return planSelfTrade(book, order, limit, allowedOf(book, order, quantity));
}

/** Lets an accepted order trade, after what the convention "before" does first. */
export function executeAfter(
  book: Book,
  order: number,
  price: number,
  quantity: number,
  plan: SelfTradePlan | undefined,
): void {
  for (const maker of plan?.makers ?? []) cancelPart(book, maker, book.open[maker]!, 'stp');
  if (plan === undefined || plan.taker === 'goes-on') {
    execute(book, order, price, quantity);
    return;
  }
  book.sink.cancelled(order, quantity, 'stp');
  finish(book, order);
}
