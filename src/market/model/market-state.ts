import { type Conventions, completeConventions } from '../conventions.ts';
import type { DeclaredInstrument, RejectCode, StreamEvent } from '../stream/schema.ts';
import { defaultInstrument, type Instrument } from './book.ts';
import { createExpiries, type Expiry } from './clock.ts';
import type { Heap } from './heap.ts';
import { createListing, type Listing, type Place } from './listing.ts';
import type { Profile } from './types.ts';

/** What the stream layer of the model remembers, and the ways into it. */

export interface Market {
  readonly conventions: Conventions;
  /** Undefined: every symbol exists. */
  readonly instruments: ReadonlyMap<string, DeclaredInstrument> | undefined;
  seq: number;
  /** Events of the command at work. */
  events: StreamEvent[];
  readonly listings: Map<string, Listing>;
  readonly accounts: Map<string, number>;
  readonly accountNames: string[];
  readonly live: Map<string, Place>;
  /** Orders that died in this command: their handles are free after it. */
  readonly closing: Place[];
  /** Ids of dead orders; only kept where they may not come again. */
  readonly used: Set<string>;
  readonly killed: Set<string>;
  clock: string;
  readonly expiryHeap: Heap<Expiry>;
  readonly expiring: Map<string, Expiry>;
  expiries: number;
}

export function createMarket(profile: Profile): Market {
  const { instruments } = profile;
  return {
    conventions: completeConventions(profile.conventions),
    instruments: instruments && new Map(instruments.map((each) => [each.symbol, each])),
    seq: 0,
    events: [],
    listings: new Map(),
    accounts: new Map(),
    accountNames: [],
    live: new Map(),
    closing: [],
    used: new Set(),
    killed: new Set(),
    clock: '0',
    expiryHeap: createExpiries(),
    expiring: new Map(),
    expiries: 0,
  };
}

export function reject(market: Market, code: RejectCode, id?: string): void {
  market.events.push({
    event: 'rejected',
    seq: market.seq,
    ...(id === undefined ? {} : { id }),
    code,
  });
}

/**
 * The number of a decimal string; NaN for none, and beyond the safe integers an infinity, which
 * every bound refuses.
 */
export function numberOf(text: string | undefined): number {
  const value = text === undefined ? Number.NaN : Number(text);
  return Math.abs(value) > Number.MAX_SAFE_INTEGER ? value * Infinity : value;
}

/** The handle of an account, which exists from its first use. */
export function accountOf(market: Market, name: string): number {
  let account = market.accounts.get(name);
  if (account === undefined) {
    account = market.accountNames.push(name) - 1;
    market.accounts.set(name, account);
  }
  return account;
}

/** The listing of a symbol, made with its first use; undefined for one that does not exist. */
export function listingOf(market: Market, symbol: string): Listing | undefined {
  const found = market.listings.get(symbol);
  if (found !== undefined) return found;
  const declared = market.instruments?.get(symbol);
  if (market.instruments !== undefined && declared === undefined) return undefined;
  const { instrument, beyond } = readInstrument(declared);
  const listing = createListing(market, symbol, instrument, beyond);
  market.listings.set(symbol, listing);
  return listing;
}

function readInstrument(declared: DeclaredInstrument | undefined): {
  instrument: Instrument;
  beyond: boolean;
} {
  const { symbol: _, ...texts } = declared ?? { symbol: '' };
  const given = Object.entries(texts).map(([key, text]) => [key, Number(text)] as const);
  const beyond = given.some(([, value]) => value > Number.MAX_SAFE_INTEGER);
  const safe = given.map(([key, value]) => [key, Math.min(value, Number.MAX_SAFE_INTEGER)]);
  return { instrument: { ...defaultInstrument, ...Object.fromEntries(safe) }, beyond };
}
