import { commandDefaults, type NewOrder, type RejectCode } from '../stream/schema.ts';
import { expireLater, isAfter } from './clock.ts';
import { isLive, submit } from './core.ts';
import { type Listing, returnHandle, takeHandle } from './listing.ts';
import { accountOf, listingOf, type Market, numberOf, reject } from './market-state.ts';
import {
  buy,
  fokBit,
  iocBit,
  marketBit,
  postOnlyBit,
  reduceOnlyBit,
  selfTradeFlags,
  sell,
} from './order-flags.ts';
import { submitStop } from './stops.ts';

/**
 * New orders from the stream into the core. Refusals that need ids or the clock come first:
 * malformed (terms that contradict each other), bad-symbol, killed, duplicate-id, not-owner and
 * unsupported of an OCO leg; then those of the core.
 */
export function enter(market: Market, command: NewOrder): void {
  const { id } = command;
  const account = command.account ?? commandDefaults.account;
  const listing = listingOf(market, command.symbol ?? commandDefaults.symbol);
  const code = refusalOfTerms(market, command, account, listing);
  if (listing === undefined || code !== undefined) {
    reject(market, code ?? 'bad-symbol', id);
    return;
  }
  const leg = legOf(market, command);
  const order = takeHandle(market, listing, id);
  const accepted = isStop(command)
    ? enterStop(market, listing, command, order, account, leg)
    : enterOrder(market, listing, command, order, account, leg);
  if (!accepted) returnHandle(market, listing, order);
  else if (isLive(listing.book, order)) expireLater(market, command);
}

function isStop({ type }: NewOrder): boolean {
  return type === 'stop' || type === 'stop-limit' || type === 'trailing-stop';
}

function refusalOfTerms(
  market: Market,
  command: NewOrder,
  account: string,
  listing: Listing | undefined,
): RejectCode | undefined {
  if (!makesSense(market, command)) return 'malformed';
  if (listing === undefined) return 'bad-symbol';
  if (market.killed.has(account)) return 'killed';
  if (market.live.has(command.id) || market.used.has(command.id)) return 'duplicate-id';
  if (listing.beyond && hasUnsafeNumber(command)) return 'unsupported';
  const { type = 'limit', tif = 'gtc' } = command;
  if (type === 'market' && (tif === 'day' || tif === 'gtt')) return 'unsupported';
  if (isStop(command) && (command.display !== undefined || command.minQuantity !== undefined)) {
    return 'unsupported';
  }
  const place = command.oco === undefined ? undefined : market.live.get(command.oco);
  if (place === undefined) return undefined;
  if (place.listing !== listing) return 'unsupported';
  return market.accountNames[listing.book.account[place.order]!] === account
    ? undefined
    : 'not-owner';
}

/** Whether the terms belong to the type and the time in force; the schema checks each alone. */
function makesSense(market: Market, command: NewOrder): boolean {
  const { type = 'limit', tif = 'gtc', expires } = command;
  if ((expires !== undefined) !== (tif === 'gtt')) return false;
  if (expires !== undefined && !isAfter(expires, market.clock)) return false;
  if (command.trigger !== undefined && !isStop(command)) return false;
  return command.trail === undefined || type === 'trailing-stop';
}

function hasUnsafeNumber(command: NewOrder): boolean {
  const { price, quantity, trigger, trail, display, minQuantity } = command;
  return [price, quantity, trigger, trail, display, minQuantity].some(
    (text) => text !== undefined && !Number.isSafeInteger(Number(text)),
  );
}

/** The other leg's handle; one that no order has when its id is not live. */
function legOf(market: Market, { oco }: NewOrder): number | undefined {
  return oco === undefined ? undefined : (market.live.get(oco)?.order ?? -1);
}

function kindOf(command: NewOrder): number {
  const { type = 'limit', tif = 'gtc', postOnly, reduceOnly, stp } = command;
  const priced = type === 'limit' || type === 'stop-limit';
  return (
    (priced ? 0 : marketBit) |
    (tif === 'ioc' ? iocBit : tif === 'fok' ? fokBit : 0) |
    (postOnly ? postOnlyBit : 0) |
    (reduceOnly ? reduceOnlyBit : 0) |
    (stp === undefined ? 0 : selfTradeFlags(stp))
  );
}

/** The limit in ticks: 0 for none, NaN where one is missing, -1 where there must be none. */
function limitOf({ type = 'limit', price }: NewOrder): number {
  if (type === 'limit' || type === 'stop-limit') return numberOf(price);
  return price === undefined ? 0 : -1;
}

function enterOrder(
  market: Market,
  { book }: Listing,
  command: NewOrder,
  order: number,
  account: string,
  leg: number | undefined,
): boolean {
  const { display, minQuantity } = command;
  const extras =
    display === undefined && minQuantity === undefined && leg === undefined
      ? undefined
      : {
          display: display === undefined ? undefined : numberOf(display),
          minQuantity: minQuantity === undefined ? undefined : numberOf(minQuantity),
          leg,
        };
  return submit(
    book,
    order,
    accountOf(market, account),
    command.side === 'buy' ? buy : sell,
    limitOf(command),
    numberOf(command.quantity),
    kindOf(command),
    extras,
  );
}

function enterStop(
  market: Market,
  { book }: Listing,
  command: NewOrder,
  order: number,
  account: string,
  leg: number | undefined,
): boolean {
  const { type, trigger, trail } = command;
  const trailing = type === 'trailing-stop';
  return submitStop(
    book,
    order,
    accountOf(market, account),
    command.side === 'buy' ? buy : sell,
    limitOf(command),
    numberOf(command.quantity),
    kindOf(command),
    {
      trigger: trailing && trigger === undefined ? undefined : numberOf(trigger),
      trail: trailing ? numberOf(trail) : undefined,
      leg,
    },
  );
}
