import { type BookRead, defineCheck, sample, sampleRead } from 'proofhouse/contract';
import { z } from 'zod';

const evidenceMax = 20;

/**
 * Time priority survives: in every queue of every book, whoever leads by then, orders of one price
 * stand in the order in which they came, also after a takeover and after a cold restart.
 */
export default defineCheck({
  summary: 'In every book read back, the orders of a price stand in the order of their sequence.',
  class: 'safety',
  always: true,
  needs: 'books',
  options: z.strictObject({}),
  doesNotVerify: 'orders with new terms, whose place depends on the venue’s convention',
  online: false,

  begin() {
    /** Open orders of the read at hand: sequence, 0 for one that was given new terms. */
    let open = new Map<string, number>();
    const evidence: string[] = [];
    let examined = 0;
    let found = 0;
    const differs = (text: string) => {
      found += 1;
      if (evidence.length < evidenceMax) evidence.push(text);
    };
    const examine = (book: BookRead) => {
      const where = `${book.symbol} (${book.stage}, ${book.gateway})`;
      for (const [price, queue] of [...book.bids, ...book.asks]) {
        let last = 0;
        let before = '';
        for (const [orderId] of queue) {
          const sequence = open.get(orderId);
          if (sequence === undefined) differs(`${where} at ${price}: ${orderId} is not open`);
          if (sequence === undefined || sequence === 0) continue;
          examined += 1;
          if (sequence < last) {
            differs(`${where} at ${price}: ${orderId} (${sequence}) behind ${before} (${last})`);
          }
          last = sequence;
          before = orderId;
        }
      }
    };
    return {
      on: {
        'read-began'() {
          open = new Map();
        },
        order({ orderId, status, sequence, ...row }) {
          if (status !== 'open') return;
          const replaces = (row as { readonly replaces?: readonly unknown[] }).replaces ?? [];
          open.set(orderId, replaces.length > 0 ? 0 : sequence);
        },
        book: examine,
      },
      end: () => ({
        outcome: found > 0 ? 'fail' : 'pass',
        examined,
        because:
          found > 0
            ? `${found} orders stand where they should not: ${evidence[0]}`
            : `${examined} resting orders stand in the order in which they came`,
        evidence,
        found,
      }),
    };
  },

  examples: [
    { name: 'the first comes first', outcome: 'pass', history: readWith(['o0', 'o1']) },
    { name: 'the second comes first', outcome: 'fail', history: readWith(['o1', 'o0']) },
    { name: 'an order that no read has', outcome: 'fail', history: readWith(['o0', 'o7']) },
  ],
});

function readWith(ids: readonly string[]) {
  const bids = [[100, ids.map((id) => [id, 10] as const)] as const];
  const place = { read: 0, stage: 'live', gateway: 'gateway-1', symbol: 'X' } as const;
  const position = { asOfSequence: 2, epoch: 1, asks: [], bids };
  return [...sampleRead([{ op: 0 }, { op: 1 }]), sample('book', { ...place, ...position })];
}
