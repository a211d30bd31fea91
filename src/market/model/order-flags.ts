import type { SelfTradeMode } from '../stream/schema.ts';

/**
 * What an order is, as bits of one integer, so that the hot path reads it with one load. Zero
 * means: no such order lives.
 */

/** Sides, also bit 0 of the flags. */
export const buy = 0;
export const sell = 1;
export type Side = typeof buy | typeof sell;

export const sellBit = 1;
export const liveBit = 1 << 1;
export const iocBit = 1 << 2;
export const fokBit = 1 << 3;
export const marketBit = 1 << 4;
export const postOnlyBit = 1 << 5;
export const reduceOnlyBit = 1 << 6;
export const icebergBit = 1 << 7;
export const ocoBit = 1 << 8;
/** A stop that has not triggered: live, but not in the queue of any level. */
export const dormantBit = 1 << 9;
export const trailingBit = 1 << 10;
/** In its account's list. */
export const listedBit = 1 << 11;
/** Orders that change while others execute. */
export const specialBits = reduceOnlyBit | icebergBit | ocoBit;
/** Those of them that make the quantity of a level more than what can execute. */
export const conditionalBits = reduceOnlyBit | ocoBit;

const selfTradeShift = 12;
/** Every bit that an order can have. */
export const knownBits = (1 << (selfTradeShift + 3)) - 1;

/** Index = the mode's number in the flags; 0 there means that the order does not say. */
const modesByNumber: readonly (SelfTradeMode | undefined)[] = [
  undefined,
  'none',
  'cancel-taker',
  'cancel-maker',
  'cancel-both',
  'decrement',
];

export const noSelfTrade = 1;
export const cancelTaker = 2;
export const cancelMaker = 3;
export const cancelBoth = 4;

export function selfTradeNumber(mode: SelfTradeMode): number {
  return modesByNumber.indexOf(mode);
}

/** The bits of an order that says its own mode. */
export function selfTradeFlags(mode: SelfTradeMode): number {
  return selfTradeNumber(mode) << selfTradeShift;
}

export function selfTradeOf(flags: number): number {
  return (flags >>> selfTradeShift) & 7;
}
