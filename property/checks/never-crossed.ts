import { defineCheck, sampleRead, termsOf } from 'proofhouse/contract';
import { z } from 'zod';

interface Best {
  bid: number;
  ask: number;
  bidder: string;
  asker: string;
}

/** In no read do open orders cross: continuous trading would have traded them. */
export default defineCheck({
  summary: 'In every complete read the best bid is below the best ask.',
  class: 'safety',
  always: true,
  options: z.strictObject({}),
  doesNotVerify: 'books between two reads: price-time-priority replays those',
  online: false,

  begin() {
    let best = new Map<string, Best>();
    let rows = 0;
    let examined = 0;
    const evidence: string[] = [];
    return {
      on: {
        'read-began'() {
          best = new Map();
          rows = 0;
        },
        order(row) {
          const { symbol, side, status, orderId } = row;
          if (status !== 'open') return;
          const { price } = termsOf(row);
          rows += 1;
          const none = { bid: 0, ask: Number.POSITIVE_INFINITY, bidder: '', asker: '' };
          const book = best.get(symbol) ?? none;
          best.set(symbol, book);
          if (side === 'buy' && price > book.bid) {
            book.bid = price;
            book.bidder = orderId;
          } else if (side === 'sell' && price < book.ask) {
            book.ask = price;
            book.asker = orderId;
          }
        },
        'read-ended'({ read, complete }) {
          if (!complete) return;
          examined += rows;
          for (const [symbol, { bid, ask, bidder, asker }] of best) {
            if (bid < ask) continue;
            evidence.push(
              `${symbol} in read ${read}: bid ${bid} (${bidder}), ask ${ask} (${asker})`,
            );
          }
        },
      },
      end: () => ({
        outcome: evidence.length > 0 ? 'fail' : 'pass',
        examined,
        because:
          evidence.length > 0
            ? `${evidence.length} books are crossed`
            : `no book is crossed, over ${examined} open orders`,
        evidence,
      }),
    };
  },

  examples: [
    {
      name: 'a bid below the ask',
      outcome: 'pass',
      history: sampleRead([
        { op: 0, price: 99 },
        { op: 1, side: 'sell', price: 101 },
      ]),
    },
    {
      name: 'a bid at the ask',
      outcome: 'fail',
      history: sampleRead([
        { op: 0, price: 100 },
        { op: 1, side: 'sell', price: 100 },
      ]),
    },
  ],
});
