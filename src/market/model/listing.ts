import type { StreamEvent } from '../stream/schema.ts';
import { type Book, createBook, type Instrument, none, type Sink } from './book.ts';
import { levelAbove, levelBelow } from './ladder.ts';
import type { Market } from './market-state.ts';
import { icebergBit } from './order-flags.ts';
import type { BookView, RestingOrder } from './types.ts';

/** Where an order is: in which listing, under which handle. One object a handle, reused. */
export interface Place {
  readonly listing: Listing;
  readonly order: number;
}

/** One symbol: its book, and the ids behind the book's handles. */
export interface Listing {
  readonly symbol: string;
  readonly book: Book;
  readonly ids: string[];
  readonly places: Place[];
  /** Handles to give out again. */
  readonly free: number[];
  /** The engine declares numbers beyond the safe integers, which the model does not have. */
  readonly beyond: boolean;
}

export function createListing(
  market: Market,
  symbol: string,
  instrument: Instrument,
  beyond: boolean,
): Listing {
  const ids: string[] = [];
  const places: Place[] = [];
  const book = createBook({
    conventions: market.conventions,
    instrument,
    sink: createSink(market, symbol, ids, places),
    byAccount: true,
    capacity: 16,
  });
  return { symbol, book, ids, places, free: [], beyond };
}

/** Turns what the core tells into events of the stream. */
function createSink(market: Market, symbol: string, ids: string[], places: Place[]): Sink {
  const tell = (event: StreamEvent) => market.events.push(event);
  return {
    accepted: (order) => tell({ event: 'accepted', seq: market.seq, id: ids[order]! }),
    rejected: (order, code) => tell({ event: 'rejected', seq: market.seq, id: ids[order]!, code }),
    traded: (maker, taker, price, quantity) =>
      tell({
        event: 'traded',
        seq: market.seq,
        price: `${price}`,
        quantity: `${quantity}`,
        maker: ids[maker]!,
        taker: ids[taker]!,
      }),
    cancelled: (order, quantity, reason) =>
      tell({
        event: 'cancelled',
        seq: market.seq,
        id: ids[order]!,
        quantity: `${quantity}`,
        reason,
      }),
    replaced: (order, price, quantity) =>
      tell({
        event: 'replaced',
        seq: market.seq,
        id: ids[order]!,
        ...(price === 0 ? {} : { price: `${price}` }),
        quantity: `${quantity}`,
      }),
    triggered: (order) => tell({ event: 'triggered', seq: market.seq, id: ids[order]! }),
    expired: (order, quantity) =>
      tell({ event: 'expired', seq: market.seq, id: ids[order]!, quantity: `${quantity}` }),
    refreshed: (order, display) =>
      tell({ event: 'refreshed', seq: market.seq, id: ids[order]!, display: `${display}` }),
    uncrossed: (price, quantity) =>
      tell({
        event: 'uncrossed',
        seq: market.seq,
        symbol,
        price: `${price}`,
        quantity: `${quantity}`,
      }),
    closed: (order) => {
      const id = ids[order]!;
      market.live.delete(id);
      market.expiring.delete(id);
      if (market.conventions.idReuse === 'never') market.used.add(id);
      market.closing.push(places[order]!);
    },
  };
}

/** A handle for a new order, and its place under the id. */
export function takeHandle(market: Market, listing: Listing, id: string): number {
  const order = listing.free.pop() ?? listing.ids.length;
  listing.ids[order] = id;
  listing.places[order] ??= { listing, order };
  market.live.set(id, listing.places[order]);
  return order;
}

/** Takes a handle back from an order that was not accepted. */
export function returnHandle(market: Market, listing: Listing, order: number): void {
  market.live.delete(listing.ids[order]!);
  listing.free.push(order);
}

/** Makes the handles of dead orders free again, once nothing of the command refers to them. */
export function freeClosed(market: Market): void {
  for (const { listing, order } of market.closing) listing.free.push(order);
  market.closing.length = 0;
}

export function viewOf(market: Market, listing: Listing): BookView {
  const { book } = listing;
  return {
    bids: side(market, listing, true),
    asks: side(market, listing, false),
    phase: book.halted ? 'halted' : book.auction ? 'auction' : 'open',
  };
}

function side(market: Market, { book, ids }: Listing, isBid: boolean): RestingOrder[] {
  const orders: RestingOrder[] = [];
  const ladder = isBid ? book.bids : book.asks;
  for (let level = ladder.best; level !== none; ) {
    const price = book.levelPrice[level]!;
    for (let order = book.levelHead[level]!; order !== none; order = book.next[order]!) {
      const open = book.open[order]!;
      const shown = book.flags[order]! & icebergBit ? book.rare!.shown[order]! : open;
      orders.push({
        id: ids[order]!,
        account: market.accountNames[book.account[order]!]!,
        price: `${price}`,
        quantity: `${open}`,
        shown: `${shown}`,
      });
    }
    const leaf = book.levelLeaf[level]!;
    level = isBid ? levelBelow(ladder, leaf, price) : levelAbove(ladder, leaf, price);
  }
  return orders;
}
