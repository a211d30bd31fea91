import { z } from 'zod';
import { conventionsSchema } from '../conventions.ts';

/**
 * The schema of the stream, both directions: what `proofhouse schema stream` publishes is what
 * validates here. Numbers travel as decimal strings: prices in ticks, quantities in lots, times in
 * nanoseconds of the stream's own clock.
 *
 * A well-formed number may still be refused by the market (zero, negative, beyond the bounds of
 * its instrument): that is an answer (`bad-price`, `bad-quantity`), not a malformed line.
 */

const decimal = z
  .string()
  .regex(/^(?:0|-?[1-9][0-9]{0,18})$/, 'a decimal string of an integer, such as "10050"');
const time = z
  .string()
  .regex(/^(?:0|[1-9][0-9]{0,18})$/, 'nanoseconds as a decimal string, such as "5000"');
/** Up to 64 visible ASCII characters. Control and white space would break lines and tables. */
const name = z.string().regex(/^[!-~]{1,64}$/, 'a name of 1 to 64 visible ASCII characters');

export const orderTypes = ['limit', 'market', 'stop', 'stop-limit', 'trailing-stop'] as const;
export const timesInForce = ['gtc', 'ioc', 'fok', 'day', 'gtt'] as const;
export const selfTradeModes = [
  'none',
  'cancel-taker',
  'cancel-maker',
  'cancel-both',
  'decrement',
] as const;

export const rejectCodes = [
  'unknown-order',
  'duplicate-id',
  'not-owner',
  'bad-price',
  'bad-quantity',
  'bad-symbol',
  'would-take',
  'would-not-fill',
  'no-liquidity',
  'self-trade',
  'halted',
  'outside-bands',
  'not-allowed-in-auction',
  'killed',
  'throttled',
  'unsupported',
  'malformed',
] as const;

export const cancelReasons = [
  'requested',
  'ioc',
  'market-residual',
  'stp',
  'oco',
  'mass',
  'kill-switch',
  'expired',
  'reduce-only',
] as const;

/** What an engine can do: the harness sends only what these allow. Cancel is always allowed. */
export const capabilities = [
  'limit',
  'market',
  'ioc',
  'fok',
  'post-only',
  'reduce-only',
  'min-quantity',
  'iceberg',
  'stop',
  'stop-limit',
  'trailing-stop',
  'oco',
  'day',
  'gtt',
  'self-trade',
  'reduce',
  'replace',
  'mass-cancel',
  'kill-switch',
  'halt',
  'auction',
  'bands',
  'symbols',
  'snapshot',
  'digest',
] as const;

/** The defaults that make the shortest line a plain limit order. */
export const commandDefaults = {
  symbol: 'X',
  account: '0',
  type: 'limit',
  tif: 'gtc',
} as const;

const at = time.optional();

const newOrder = z.strictObject({
  op: z.literal('new'),
  id: name,
  account: name.optional(),
  symbol: name.optional(),
  side: z.enum(['buy', 'sell']),
  type: z.enum(orderTypes).optional(),
  /** In ticks. Required for limit and stop-limit, absent otherwise. */
  price: decimal.optional(),
  /** In lots. */
  quantity: decimal,
  tif: z.enum(timesInForce).optional(),
  /** When a gtt order expires. */
  expires: time.optional(),
  /** The price in ticks at which a stop wakes. */
  trigger: decimal.optional(),
  /** The distance in ticks of a trailing stop's trigger from the best price seen. */
  trail: decimal.optional(),
  /** The part of an iceberg that is shown, in lots. */
  display: decimal.optional(),
  postOnly: z.boolean().optional(),
  reduceOnly: z.boolean().optional(),
  stp: z.enum(selfTradeModes).optional(),
  /** The id of the live order that this one cancels when it executes, and the other way round. */
  oco: name.optional(),
  /** The least that must execute at once, in lots. */
  minQuantity: decimal.optional(),
  at,
});

/** With an account, the order must be that account's; without, anyone may. */
const owner = name.optional();
const symbol = name.optional();

export const commandSchema = z.discriminatedUnion('op', [
  newOrder,
  z.strictObject({ op: z.literal('cancel'), id: name, account: owner, at }),
  z.strictObject({ op: z.literal('reduce'), id: name, account: owner, by: decimal, at }),
  z.strictObject({
    op: z.literal('replace'),
    id: name,
    account: owner,
    price: decimal.optional(),
    quantity: decimal.optional(),
    at,
  }),
  z.strictObject({ op: z.literal('mass-cancel'), account: name, at }),
  z.strictObject({ op: z.literal('kill-switch'), account: name, on: z.boolean(), at }),
  z.strictObject({ op: z.literal('halt'), symbol, at }),
  z.strictObject({ op: z.literal('resume'), symbol, at }),
  z.strictObject({ op: z.literal('auction'), symbol, at }),
  z.strictObject({ op: z.literal('uncross'), symbol, at }),
  z.strictObject({ op: z.literal('bands'), symbol, low: decimal, high: decimal, at }),
  z.strictObject({ op: z.literal('time'), at: time }),
  z.strictObject({ op: z.literal('snapshot'), at }),
  z.strictObject({ op: z.literal('restore'), state: z.record(z.string(), z.unknown()), at }),
]);

/** The number of the command that caused the event, from 1. */
const seq = z.int().positive();

export const eventSchema = z.discriminatedUnion('event', [
  z.strictObject({ event: z.literal('accepted'), seq, id: name }),
  /** Without an id when the refused command names no order. */
  z.strictObject({
    event: z.literal('rejected'),
    seq,
    id: name.optional(),
    code: z.enum(rejectCodes),
  }),
  z.strictObject({
    event: z.literal('traded'),
    seq,
    price: decimal,
    quantity: decimal,
    maker: name,
    taker: name,
  }),
  /** The quantity that will not execute any more: less than what is open when it decrements. */
  z.strictObject({
    event: z.literal('cancelled'),
    seq,
    id: name,
    quantity: decimal,
    reason: z.enum(cancelReasons),
  }),
  /** The price and the open quantity after a replace, a reduce or a slide. */
  z.strictObject({
    event: z.literal('replaced'),
    seq,
    id: name,
    price: decimal.optional(),
    quantity: decimal,
  }),
  z.strictObject({ event: z.literal('triggered'), seq, id: name }),
  z.strictObject({ event: z.literal('expired'), seq, id: name, quantity: decimal }),
  /** The part of an iceberg that is shown from now on. */
  z.strictObject({ event: z.literal('refreshed'), seq, id: name, display: decimal }),
  z.strictObject({ event: z.literal('halted'), seq, symbol }),
  z.strictObject({ event: z.literal('resumed'), seq, symbol }),
  z.strictObject({ event: z.literal('auction-opened'), seq, symbol }),
  /** Price and quantity are "0" when nothing crossed. */
  z.strictObject({ event: z.literal('uncrossed'), seq, symbol, price: decimal, quantity: decimal }),
  z.strictObject({
    event: z.literal('snapshot'),
    seq,
    state: z.record(z.string(), z.unknown()),
    digest: z.string(),
  }),
  z.strictObject({ event: z.literal('done'), seq, digest: z.string().optional() }),
]);

const positive = z.string().regex(/^[1-9][0-9]{0,18}$/, 'a positive integer as a decimal string');

/** Limits of one symbol, in ticks and lots; what is left out has the default of the model. */
export const instrumentSchema = z.strictObject({
  symbol: name,
  /** Prices are multiples of it. */
  tick: positive.optional(),
  /** Quantities are multiples of it. */
  lot: positive.optional(),
  priceMin: positive.optional(),
  priceMax: positive.optional(),
  quantityMin: positive.optional(),
  quantityMax: positive.optional(),
});

export const helloSchema = z.strictObject({
  hello: z.strictObject({
    engine: z.string().min(1),
    version: z.string(),
    protocol: z.literal(1),
    conventions: conventionsSchema,
    capabilities: z.array(z.enum(capabilities)),
    /** Without them every symbol exists, with the default limits. */
    instruments: z.array(instrumentSchema).optional(),
  }),
});

/** Any line of the stream, whichever side wrote it. */
export const lineSchema = z.union([helloSchema, commandSchema, eventSchema]);

export type Command = z.infer<typeof commandSchema>;
export type NewOrder = z.infer<typeof newOrder>;
export type StreamEvent = z.infer<typeof eventSchema>;
export type Hello = z.infer<typeof helloSchema>['hello'];
export type DeclaredInstrument = z.infer<typeof instrumentSchema>;
export type Capability = (typeof capabilities)[number];
export type RejectCode = (typeof rejectCodes)[number];
export type CancelReason = (typeof cancelReasons)[number];
export type SelfTradeMode = (typeof selfTradeModes)[number];
export type OrderType = (typeof orderTypes)[number];
export type TimeInForce = (typeof timesInForce)[number];
