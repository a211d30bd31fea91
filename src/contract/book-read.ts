/** Price in ticks, and its orders as they would trade: [order id, open lots]. */
export type BookLevel = readonly [number, readonly (readonly [string, number])[]];

/** A book of the read that has just ended, through the same gateway; best price first. */
export interface BookRead {
  readonly type: 'book';
  readonly atUs: number;
  readonly read: number;
  readonly stage: 'live' | 'cold';
  readonly gateway: string;
  readonly symbol: string;
  readonly asOfSequence: number;
  readonly epoch: number;
  readonly bids: readonly BookLevel[];
  readonly asks: readonly BookLevel[];
}
