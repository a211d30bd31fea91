import type { OrderType, Side, TimeInForce } from './records.ts';

export type Fill = {
  tradeId: string;
  sequence: number;
  price: number;
  quantity: number;
  role: 'maker' | 'taker';
};

/** How an order was cancelled by its owner, kept so that a repeated request gets this answer. */
export type Cancellation = {
  sequence: number;
  epoch: number;
  quantity: number;
  clientRequestId: string | null;
};

/** Why an order, or new terms for one, were refused for what stood in the book. */
export type RejectCode = 'would-take' | 'would-not-fill' | 'no-liquidity';

/** New terms that an order was given, or refused, kept to answer a repeated request alike. */
export type Replacement = {
  sequence: number;
  epoch: number;
  price: number;
  quantity: number;
  clientRequestId: string | null;
  code: RejectCode | null;
};

/** An order, live or dead; dead ones stay for reads and for idempotency. */
export type Order = {
  orderId: string;
  clientOrderId: string;
  account: string;
  symbol: string;
  side: Side;
  type: OrderType;
  timeInForce: TimeInForce;
  postOnly: boolean;
  /** What it was entered with. */
  entered: { price: number; quantity: number };
  /** Ticks, at most `amountMax`; 0 for a market order. */
  price: number;
  /** Lots, at most `amountMax`; `executed` never exceeds it, so no sum here can overflow. */
  quantity: number;
  executed: number;
  status: 'open' | 'filled' | 'cancelled' | 'rejected';
  code: RejectCode | null;
  sequence: number;
  epoch: number;
  closedSequence: number | null;
  fills: Fill[];
  replacements: Replacement[];
  cancellation: Cancellation | null;
  /** Neighbours in the queue at its price. */
  ahead: Order | null;
  behind: Order | null;
};

export function openQuantity(order: Order): number {
  return order.quantity - order.executed;
}
