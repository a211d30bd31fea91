import type { NewOrder } from '../stream/schema.ts';
import { expire } from './core.ts';
import { type Heap, pop, push } from './heap.ts';
import type { Market } from './market-state.ts';

/**
 * The stream's own clock: nanoseconds as decimal strings without leading zeros, which compare by
 * length, then by digits (they may leave the safe integers). It never goes back: an earlier `at`
 * reads as now.
 */

export interface Expiry {
  readonly time: string;
  readonly count: number;
  readonly id: string;
}

/** What `day` means: orders expire when the clock reaches the next multiple of this. */
const dayNs = 86_400_000_000_000n;

export function isAfter(a: string, b: string): boolean {
  return a.length === b.length ? a > b : a.length > b.length;
}

export function createExpiries(): Heap<Expiry> {
  return {
    items: [],
    before: (a, b) => (a.time === b.time ? a.count < b.count : isAfter(b.time, a.time)),
  };
}

/** Notes when an accepted order ends, if its time in force says so. */
export function expireLater(market: Market, { id, tif, expires }: NewOrder): void {
  const time = tif === 'day' ? `${(BigInt(market.clock) / dayNs + 1n) * dayNs}` : expires;
  if (time === undefined) return;
  market.expiries += 1;
  remember(market, { time, count: market.expiries, id });
}

export function remember(market: Market, expiry: Expiry): void {
  market.expiring.set(expiry.id, expiry);
  push(market.expiryHeap, expiry);
}

/** Moves the clock, and ends what has reached its time: earliest first, then by acceptance. */
export function advance(market: Market, at: string): void {
  if (isAfter(at, market.clock)) market.clock = at;
  const heap = market.expiryHeap;
  for (let first = heap.items[0]; first !== undefined; first = heap.items[0]) {
    if (isAfter(first.time, market.clock)) return;
    pop(heap);
    if (market.expiring.get(first.id) !== first) continue;
    const { listing, order } = market.live.get(first.id)!;
    expire(listing.book, order);
  }
}
