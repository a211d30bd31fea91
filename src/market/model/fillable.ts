import { type Book, none } from './book.ts';
import { modeBetween, reachOf, reducible } from './execute.ts';
import { levelAbove, levelBelow, quantityThrough } from './ladder.ts';
import {
  cancelBoth,
  cancelMaker,
  cancelTaker,
  icebergBit,
  noSelfTrade,
  ocoBit,
  reduceOnlyBit,
  sellBit,
} from './order-flags.ts';

/** Looking ahead: what an order would meet, without touching the book. */

/**
 * How much of `quantity` would execute at once, in lots. Reads sums of the ladder; only where one
 * execution changes what another order may do does it walk the orders it would meet.
 */
export function fillable(book: Book, taker: number, limit: number, quantity: number): number {
  const isBuy = (book.flags[taker]! & sellBit) === 0;
  const ladder = isBuy ? book.asks : book.bids;
  if (ladder.best === none) return 0;
  if (book.selfTradeAware || book.conditional > 0) return rehearse(book, taker, limit, quantity);
  const reach = reachOf(book, isBuy, limit);
  const total = quantityThrough(ladder, reach, isBuy, book.levelTotal);
  return Math.min(quantity, total);
}

interface Rehearsal {
  readonly book: Book;
  readonly taker: number;
  readonly moved: Map<number, number>;
  readonly gone: Set<number>;
  wanted: number;
  done: number;
  stopped: boolean;
}

function rehearse(book: Book, taker: number, limit: number, quantity: number): number {
  const show: Rehearsal = {
    book,
    taker,
    moved: new Map(),
    gone: new Set(),
    wanted: quantity,
    done: 0,
    stopped: false,
  };
  for (const level of levelsWithin(book, taker, limit)) {
    rehearseLevel(show, level);
    if (show.stopped || show.done === show.wanted) break;
  }
  return show.done;
}

/** The levels an order may trade with, best first. */
function* levelsWithin(book: Book, taker: number, limit: number): Generator<number> {
  const isBuy = (book.flags[taker]! & sellBit) === 0;
  const reach = reachOf(book, isBuy, limit);
  const ladder = isBuy ? book.asks : book.bids;
  let level = ladder.best;
  while (level !== none) {
    const price = book.levelPrice[level]!;
    if (isBuy ? price > reach : price < reach) return;
    yield level;
    const leaf = book.levelLeaf[level]!;
    level = isBuy ? levelAbove(ladder, leaf, price) : levelBelow(ladder, leaf, price);
  }
}

interface Part {
  readonly order: number;
  open: number;
  shown: number;
}

/** The queue of one level is copied, because icebergs go round in it. */
function rehearseLevel(show: Rehearsal, level: number): void {
  const { book } = show;
  const queue: Part[] = [];
  for (let order = book.levelHead[level]!; order !== none; order = book.next[order]!) {
    const open = book.open[order]!;
    const iceberg = book.flags[order]! & icebergBit;
    queue.push({ order, open, shown: iceberg ? book.rare!.shown[order]! : open });
  }
  for (let at = 0; at < queue.length; at++) {
    if (show.done === show.wanted || show.stopped) return;
    const part = queue[at]!;
    const left = rehearseOrder(show, part);
    if (left > 0) {
      const display = book.rare!.display[part.order]!;
      queue.push({ order: part.order, open: left, shown: Math.min(display, left) });
    }
  }
}

/** Answers the hidden rest that goes to the end of the queue, 0 for none. */
function rehearseOrder(show: Rehearsal, part: Part): number {
  const { book, taker, moved, gone } = show;
  const { order } = part;
  if (gone.has(order)) return 0;
  const account = book.account[order]!;
  const own = account === book.account[taker];
  const mode = own ? modeBetween(book, taker, order) : noSelfTrade;
  if (mode === cancelMaker) return 0;
  if (mode === cancelTaker || mode === cancelBoth) {
    show.stopped = true;
    return 0;
  }
  if (mode !== noSelfTrade) {
    show.wanted -= Math.min(part.open, show.wanted - show.done);
    return 0;
  }
  const flags = book.flags[order]!;
  let available = part.shown;
  if (flags & reduceOnlyBit) {
    available = Math.min(available, reducible(book, account, flags, moved.get(account) ?? 0));
    if (available === 0) return 0;
  }
  const fill = Math.min(available, show.wanted - show.done);
  show.done += fill;
  const signed = flags & sellBit ? -fill : fill;
  const takerAccount = book.account[taker]!;
  moved.set(account, (moved.get(account) ?? 0) + signed);
  moved.set(takerAccount, (moved.get(takerAccount) ?? 0) - signed);
  if (flags & ocoBit) gone.add(book.rare!.leg[order]!);
  return flags & icebergBit && fill === part.shown ? part.open - fill : 0;
}

/** What the convention self-trade "before" does ahead of the first trade. */
export interface SelfTradePlan {
  /** The taker is refused (nothing else happens then), or cancelled after the makers. */
  readonly taker: 'goes-on' | 'refused' | 'cancelled';
  readonly makers: readonly number[];
}

const goesOn: SelfTradePlan = { taker: 'goes-on', makers: [] };

/**
 * Which of its account's orders a taker would meet before its quantity is used up, counting the
 * whole open quantity of every order in the way. Decrementing waits until the two meet.
 */
export function planSelfTrade(
  book: Book,
  taker: number,
  limit: number,
  quantity: number,
): SelfTradePlan {
  const makers: number[] = [];
  let left = quantity;
  for (const level of levelsWithin(book, taker, limit)) {
    for (let order = book.levelHead[level]!; order !== none; order = book.next[order]!) {
      if (left <= 0) return makers.length > 0 ? { taker: 'goes-on', makers } : goesOn;
      const own = book.account[order] === book.account[taker];
      const mode = own ? modeBetween(book, taker, order) : noSelfTrade;
      if (mode === cancelTaker) return { taker: 'refused', makers: [] };
      if (mode === cancelMaker || mode === cancelBoth) makers.push(order);
      if (mode === cancelBoth) return { taker: 'cancelled', makers };
      if (mode !== cancelMaker) left -= book.open[order]!;
    }
  }
  return makers.length > 0 ? { taker: 'goes-on', makers } : goesOn;
}
