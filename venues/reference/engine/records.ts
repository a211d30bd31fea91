/** What the log holds: commands in their sequence. Everything else is computed from it. */
type Positioned = { sequence: number; epoch: number };

export type Side = 'buy' | 'sell';
export type TimeInForce = 'gtc' | 'ioc' | 'fok';

export const orderTypes = ['limit', 'market'] as const;
export type OrderType = (typeof orderTypes)[number];

/**
 * A new order. Prices in ticks and quantities in lots, as decimal strings; a market order has the
 * price `0`.
 */
export type NewCommand = {
  op: 'new';
  orderId: string;
  clientOrderId: string;
  account: string;
  symbol: string;
  side: Side;
  type: OrderType;
  timeInForce: TimeInForce;
  price: string;
  quantity: string;
  /** It rests, or is rejected: it never takes. */
  postOnly?: true;
};

export type CancelCommand = { op: 'cancel'; orderId: string; clientRequestId?: string };

/** New terms for a resting order; the quantity counts what was executed too. */
export type ReplaceCommand = {
  op: 'replace';
  orderId: string;
  price: string;
  quantity: string;
  clientRequestId?: string;
};

/** Cancels all open orders of an account, in one symbol or in all. */
export type MassCancelCommand = {
  op: 'mass-cancel';
  account: string;
  symbol?: string;
  clientRequestId?: string;
};

/** The first record of every epoch: who leads, and whether alone. */
export type EpochCommand = { op: 'epoch'; leader: string; solo: boolean };

/** Takes a sequence number and does nothing. */
export type NoCommand = { op: 'none' };

export type Command =
  | NewCommand
  | CancelCommand
  | ReplaceCommand
  | MassCancelCommand
  | EpochCommand
  | NoCommand;
export type LogRecord = Positioned & Command;
