import {
  type Column,
  defineCheck,
  type FeedTrade,
  type HistoryEvent,
  sample,
  sampleGenerator,
  sampleOrder,
  sampleRead,
  uint32Column,
} from 'proofhouse/contract';
import { z } from 'zod';
import {
  addRow,
  addUpdate,
  againstAnswers,
  againstRead,
  createFeedTrades,
  createTradeSums,
  digestOfFills,
  type FeedTrades,
  type TradeSums,
  type TradesRead,
  takeBack,
} from './parts/trade-digests.ts';

/** Acknowledgements, the feed and the reads tell of the same trades, each once, at one place. */
export default defineCheck({
  summary: 'Acknowledgements, feed and reads agree on every trade that the feed was heard to tell.',
  class: 'safety',
  always: true,
  needs: 'feed',
  options: z.strictObject({}),
  doesNotVerify: 'trades made while the feed was not heard; that a trade was due at all',
  online: false,

  begin(context) {
    const { failover, power } = context.plan.venue.promise;
    const keepsAll = failover && power;
    const feeds = new Map<string, FeedTrades>();
    // Of each generator, by operation: the digest of the fills that its answer told.
    const answered: Column[] = [];
    let reading: TradeSums | undefined;
    let read: TradesRead | undefined;
    const feedOf = (name: string): FeedTrades => {
      const feed = feeds.get(name) ?? createFeedTrades(name);
      feeds.set(name, feed);
      return feed;
    };
    return {
      on: {
        generator({ gen }) {
          answered[gen] = uint32Column();
        },
        told({ gen, op, outcome, sequence, fills = [] }) {
          // The first answer counts: it is the one whose place the outcomes hold.
          const first = sequence === context.outcomes.generators[gen]?.sequence.get(op);
          if (outcome === 'accepted' && first) answered[gen]?.set(op, digestOfFills(fills));
        },
        'feed-lost': ({ feed }) => void feedOf(feed),
        'feed-snapshot': (snapshot) => takeBack(feedOf(snapshot.feed), snapshot),
        feed: (update) => addUpdate(feedOf(update.feed), update),
        'read-began'({ read: number, gateway }) {
          reading = createTradeSums(`read ${number} (${gateway})`);
        },
        order(row) {
          if (read === undefined && reading !== undefined) addRow(reading, row);
        },
        'read-ended'({ complete, asOfSequence }) {
          if (complete && reading !== undefined)
            read ??= { trades: reading, asOfSequence, keepsAll };
        },
      },
      end() {
        const evidence: string[] = [];
        let examined = 0;
        for (const feed of feeds.values()) {
          const compared = [againstRead(feed, read), againstAnswers(feed, answered, context)];
          for (const wrong of compared.flatMap((one) => [...one])) {
            examined += 1;
            if (wrong !== undefined) evidence.push(wrong);
          }
        }
        const nothing = feeds.size === 0 ? 'skipped' : 'unknown';
        const seen = feeds.size > 0 && read !== undefined;
        const outcome = evidence.length > 0 ? 'fail' : seen ? 'pass' : nothing;
        const agreed = seen ? `${examined} comparisons of trades agree` : 'no feed or no read';
        const because = evidence[0] ?? agreed;
        return { outcome, examined, because, evidence };
      },
    };
  },

  examples: [
    { name: 'told by all three', outcome: 'pass', history: traded([[100, 4]], [100, 4]) },
    { name: 'the feed has another price', outcome: 'fail', history: traded([[100, 4]], [101, 4]) },
    { name: 'the answer has more lots', outcome: 'fail', history: traded([[100, 5]], [100, 4]) },
  ],
});

/** A sell of four meets a bid: as its answer says, as the feed says; a read has 4 lots at 100. */
function traded(
  fills: readonly (readonly [number, number])[],
  [price, lots]: readonly [number, number],
): HistoryEvent[] {
  const trade: FeedTrade = ['t1', 'X', price, lots, 'o0', 'o1'];
  const sell = { op: 1, side: 'sell', quantity: 4, executed: 4, status: 'filled' } as const;
  return [
    sampleGenerator(),
    sample('feed-snapshot', { sequence: 1 }),
    ...sampleOrder(1, { side: 'sell', quantity: 4 }, { quantity: 4, fills }),
    sample('feed', { sequence: 2, trades: [trade] }),
    ...sampleRead([
      { op: 0, executed: 4, fills: [['t1', 2, 100, 4, 1]] },
      { ...sell, closedSequence: 2, fills: [['t1', 2, 100, 4, 0]] },
    ]),
  ];
}
