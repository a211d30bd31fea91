import { z } from 'zod';
import { type Book, makeRoom, none, rareColumns } from './book.ts';
import { remember } from './clock.ts';
import { type Listing, takeHandle } from './listing.ts';
import { accountOf, createMarket, listingOf, type Market } from './market-state.ts';
import {
  dormantBit,
  icebergBit,
  iocBit,
  knownBits,
  listedBit,
  liveBit,
  ocoBit,
  selfTradeOf,
  trailingBit,
} from './order-flags.ts';
import { enqueue, joinAccount, tieLegs } from './queue.ts';
import { stopsOf, watch } from './stops.ts';
import type { MarketState, Profile } from './types.ts';

/**
 * Everything the model knows as plain JSON, so that "snapshot, restore, go on" equals "go on". The
 * queue places are the serials: orders are put back in their order.
 */

/** Counts stay far enough from 2^53 to be counted on. */
const count = z
  .int()
  .min(0)
  .max(2 ** 52);
const positive = z
  .int()
  .min(1)
  .max(2 ** 52);

const orderState = z.strictObject({
  id: z.string(),
  account: z.string(),
  flags: positive,
  /** 0 for an order that sleeps. */
  price: count,
  open: positive,
  executed: count,
  serial: positive,
  shown: count,
  display: count,
  leg: z.string().optional(),
  limit: count,
  trigger: count,
  trail: count,
});

const listingState = z.strictObject({
  symbol: z.string(),
  halted: z.boolean(),
  auction: z.boolean(),
  bands: z.tuple([positive, positive]).nullable(),
  lastPrice: count,
  serials: count,
  selfTradeAware: z.boolean(),
  /** Bid and ask at the last look at the stops; null where there never was one. */
  seen: z.tuple([count, count]).nullable(),
  positions: z.array(z.tuple([z.string(), z.int()])),
  /** By account, in the order of acceptance. */
  orders: z.array(orderState),
});

const marketState = z.strictObject({
  format: z.literal('proofhouse.market/1'),
  clock: z.string().regex(/^(?:0|[1-9][0-9]{0,18})$/),
  killed: z.array(z.string()),
  used: z.array(z.string()),
  expiring: z.array(z.tuple([z.string(), z.string(), count])),
  expiries: count,
  listings: z.array(listingState),
});

type OrderState = z.infer<typeof orderState>;
type ListingState = z.infer<typeof listingState>;

export function snapshotOf(market: Market): MarketState {
  const expiring = [...market.expiring.values()].sort((a, b) => a.count - b.count);
  return {
    format: 'proofhouse.market/1',
    clock: market.clock,
    killed: [...market.killed],
    used: [...market.used],
    expiring: expiring.map(({ id, time, count }) => [id, time, count]),
    expiries: market.expiries,
    listings: [...market.listings.values()].map((each) => saveListing(market, each)),
  } satisfies z.infer<typeof marketState>;
}

function saveListing(market: Market, listing: Listing): ListingState {
  const { book, symbol } = listing;
  const orders: OrderState[] = [];
  const positions: [string, number][] = [];
  market.accountNames.forEach((name, account) => {
    const position = book.positions?.[account] ?? 0;
    if (position !== 0) positions.push([name, position]);
    let order = book.accounts?.head[account] ?? none;
    for (; order !== none; order = book.accounts!.next[order]!) {
      orders.push(saveOrder(listing, name, order));
    }
  });
  return {
    symbol,
    halted: book.halted,
    auction: book.auction,
    bands: book.banded ? [book.bandLow, book.bandHigh] : null,
    lastPrice: book.lastPrice,
    serials: book.serials,
    selfTradeAware: book.selfTradeAware,
    seen: book.stops && [book.stops.seenBid, book.stops.seenAsk],
    positions,
    orders,
  };
}

function saveOrder({ book, ids }: Listing, account: string, order: number): OrderState {
  const flags = book.flags[order]!;
  const level = book.level[order]!;
  const { rare } = book;
  const iceberg = (flags & icebergBit) !== 0;
  const dormant = (flags & dormantBit) !== 0;
  return {
    id: ids[order]!,
    account,
    flags,
    price: level === none ? 0 : book.levelPrice[level]!,
    open: book.open[order]!,
    executed: book.executed?.[order] ?? 0,
    serial: book.serial[order]!,
    shown: iceberg ? rare!.shown[order]! : 0,
    display: iceberg ? rare!.display[order]! : 0,
    ...(flags & ocoBit ? { leg: ids[rare!.leg[order]!]! } : {}),
    limit: dormant ? rare!.limit[order]! : 0,
    trigger: dormant ? rare!.trigger[order]! : 0,
    trail: dormant ? rare!.trail[order]! : 0,
  };
}

/** A market from a snapshot, with the numbering of the one it replaces. Throws for nonsense. */
export function restoreMarket(profile: Profile, state: MarketState, before: Market): Market {
  const saved = marketState.parse(state);
  const market = createMarket(profile);
  market.seq = before.seq;
  market.events = before.events;
  market.clock = saved.clock;
  market.expiries = saved.expiries;
  for (const account of saved.killed) market.killed.add(account);
  for (const id of saved.used) market.used.add(id);
  for (const each of saved.listings) restoreListing(market, each);
  for (const [id, time, count] of saved.expiring) {
    check(market.live.has(id), `order ${id} expires but does not live`);
    remember(market, { id, time, count });
  }
  return market;
}

function check(condition: boolean, what: string): asserts condition {
  if (!condition) throw new RangeError(`not a state of this model: ${what}`);
}

function restoreListing(market: Market, saved: ListingState): void {
  const { symbol } = saved;
  check(!market.listings.has(symbol), `symbol ${symbol} twice`);
  const listing = listingOf(market, symbol);
  check(listing !== undefined, `symbol ${symbol} is not declared`);
  const { book } = listing;
  const placed = saved.orders.map((each) => ({ each, order: restoreOrder(market, listing, each) }));
  placed.sort((a, b) => a.each.serial - b.each.serial);
  for (const { each, order } of placed) {
    check(each.serial > book.serials, `serial ${each.serial} twice`);
    book.serials = each.serial - 1;
    standAgain(book, order, each);
  }
  for (const { each, order } of placed) if (each.leg) tieAgain(market, listing, order, each.leg);
  check(saved.serials >= book.serials, 'the serials are behind');
  book.serials = saved.serials;
  for (const [name, position] of saved.positions) {
    const account = accountOf(market, name);
    makeRoom(book, 0, account);
    book.positions![account] = position;
  }
  restorePhase(book, saved);
}

function restorePhase(book: Book, saved: ListingState): void {
  book.halted = saved.halted;
  book.auction = saved.auction;
  book.lastPrice = saved.lastPrice;
  book.selfTradeAware ||= saved.selfTradeAware;
  if (saved.bands !== null) {
    book.banded = true;
    [book.bandLow, book.bandHigh] = saved.bands;
    check(book.bandLow <= book.bandHigh, 'the bands are crossed');
  }
  if (saved.seen !== null) {
    const stops = stopsOf(book);
    [stops.seenBid, stops.seenAsk] = saved.seen;
  }
  const bid = book.bids.best === none ? 0 : book.levelPrice[book.bids.best]!;
  const ask = book.asks.best === none ? Infinity : book.levelPrice[book.asks.best]!;
  check(book.auction || bid < ask, 'the book is crossed');
  for (const { sum, root } of [book.bids, book.asks]) {
    check(sum[root]! <= Number.MAX_SAFE_INTEGER, 'the quantities are too many to count');
  }
}

function restoreOrder(market: Market, listing: Listing, saved: OrderState): number {
  const { book } = listing;
  check(!market.live.has(saved.id), `order ${saved.id} twice`);
  check(isWellFormed(saved), `flags ${saved.flags} of order ${saved.id}`);
  const order = takeHandle(market, listing, saved.id);
  const account = accountOf(market, saved.account);
  makeRoom(book, order, account);
  book.account[order] = account;
  book.open[order] = saved.open;
  book.flags[order] = saved.flags & ~(listedBit | ocoBit);
  if (book.executed !== null) book.executed[order] = saved.executed;
  const needsRare = saved.display || saved.leg !== undefined || saved.flags & dormantBit;
  if (needsRare) {
    const rare = rareColumns(book);
    const { shown, display, limit, trigger, trail } = saved;
    [rare.shown[order], rare.display[order], rare.limit[order]] = [shown, display, limit];
    [rare.trigger[order], rare.trail[order]] = [trigger, trail];
  }
  joinAccount(book, order);
  return order;
}

function isWellFormed({ flags, price, open, shown, display, ...rest }: OrderState): boolean {
  const dormant = (flags & dormantBit) !== 0;
  return (
    (flags & ~knownBits) === 0 &&
    (flags & liveBit) !== 0 &&
    selfTradeOf(flags) <= 5 &&
    dormant === (price === 0) &&
    (dormant || (flags & trailingBit) === 0) &&
    shown <= open &&
    ((flags & icebergBit) !== 0) === display > 0 &&
    display > 0 === shown > 0 &&
    (!dormant || rest.trigger > 0) &&
    (rest.leg !== undefined) === ((flags & ocoBit) !== 0)
  );
}

function tieAgain(market: Market, listing: Listing, order: number, id: string): void {
  const leg = market.live.get(id);
  check(leg !== undefined && leg.listing === listing, `no leg ${id}`);
  const { book } = listing;
  if (!(book.flags[order]! & ocoBit)) {
    check(leg.order !== order && !(book.flags[leg.order]! & ocoBit), `leg ${id} is tied twice`);
    tieLegs(book, order, leg.order);
  } else check(book.rare!.leg[order] === leg.order, `leg ${id} is tied to another`);
}

function standAgain(book: Book, order: number, saved: OrderState): void {
  if (saved.flags & dormantBit) {
    book.serial[order] = ++book.serials;
    watch(book, stopsOf(book), order);
    return;
  }
  enqueue(book, order, saved.price);
  if (saved.flags & iocBit) book.queuedIoc.push({ order, serial: saved.serial });
}
