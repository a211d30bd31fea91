import { defineCheck, sample, sampleRead } from 'proofhouse/contract';
import { z } from 'zod';
import { addBook, type Books, bookDifferences } from './parts/books.ts';
import { addRow, createDigests, differences, digestOf } from './parts/read-digests.ts';

const evidenceMax = 20;

/**
 * A state is what its log makes of it: the engines that were started again and replayed it have the
 * same orders, and the same queues at every price, as those that traded.
 */
export default defineCheck({
  summary: 'Orders and queues are after the replay of the log what they were before it.',
  class: 'safety',
  always: true,
  needs: 'books',
  options: z.strictObject({}),
  doesNotVerify: 'what no read and no book shows, such as the answers kept for repeated requests',
  online: false,

  begin() {
    const reads = {
      live: createDigests('the live state'),
      cold: createDigests('the replayed one'),
    };
    const books: Record<'live' | 'cold', Books> = { live: new Map(), cold: new Map() };
    let current = createDigests('');
    let stage: 'live' | 'cold' = 'live';
    return {
      on: {
        'read-began'(event) {
          stage = event.stage;
          current = createDigests(stage === 'live' ? 'the live state' : 'the replayed one');
        },
        order(row) {
          addRow(current, row.sequence, digestOf(row));
        },
        'read-ended'({ complete }) {
          if (complete && reads[stage].rows === 0) reads[stage] = current;
        },
        book(book) {
          addBook(books[book.stage], book);
        },
      },
      end() {
        const evidence: string[] = [];
        const compared = Math.min(reads.live.rows, reads.cold.rows);
        const shared = [...books.live.keys()].filter((symbol) => books.cold.has(symbol));
        if (compared === 0 || shared.length === 0) {
          const because = 'no live state and replayed one were both read completely';
          return { outcome: 'unknown', examined: 0, because, evidence };
        }
        for (const text of differences(reads.live, reads.cold)) {
          if (evidence.length < evidenceMax) evidence.push(text);
        }
        const levels = { compared: 0 };
        for (const text of bookDifferences(books.live, books.cold, levels)) {
          if (evidence.length < evidenceMax) evidence.push(text);
        }
        const what = `${compared} orders and ${levels.compared} price levels`;
        return {
          outcome: evidence.length > 0 ? 'fail' : 'pass',
          examined: compared + levels.compared,
          because:
            evidence.length > 0
              ? `the replay made another state: ${evidence[0]}`
              : `${what} are after the replay what they were before it`,
          evidence,
        };
      },
    };
  },

  examples: [
    {
      name: 'the same orders and queues',
      outcome: 'pass',
      history: [...read('live', ['o0', 'o1']), ...read('cold', ['o0', 'o1'])],
    },
    {
      name: 'the same orders, another queue',
      outcome: 'fail',
      history: [...read('live', ['o0', 'o1']), ...read('cold', ['o1', 'o0'])],
    },
    {
      name: 'an order is gone from its queue',
      outcome: 'fail',
      history: [...read('live', ['o0', 'o1']), ...read('cold', ['o0'])],
    },
    { name: 'no replayed state', outcome: 'unknown', history: read('live', ['o0', 'o1']) },
  ],
});

function read(stage: 'live' | 'cold', ids: readonly string[]) {
  const bids = [[100, ids.map((id) => [id, 10] as const)] as const];
  const number = stage === 'live' ? 0 : 1;
  const place = { read: number, stage, gateway: 'gateway-1', symbol: 'X' } as const;
  const position = { asOfSequence: 2, epoch: 1, asks: [], bids };
  const orders = sampleRead([{ op: 0 }, { op: 1 }], { read: number, stage });
  return [...orders, sample('book', { ...place, ...position })];
}
