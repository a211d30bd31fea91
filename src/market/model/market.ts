/**
 * The model over the stream: commands with ids and decimal strings in, events out. It maps ids to
 * the handles of the core (`core.ts`), which does all matching, and adds what spans symbols: the
 * clock, kill switches, ids that were used, snapshots.
 *
 * Not verified, besides what `core.ts` names: throttling (a matter of the wall clock), the order
 * of events of different commands (each answer is complete before the next command), and
 * whatever an engine keeps that its book and events do not show.
 */
import { digestOf } from '../digest.ts';
import { type Command, commandDefaults, type RejectCode } from '../stream/schema.ts';
import { openAuction, uncross } from './auction.ts';
import { advance } from './clock.ts';
import {
  cancel,
  cancelAll,
  halt,
  openOf,
  priceOf,
  reduce,
  replace,
  resume,
  setBands,
} from './core.ts';
import { enter } from './entry.ts';
import { freeClosed, viewOf } from './listing.ts';
import { createMarket, listingOf, type Market, numberOf, reject } from './market-state.ts';
import { restoreMarket, snapshotOf } from './snapshot.ts';
import type { CreateModel, Model, Profile } from './types.ts';

/** The fast model. `digest: true` puts the digest of the book on every `done`: O(book) each. */
export const createModel: CreateModel = (profile = {}, options = {}) => {
  let market = createMarket(profile);
  const digest = () =>
    digestOf([...market.listings].map(([symbol, each]) => [symbol, viewOf(market, each)]));
  const model: Model = {
    apply(command) {
      market.seq += 1;
      market.events = [];
      if (command.at !== undefined) advance(market, command.at);
      if (command.op === 'snapshot') {
        const state = snapshotOf(market);
        market.events.push({ event: 'snapshot', seq: market.seq, state, digest: digest() });
      } else if (command.op === 'restore') market = restoreOr(market, profile, command.state);
      else applyToMarket(market, command);
      freeClosed(market);
      const { seq, events } = market;
      events.push({ event: 'done', seq, ...(options.digest ? { digest: digest() } : {}) });
      return events;
    },
    book(symbol) {
      const listing = market.listings.get(symbol);
      return listing ? viewOf(market, listing) : { bids: [], asks: [], phase: 'open' };
    },
    symbols: () => [...market.listings.keys()],
    digest,
    snapshot: () => snapshotOf(market),
    restore(state) {
      market = restoreMarket(profile, state, market);
    },
  };
  return model;
};

/** A state that cannot be read is refused, and nothing changes. */
function restoreOr(market: Market, profile: Profile, state: Record<string, unknown>): Market {
  try {
    return restoreMarket(profile, state, market);
  } catch {
    reject(market, 'malformed');
    return market;
  }
}

type MarketCommand = Exclude<Command, { op: 'snapshot' | 'restore' }>;

function applyToMarket(market: Market, command: MarketCommand): void {
  switch (command.op) {
    case 'new':
      enter(market, command);
      break;
    case 'cancel':
    case 'reduce':
    case 'replace':
      change(market, command);
      break;
    case 'mass-cancel':
      cancelEverywhere(market, command.account, 'mass');
      break;
    case 'kill-switch':
      if (command.on) {
        market.killed.add(command.account);
        cancelEverywhere(market, command.account, 'kill-switch');
      } else market.killed.delete(command.account);
      break;
    case 'time':
      break;
    default:
      applyToListing(market, command);
  }
}

type ChangeCommand = Extract<Command, { op: 'cancel' | 'reduce' | 'replace' }>;

function change(market: Market, command: ChangeCommand): void {
  const { id } = command;
  const place = market.live.get(id);
  if (place === undefined) {
    reject(market, 'unknown-order', id);
    return;
  }
  const { listing, order } = place;
  const { book } = listing;
  const owner = market.accountNames[book.account[order]!];
  if (command.account !== undefined && command.account !== owner) {
    reject(market, 'not-owner', id);
  } else if (command.op === 'cancel') cancel(book, order);
  else if (command.op === 'reduce') reduce(book, order, numberOf(command.by));
  else {
    const { price, quantity } = command;
    if (listing.beyond && [price, quantity].some(isUnsafe)) {
      reject(market, 'unsupported', id);
      return;
    }
    const executed = book.executed?.[order] ?? 0;
    replace(
      book,
      order,
      // 0 is how the core says that a sleeping market stop has no price: nobody may say it.
      price === undefined ? priceOf(book, order) : numberOf(price) || Number.NaN,
      quantity === undefined ? executed + openOf(book, order) : numberOf(quantity),
    );
  }
}

function isUnsafe(text: string | undefined): boolean {
  return text !== undefined && !Number.isSafeInteger(Number(text));
}

function cancelEverywhere(market: Market, name: string, reason: 'mass' | 'kill-switch'): void {
  const account = market.accounts.get(name);
  if (account === undefined) return;
  for (const { book } of market.listings.values()) cancelAll(book, account, reason);
}

type ListingCommand = Extract<Command, { op: 'halt' | 'resume' | 'auction' | 'uncross' | 'bands' }>;

function applyToListing(market: Market, command: ListingCommand): void {
  const symbol = command.symbol ?? commandDefaults.symbol;
  const listing = listingOf(market, symbol);
  if (listing === undefined) {
    reject(market, 'bad-symbol');
    return;
  }
  const { seq, events } = market;
  const { book } = listing;
  let code: RejectCode | undefined;
  if (command.op === 'halt') {
    halt(book);
    events.push({ event: 'halted', seq, symbol });
  } else if (command.op === 'resume') {
    events.push({ event: 'resumed', seq, symbol });
    resume(book);
  } else if (command.op === 'auction') {
    code = openAuction(book);
    if (code === undefined) events.push({ event: 'auction-opened', seq, symbol });
  } else if (command.op === 'uncross') code = uncross(book);
  else if (!setBands(book, numberOf(command.low), numberOf(command.high))) code = 'bad-price';
  if (code !== undefined) reject(market, code);
}
