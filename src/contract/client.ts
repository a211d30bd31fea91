import type { z } from 'zod';
import type { BookRead } from './book-read.ts';
import type { OperationKind, OrderRead, Side, TimeInForce, ToldOutcome } from './history.ts';

/** Where a client finds one gateway: host:port as the client must dial it. */
export interface GatewayAddress {
  readonly name: string;
  readonly address: string;
}

export interface NewOrder {
  readonly kind: 'new';
  readonly clientOrderId: string;
  readonly account: number;
  readonly symbol: string;
  readonly side: Side;
  readonly tif: TimeInForce;
  /** 0 for a market order. */
  readonly price: number;
  readonly quantity: number;
  readonly market?: true;
  readonly postOnly?: true;
}

export interface CancelOrder {
  readonly kind: 'cancel';
  /** Identifies this cancel for idempotent redelivery. */
  readonly clientRequestId: string;
  readonly account: number;
  readonly symbol: string;
  /** The venue's order id, as told on acceptance. */
  readonly orderId: string;
}

/** New terms for a resting order; what its quantity counts is the venue's convention. */
export interface ReplaceOrder {
  readonly kind: 'replace';
  readonly clientRequestId: string;
  readonly account: number;
  readonly symbol: string;
  readonly orderId: string;
  readonly price: number;
  readonly quantity: number;
}

/** Cancels all open orders of an account in a symbol. */
export interface MassCancel {
  readonly kind: 'mass-cancel';
  readonly clientRequestId: string;
  readonly account: number;
  readonly symbol: string;
}

export type Operation = NewOrder | CancelOrder | ReplaceOrder | MassCancel;

/**
 * What the client heard of one operation; it may come on another channel than the one it was sent
 * on.
 */
export interface ClientReport {
  /** The number that `send` returned. */
  readonly correlation: number;
  /**
   * Monotonic nanoseconds (process.hrtime.bigint) at which the last byte of the answer was seen.
   */
  readonly atNs: bigint;
  readonly outcome: ToldOutcome;
  readonly code?: string;
  readonly sequence?: number;
  readonly epoch?: number;
  readonly orderId?: string;
  readonly quantity?: number;
  readonly fills?: readonly (readonly [number, number])[];
}

/**
 * A trade of an order of this client, told beside the answers. The order's answer, if it was told
 * on the same connection, stands before it among the reports.
 */
export interface ExecutionReport {
  readonly clientOrderId: string;
  /** As in {@link ClientReport}. */
  readonly atNs: bigint;
  readonly tradeId: string;
  readonly sequence: number;
  readonly price: number;
  readonly quantity: number;
  readonly maker: boolean;
}

/** An order of a full read, before it is matched with the run's operations. */
export type ReadRow = Omit<OrderRead, 'type' | 'read' | 'gen' | 'op'> & {
  readonly clientOrderId: string;
};

export interface ReadPage {
  readonly rows: readonly ReadRow[];
  readonly total: number;
  readonly asOfSequence: number;
  readonly epoch: number;
}

/** A book as it is read: best price first, and each price's orders as they would trade. */
export type BookPage = Pick<BookRead, 'asOfSequence' | 'epoch' | 'bids' | 'asks'>;

export interface LogRow {
  readonly sequence: number;
  readonly epoch: number;
  readonly kind: OperationKind;
  /** Client order id, or client request id of what is no new order. */
  readonly clientId: string;
}

/** How one speaks to a kind of venue. Errors are mapped: definite refusal, or indeterminate. */
export interface Client {
  /**
   * Sends at once, without waiting; never throws for what the network does. Returns a correlation.
   */
  send(gateway: string, operation: Operation): number;
  /** Everything the venue said of operations, until `close`. Consumed once. */
  readonly reports: AsyncIterable<ClientReport | ExecutionReport>;
  /** Reads all orders of all accounts, dead ones included, in ascending sequence, page by page. */
  readAll(gateway: string, signal: AbortSignal): AsyncIterable<ReadPage>;
  /** A book with every order in its queue; only of a venue that says `books`. */
  readBook?(gateway: string, symbol: string, signal: AbortSignal): Promise<BookPage>;
  /** The venue's own command log, where it serves one. */
  readLog?(gateway: string, signal: AbortSignal): AsyncIterable<LogRow>;
  /** Gives up on everything unanswered: reports it indeterminate with code `closed-at-drain`. */
  close(): Promise<void>;
}

/** A client plugin: `clients/<name>.ts`. */
export interface ClientPlugin {
  readonly summary: string;
  readonly options: z.ZodType;
  connect(gateways: readonly GatewayAddress[], options: unknown): Promise<Client>;
}

export function defineClient(plugin: ClientPlugin): ClientPlugin {
  return plugin;
}
