import {
  type CheckContext,
  type Column,
  type FeedSnapshot,
  type FeedUpdate,
  type OrderRead,
  uint32Column,
} from 'proofhouse/contract';

/** What one source says of trades, by the sequence at which they happened: 4 bytes each. */
export interface TradeSums {
  readonly name: string;
  /** Sum of the digests of both sides of every trade, in any order. */
  readonly sums: Column;
  /** Epoch of the log's entry at a sequence; 0 where the source does not say. */
  readonly epochs: Column;
}

export function createTradeSums(name: string): TradeSums {
  return { name, sums: uint32Column(), epochs: uint32Column() };
}

export function addRow({ sums, epochs }: TradeSums, row: OrderRead): void {
  const { orderId, fills = [] } = row;
  epochs.set(row.sequence, row.epoch);
  for (const [trade, sequence, price, lots, maker] of fills) {
    sums.set(sequence, sums.get(sequence) + sideOf(trade, price, lots, orderId, maker));
  }
}

/** The trades that a feed told; `epochs` is 0 where it was not heard. */
export interface FeedTrades extends TradeSums {
  /** Digest of the prices and lots that the taker was due to be told, in order. */
  readonly taken: Column;
  newest: number;
}

export function createFeedTrades(name: string): FeedTrades {
  return { ...createTradeSums(name), taken: uint32Column(), newest: 0 };
}

/** What is told behind a snapshot from before was taken back: gapless-feed says whether it may. */
export function takeBack(feed: FeedTrades, { sequence }: FeedSnapshot): void {
  for (let at = sequence + 1; at <= feed.newest; at += 1) {
    feed.epochs.set(at, 0);
    feed.sums.set(at, 0);
    feed.taken.set(at, 0);
  }
  feed.newest = sequence;
}

export function addUpdate(feed: FeedTrades, { sequence, epoch, trades }: FeedUpdate): void {
  feed.newest = Math.max(feed.newest, sequence);
  feed.epochs.set(sequence, epoch);
  for (const [trade, , price, lots, maker, taker] of trades) {
    const sides = sideOf(trade, price, lots, maker, 1) + sideOf(trade, price, lots, taker, 0);
    feed.sums.set(sequence, feed.sums.get(sequence) + sides);
  }
  feed.taken.set(sequence, digestOfFills(trades.map(([, , price, lots]) => [price, lots])));
}

/** A complete read, and how far it reached. */
export interface TradesRead {
  readonly trades: TradeSums;
  readonly asOfSequence: number;
  /** The venue promises to lose nothing; else an entry of another epoch is another entry. */
  readonly keepsAll: boolean;
}

/** A sentence for every place where feed and read differ, undefined for every one where not. */
export function* againstRead(
  feed: FeedTrades,
  read: TradesRead | undefined,
): Generator<string | undefined> {
  if (read === undefined) return;
  const { trades, asOfSequence, keepsAll } = read;
  for (let at = 1; at <= Math.min(feed.newest, asOfSequence); at += 1) {
    const [told, shown] = [feed.sums.get(at), trades.sums.get(at)];
    if (feed.epochs.get(at) === 0 || (told === 0 && shown === 0)) continue;
    if (!keepsAll && feed.epochs.get(at) !== trades.epochs.get(at)) continue;
    const wrong = `sequence ${at}: other trades by ${feed.name} than by ${trades.name}`;
    yield told === shown ? undefined : wrong;
  }
}

/** The same of the answers that takers got; `answered` holds digests by generator and operation. */
export function* againstAnswers(
  feed: FeedTrades,
  answered: readonly Column[],
  { outcomes, excused }: CheckContext,
): Generator<string | undefined> {
  for (const [gen, generator] of outcomes.generators.entries()) {
    if (generator === undefined) continue;
    for (let op = 0; op < generator.count; op += 1) {
      const at = generator.sequence.get(op);
      const heard = at > 0 && feed.epochs.get(at) === generator.epoch.get(op);
      const [told, due] = [answered[gen]?.get(op) ?? 0, feed.taken.get(at)];
      if (!heard || (told === 0 && due === 0) || excused(gen, op)) continue;
      const name = `${generator.declared.id}-${op}`;
      const wrong = `${name}: other fills at sequence ${at} than ${feed.name} tells`;
      yield told === due ? undefined : wrong;
    }
  }
}

/** 0 without fills, and never with some. */
export function digestOfFills(fills: readonly (readonly [number, number])[]): number {
  let hash = 0x811c9dc5;
  for (const [price, lots] of fills) hash = mix(mix(hash, price), lots);
  return fills.length === 0 ? 0 : (hash | 1) >>> 0;
}

function sideOf(trade: string, price: number, lots: number, order: string, maker: 0 | 1): number {
  let hash = mix(mix(mix(0x811c9dc5, price), lots), maker);
  for (const text of [trade, order]) {
    for (let at = 0; at < text.length; at += 1) hash = mix(hash, text.charCodeAt(at));
    hash = mix(hash, text.length);
  }
  return hash >>> 0;
}

/** FNV-1a over 32 bits at a time: one difference in 4 billion goes unseen. */
function mix(hash: number, value: number): number {
  const low = Math.imul(hash ^ (value | 0), 0x01000193);
  return Math.imul(low ^ (low >>> 15) ^ Math.floor(value / 0x1_0000_0000), 0x01000193);
}
