import type { Side } from './history.ts';

/** [order id, symbol, side, price, open lots, 1 if it stands last at its price now, else 0] */
export type FeedOrder = readonly [string, string, Side, number, number, 0 | 1];
/** [trade id, symbol, price, lots, order id of the maker, of the taker] */
export type FeedTrade = readonly [string, string, number, number, string, string];

/** The venue's market-data feed begins, or begins again: every resting order, queue by queue. */
export interface FeedSnapshot {
  readonly type: 'feed-snapshot';
  readonly atUs: number;
  /** The service that serves it. */
  readonly feed: string;
  readonly sequence: number;
  readonly epoch: number;
  readonly orders: readonly FeedOrder[];
}

/** A message of the feed, kept whole: what one entry of the venue's log did to the market. */
export interface FeedUpdate {
  readonly type: 'feed';
  readonly atUs: number;
  readonly feed: string;
  readonly sequence: number;
  readonly epoch: number;
  /** Orders that came, changed or went (0 lots). */
  readonly orders: readonly FeedOrder[];
  readonly trades: readonly FeedTrade[];
}

/** The feed is not heard from here until its next snapshot. */
export interface FeedLost {
  readonly type: 'feed-lost';
  readonly atUs: number;
  readonly feed: string;
  readonly because: string;
}

/** A trade of an order was told to the client beside the order's answer. */
export interface OperationExecuted {
  readonly type: 'executed';
  readonly atUs: number;
  readonly gen: number;
  readonly op: number;
  readonly tradeId: string;
  readonly sequence: number;
  readonly price: number;
  readonly quantity: number;
  readonly maker: boolean;
}

/** What a feed tells: a snapshot first, then every message behind it. */
export type FeedMessage = Omit<FeedSnapshot, 'atUs' | 'feed'> | Omit<FeedUpdate, 'atUs' | 'feed'>;

/** A market-data feed: every service of a role serves it. */
export interface FeedSpec {
  readonly role: string;
  /**
   * Reads it at host:port of the service's first port until the signal aborts; throws when it is
   * lost, with why.
   */
  read(address: string, signal: AbortSignal): AsyncIterable<FeedMessage>;
}
