import type { RejectCode } from '../stream/schema.ts';
import { type Book, none } from './book.ts';
import { record, take } from './execute.ts';
import { levelAbove, levelBelow } from './ladder.ts';
import { iocBit } from './order-flags.ts';
import { cancelPart } from './queue.ts';
import { runStops, stopsOf } from './stops.ts';

/**
 * A call auction: orders gather without trading, then one price executes the most.
 *
 * Not modelled: icebergs, reduce-only orders and OCO legs in an auction. It does not open while
 * such orders rest (`unsupported`), and they are refused while it is open. Self-trade rules do not
 * apply at the uncross.
 */

/** Opens an auction, also out of a halt. */
export function openAuction(book: Book): RejectCode | undefined {
  if (book.special > 0) return 'unsupported';
  stopsOf(book);
  book.auction = true;
  book.halted = false;
  return undefined;
}

interface Candidate {
  readonly price: number;
  readonly volume: number;
  /** Buying minus selling interest at the price. */
  readonly surplus: number;
}

/** Ends the auction: everything that can trades at one price, the rest goes on continuously. */
export function uncross(book: Book): RejectCode | undefined {
  if (!book.auction) return 'unsupported';
  if (book.halted) return 'halted';
  const chosen = choosePrice(candidates(book), book.lastPrice);
  if (chosen && (chosen.price < book.bandLow || chosen.price > book.bandHigh)) {
    return 'outside-bands';
  }
  book.sink.uncrossed(chosen?.price ?? 0, chosen?.volume ?? 0);
  if (chosen) pair(book, chosen);
  book.auction = false;
  for (const { order, serial } of book.queuedIoc) {
    if (book.flags[order]! & iocBit && book.serial[order] === serial) {
      cancelPart(book, order, book.open[order]!, 'ioc');
    }
  }
  book.queuedIoc.length = 0;
  if (book.stops !== null) runStops(book, book.stops);
  return undefined;
}

/** Every order price of the crossed region, ascending, with what would execute there. */
function candidates(book: Book): Candidate[] {
  const { bids, asks } = book;
  if (bids.best === none || asks.best === none) return [];
  const top = book.levelPrice[bids.best]!;
  const bottom = book.levelPrice[asks.best]!;
  const buying = new Map<number, number>();
  const selling = new Map<number, number>();
  for (let level = bids.best; level !== none; ) {
    const price = book.levelPrice[level]!;
    if (price < bottom) break;
    buying.set(price, book.levelTotal[level]!);
    level = levelBelow(bids, book.levelLeaf[level]!, price);
  }
  for (let level = asks.best; level !== none; ) {
    const price = book.levelPrice[level]!;
    if (price > top) break;
    selling.set(price, book.levelTotal[level]!);
    level = levelAbove(asks, book.levelLeaf[level]!, price);
  }
  const prices = [...new Set([...buying.keys(), ...selling.keys()])].sort((a, b) => a - b);
  let bought = 0;
  for (const quantity of buying.values()) bought += quantity;
  let sold = 0;
  return prices.map((price) => {
    sold += selling.get(price) ?? 0;
    const candidate = { price, volume: Math.min(bought, sold), surplus: bought - sold };
    bought -= buying.get(price) ?? 0;
    return candidate;
  });
}

/**
 * The most volume; then the least surplus; then, if all that are left have a surplus of buyers the
 * highest price, of sellers the lowest; else the nearest to the last trade, and the lowest of
 * those. Only prices of orders are considered.
 */
function choosePrice(among: readonly Candidate[], lastPrice: number): Candidate | undefined {
  const most = maximum(among, (each) => each.volume);
  if (most === 0) return undefined;
  let left = among.filter((each) => each.volume === most);
  const least = -maximum(left, (each) => -Math.abs(each.surplus));
  left = left.filter((each) => Math.abs(each.surplus) === least);
  if (left.every((each) => each.surplus > 0)) return left.at(-1);
  if (left.every((each) => each.surplus < 0)) return left[0];
  const distance = (each: Candidate) => Math.abs(each.price - lastPrice);
  return left.reduce((best, each) => (distance(each) < distance(best) ? each : best));
}

/** The greatest value; 0 among none. (Spreading an array into Math.max overflows the stack.) */
function maximum(among: readonly Candidate[], value: (each: Candidate) => number): number {
  let greatest = among.length === 0 ? 0 : -Infinity;
  for (const each of among) greatest = Math.max(greatest, value(each));
  return greatest;
}

/** Executes the volume by price, then time; the maker is who stood in the book first. */
function pair(book: Book, { price, volume }: Candidate): void {
  let left = volume;
  while (left > 0) {
    const bid = book.levelHead[book.bids.best]!;
    const ask = book.levelHead[book.asks.best]!;
    const fill = Math.min(left, book.open[bid]!, book.open[ask]!);
    const bidFirst = book.serial[bid]! < book.serial[ask]!;
    record(book, bidFirst ? bid : ask, bidFirst ? ask : bid, price, fill);
    take(book, bid, fill);
    take(book, ask, fill);
    left -= fill;
  }
}
