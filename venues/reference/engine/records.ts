/** What the log holds: commands in their sequence. Everything else is computed from it. */
type Positioned = { sequence: number; epoch: number };

export type Side = 'buy' | 'sell';
export type TimeInForce = 'gtc' | 'ioc';

/** A new order. Prices in ticks and quantities in lots, as decimal strings. */
export type NewCommand = {
  op: 'new';
  orderId: string;
  clientOrderId: string;
  account: string;
  symbol: string;
  side: Side;
  type: 'limit';
  timeInForce: TimeInForce;
  price: string;
  quantity: string;
};

export type CancelCommand = { op: 'cancel'; orderId: string; clientRequestId?: string };

/** The first record of every epoch: who leads, and whether alone. */
export type EpochCommand = { op: 'epoch'; leader: string; solo: boolean };

/** Takes a sequence number and does nothing. */
export type NoCommand = { op: 'none' };

export type Command = NewCommand | CancelCommand | EpochCommand | NoCommand;
export type LogRecord = Positioned & Command;
