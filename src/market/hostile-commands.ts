import { type Conventions, conventionNames, conventions } from './conventions.ts';
import { type Command, orderTypes, selfTradeModes, timesInForce } from './stream/schema.ts';

/**
 * Seeded random commands that collide on purpose: few ids, few accounts, few prices, every option,
 * and now and then a number that no market wants. Valid for the schema, hostile to the market.
 */

/** Draws integers from 0 to `below` - 1. The generator is mulberry32. */
export type Draw = (below: number) => number;

export function createDraw(seed: number): Draw {
  let state = seed | 0;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

export function pick<T>(draw: Draw, among: readonly T[]): T {
  return among[draw(among.length)]!;
}

/** A choice for every convention, all equally likely. */
export function drawConventions(draw: Draw): Conventions {
  const entries = conventionNames.map((name) => [
    name,
    pick<string | boolean>(draw, conventions[name].values),
  ]);
  return Object.fromEntries(entries) as Conventions;
}

const extremes = [
  '0',
  '-1',
  '1',
  '1000000000000',
  '1000000000001',
  '9007199254740991',
  '9223372036854775807',
  '-9223372036854775808',
];

export interface HostileOptions {
  /** Ids are drawn from a window of so many, which moves on with the clock. */
  readonly ids: number;
  /** Accounts are drawn from so many. */
  readonly accounts: number;
  /** Percent of orders with anything beyond price, quantity and time in force. */
  readonly special: number;
  /** Percent of commands about sessions: halts, auctions, bands, kill switches. */
  readonly sessions: number;
}

/** The next command; the clock of the stream moves now and then. */
export function drawCommand(draw: Draw, options: HostileOptions, clock: number): Command {
  const at = draw(100) < 5 ? { at: `${clock}` } : {};
  const kind = draw(100);
  if (kind < options.sessions) return { ...drawSession(draw, options), ...at } as Command;
  if (kind < 60) return { ...drawNew(draw, options, clock), ...at };
  return { ...drawChange(draw, options, clock), ...at };
}

const chance = (draw: Draw, percent: number) => draw(100) < percent;
const drawId = (draw: Draw, ids: number, clock: number) => `${Math.floor(clock / 40) + draw(ids)}`;
/** An id that has probably been used by now. */
const drawUsedId = (draw: Draw, ids: number, clock: number) =>
  `${Math.max(0, Math.floor(clock / 40) - (ids >> 1) + draw(ids + (ids >> 1)))}`;
const symbol = (draw: Draw) => (chance(draw, 90) ? {} : { symbol: 'Y' });

function price(draw: Draw): string {
  return chance(draw, 2) ? pick(draw, extremes) : `${95 + draw(11)}`;
}

function quantity(draw: Draw): string {
  return chance(draw, 2) ? pick(draw, extremes) : `${1 + draw(12)}`;
}

function drawNew(
  draw: Draw,
  { ids, special, accounts }: HostileOptions,
  clock: number,
): Command & { op: 'new' } {
  const rich = chance(draw, special);
  const type = rich && chance(draw, 50) ? pick(draw, orderTypes) : 'limit';
  const tif = chance(draw, 60) ? 'gtc' : pick(draw, timesInForce);
  const priced = type === 'limit' || type === 'stop-limit' ? true : chance(draw, 3);
  const option = <T>(percent: number, value: T) => (rich && chance(draw, percent) ? value : {});
  const stops = type === 'stop' || type === 'stop-limit' || chance(draw, 3);
  return {
    op: 'new',
    id: drawId(draw, ids, clock),
    side: pick(draw, ['buy', 'sell'] as const),
    account: `${draw(accounts)}`,
    quantity: quantity(draw),
    ...symbol(draw),
    ...(type === 'limit' ? {} : { type }),
    ...(tif === 'gtc' ? {} : { tif }),
    ...(priced ? { price: price(draw) } : {}),
    ...(tif === 'gtt' && !chance(draw, 3) ? { expires: `${clock + draw(500)}` } : {}),
    ...(stops && (rich || type !== 'limit') ? { trigger: price(draw) } : {}),
    ...(type === 'trailing-stop' && !chance(draw, 5) ? { trail: `${1 + draw(5)}` } : {}),
    ...option(15, { display: `${1 + draw(4)}` }),
    ...option(15, { postOnly: true }),
    ...option(15, { reduceOnly: true }),
    ...option(15, { stp: pick(draw, selfTradeModes) }),
    ...option(30, { oco: drawUsedId(draw, ids, clock) }),
    ...option(10, { minQuantity: quantity(draw) }),
  };
}

function drawChange(draw: Draw, { ids, accounts }: HostileOptions, clock: number): Command {
  const id = drawUsedId(draw, ids, clock);
  const owner = chance(draw, 10) ? { account: `${draw(accounts)}` } : {};
  const kind = draw(10);
  if (kind < 5) return { op: 'cancel', id, ...owner };
  if (kind < 6) return { op: 'reduce', id, by: quantity(draw), ...owner };
  return {
    op: 'replace',
    id,
    ...(chance(draw, 75) ? { price: price(draw) } : {}),
    ...(chance(draw, 75) ? { quantity: quantity(draw) } : {}),
    ...owner,
  };
}

function drawSession(draw: Draw, { accounts }: HostileOptions): Command {
  const kind = draw(20);
  if (kind < 3) return { op: 'auction', ...symbol(draw) };
  if (kind < 9) return { op: 'uncross', ...symbol(draw) };
  if (kind < 10) return { op: 'halt', ...symbol(draw) };
  if (kind < 14) return { op: 'resume', ...symbol(draw) };
  if (kind < 15) return { op: 'mass-cancel', account: `${draw(accounts)}` };
  if (kind < 18) return { op: 'kill-switch', account: `${draw(accounts)}`, on: chance(draw, 25) };
  const wide = chance(draw, 50);
  const low = wide ? 90 : 95 + draw(5);
  return { op: 'bands', low: `${low}`, high: `${wide ? 110 : low + draw(8)}`, ...symbol(draw) };
}
