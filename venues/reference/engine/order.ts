import type { Side, TimeInForce } from './records.ts';

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

/** An order, live or dead; dead ones stay for reads and for idempotency. */
export type Order = {
  orderId: string;
  clientOrderId: string;
  account: string;
  symbol: string;
  side: Side;
  timeInForce: TimeInForce;
  /** Ticks, at most `amountMax`. */
  price: number;
  /** Lots, at most `amountMax`; `executed` never exceeds it, so no sum here can overflow. */
  quantity: number;
  executed: number;
  status: 'open' | 'filled' | 'cancelled';
  sequence: number;
  epoch: number;
  closedSequence: number | null;
  fills: Fill[];
  cancellation: Cancellation | null;
  /** Neighbours in the queue at its price. */
  ahead: Order | null;
  behind: Order | null;
};

export function openQuantity(order: Order): number {
  return order.quantity - order.executed;
}
