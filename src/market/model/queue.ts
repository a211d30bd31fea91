import type { CancelReason } from '../stream/schema.ts';
import { type Book, longer, none, rareColumns } from './book.ts';
import {
  addQuantity,
  type Ladder,
  leafFor,
  levelAbove,
  levelBelow,
  levelIn,
  putLevel,
  removeLevel,
} from './ladder.ts';
import {
  conditionalBits,
  icebergBit,
  listedBit,
  ocoBit,
  sellBit,
  specialBits,
} from './order-flags.ts';

/** How orders come into the queues of a book and leave them. Nothing here trades. */

function takeLevel(book: Book, price: number, leaf: number): number {
  let level = book.freeLevel;
  if (level === none) {
    level = book.levelsUsed++;
    if (level === book.levelPrice.length) {
      book.levelPrice = longer(book.levelPrice, level * 2);
      book.levelTotal = longer(book.levelTotal, level * 2);
      book.levelHead = longer(book.levelHead, level * 2);
      book.levelTail = longer(book.levelTail, level * 2);
      book.levelLeaf = longer(book.levelLeaf, level * 2);
    }
  } else book.freeLevel = book.levelLeaf[level]!;
  book.levelPrice[level] = price;
  book.levelTotal[level] = 0;
  book.levelHead[level] = none;
  book.levelTail[level] = none;
  book.levelLeaf[level] = leaf;
  return level;
}

function levelAt(book: Book, ladder: Ladder, price: number, isBid: boolean): number {
  const { best } = ladder;
  if (best !== none && book.levelPrice[best] === price) return best;
  const leaf = leafFor(ladder, price);
  const found = levelIn(ladder, leaf, price);
  if (found !== none) return found;
  const level = takeLevel(book, price, leaf);
  putLevel(ladder, leaf, price, level);
  if (best === none) ladder.best = level;
  else if (isBid ? price > book.levelPrice[best]! : price < book.levelPrice[best]!) {
    ladder.best = level;
  }
  return level;
}

function countSpecial(book: Book, flags: number, by: 1 | -1): void {
  book.special += by;
  if (flags & conditionalBits) book.conditional += by;
}

/** Puts an order at the end of its price's queue. Flags, account and open are already set. */
export function enqueue(book: Book, order: number, price: number): void {
  const flags = book.flags[order]!;
  const isBid = (flags & sellBit) === 0;
  const ladder = isBid ? book.bids : book.asks;
  if (flags & specialBits) countSpecial(book, flags, 1);
  const level = levelAt(book, ladder, price, isBid);
  const tail = book.levelTail[level]!;
  const quantity = book.open[order]!;
  book.level[order] = level;
  book.prev[order] = tail;
  book.next[order] = none;
  book.serial[order] = ++book.serials;
  if (tail === none) book.levelHead[level] = order;
  else book.next[tail] = order;
  book.levelTail[level] = order;
  book.levelTotal[level]! += quantity;
  addQuantity(ladder, book.levelLeaf[level]!, quantity);
}

/** Takes a level without orders out of its ladder, and finds the next best. */
export function dropLevel(book: Book, ladder: Ladder, level: number, isBid: boolean): void {
  const price = book.levelPrice[level]!;
  const leaf = book.levelLeaf[level]!;
  if (ladder.best === level) {
    ladder.best = isBid ? levelBelow(ladder, leaf, price) : levelAbove(ladder, leaf, price);
  }
  removeLevel(ladder, leaf, price);
  book.levelLeaf[level] = book.freeLevel;
  book.freeLevel = level;
}

/** Takes a resting order out of its queue, with all that was open of it. */
export function unlink(book: Book, order: number): void {
  const level = book.level[order]!;
  const before = book.prev[order]!;
  const after = book.next[order]!;
  const quantity = book.open[order]!;
  const flags = book.flags[order]!;
  const isBid = (flags & sellBit) === 0;
  const ladder = isBid ? book.bids : book.asks;
  if (flags & specialBits) countSpecial(book, flags, -1);
  if (before === none) book.levelHead[level] = after;
  else book.next[before] = after;
  if (after === none) book.levelTail[level] = before;
  else book.prev[after] = before;
  book.level[order] = none;
  book.levelTotal[level]! -= quantity;
  addQuantity(ladder, book.levelLeaf[level]!, -quantity);
  if (before === none && after === none) dropLevel(book, ladder, level, isBid);
}

/** Takes a quantity off a resting order that keeps its place and keeps something open. */
export function shrink(book: Book, order: number, quantity: number): void {
  const level = book.level[order]!;
  const ladder = book.flags[order]! & sellBit ? book.asks : book.bids;
  const open = book.open[order]! - quantity;
  book.open[order] = open;
  book.levelTotal[level]! -= quantity;
  addQuantity(ladder, book.levelLeaf[level]!, -quantity);
  if (book.flags[order]! & icebergBit) {
    const { shown } = book.rare!;
    shown[order] = Math.min(shown[order]!, open);
  }
}

/** Adds a live order to its account's list, where it keeps its place until it is dead. */
export function joinAccount(book: Book, order: number): void {
  const lists = book.accounts;
  if (lists === null || book.flags[order]! & listedBit) return;
  book.flags[order]! |= listedBit;
  const account = book.account[order]!;
  const tail = lists.tail[account]!;
  lists.prev[order] = tail;
  lists.next[order] = none;
  if (tail === none) lists.head[account] = order;
  else lists.next[tail] = order;
  lists.tail[account] = order;
}

export function leaveAccount(book: Book, order: number): void {
  const lists = book.accounts;
  if (lists === null || !(book.flags[order]! & listedBit)) return;
  const account = book.account[order]!;
  const before = lists.prev[order]!;
  const after = lists.next[order]!;
  if (before === none) lists.head[account] = after;
  else lists.next[before] = after;
  if (after === none) lists.tail[account] = before;
  else lists.prev[after] = before;
}

/** Sets the flags of a live order that may be resting. */
export function setFlags(book: Book, order: number, flags: number): void {
  const resting = book.level[order] !== none;
  const before = book.flags[order]!;
  if (resting && before & specialBits) countSpecial(book, before, -1);
  book.flags[order] = flags;
  if (resting && flags & specialBits) countSpecial(book, flags, 1);
}

/** Makes two live orders the legs of one OCO pair. */
export function tieLegs(book: Book, order: number, leg: number): void {
  const rare = rareColumns(book);
  rare.leg[order] = leg;
  rare.leg[leg] = order;
  setFlags(book, order, book.flags[order]! | ocoBit);
  setFlags(book, leg, book.flags[leg]! | ocoBit);
}

/** Ends an order that rests nowhere. */
export function finish(book: Book, order: number): void {
  const flags = book.flags[order]!;
  if (flags & ocoBit) {
    const leg = book.rare!.leg[order]!;
    setFlags(book, leg, book.flags[leg]! & ~ocoBit);
  }
  leaveAccount(book, order);
  book.flags[order] = 0;
  book.sink.closed(order);
}

/** Ends an order, wherever it is. */
export function retire(book: Book, order: number): void {
  if (book.level[order] !== none) unlink(book, order);
  finish(book, order);
}

/** Cancels a part of a live order, or all of it. */
export function cancelPart(
  book: Book,
  order: number,
  quantity: number,
  reason: CancelReason,
): void {
  book.sink.cancelled(order, quantity, reason);
  if (quantity === book.open[order]) retire(book, order);
  else shrink(book, order, quantity);
}
