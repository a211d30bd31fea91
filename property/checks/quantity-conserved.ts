import { defineCheck, type OrderRead, sampleRead, termsOf } from 'proofhouse/contract';
import { z } from 'zod';

interface Leg {
  readonly row: OrderRead;
  readonly price: number;
  readonly lots: number;
  readonly maker: 0 | 1;
}

/**
 * Lots neither appear nor vanish: what an order executed is the sum of its trades, each with two
 * sides.
 */
export default defineCheck({
  summary: 'Each order’s executed lots are its fills, and each trade has one buyer and one seller.',
  class: 'safety',
  always: true,
  options: z.strictObject({}),
  doesNotVerify: 'cash and fees: the venue keeps none',
  online: false,

  begin() {
    let open = new Map<string, Leg>();
    let faults: string[] = [];
    let rows = 0;
    let examined = 0;
    const evidence: string[] = [];
    return {
      on: {
        'read-began'() {
          open = new Map();
          faults = [];
          rows = 0;
        },
        order(row) {
          rows += 1;
          const wrong = wrongWith(row);
          if (wrong !== undefined) faults.push(`${row.orderId}: ${wrong}`);
          for (const [trade, , price, lots, maker] of row.fills ?? []) {
            const leg = { row, price, lots, maker };
            const other = open.get(trade);
            if (other === undefined) open.set(trade, leg);
            else {
              open.delete(trade);
              const unlike = mismatch(leg, other);
              if (unlike !== undefined) faults.push(`trade ${trade}: ${unlike}`);
            }
          }
        },
        'read-ended'({ complete, read }) {
          if (!complete) return;
          examined += rows;
          for (const trade of open.keys()) faults.push(`trade ${trade} has one side only`);
          evidence.push(...faults.slice(0, 20).map((text) => `read ${read}: ${text}`));
        },
      },
      end: () => ({
        outcome: evidence.length > 0 ? 'fail' : 'pass',
        examined,
        because:
          evidence.length > 0
            ? `lots do not add up: ${evidence[0]}`
            : `the lots of ${examined} orders add up`,
        evidence,
      }),
    };
  },

  examples: [
    {
      name: 'one trade of two orders',
      outcome: 'pass',
      history: sampleRead([
        { op: 0, executed: 4, fills: [['t1', 2, 100, 4, 1]] },
        {
          ...{ op: 1, side: 'sell', quantity: 4, executed: 4, status: 'filled' },
          fills: [['t1', 2, 100, 4, 0]],
        },
      ]),
    },
    {
      name: 'executed more than its fills',
      outcome: 'fail',
      history: sampleRead([{ op: 0, executed: 4, fills: [] }]),
    },
    {
      name: 'a trade with one side',
      outcome: 'fail',
      history: sampleRead([{ op: 0, executed: 4, fills: [['t1', 2, 100, 4, 1]] }]),
    },
  ],
});

function wrongWith(row: OrderRead): string | undefined {
  const { executed, status, fills = [], tif } = row;
  const { quantity } = termsOf(row);
  const sum = fills.reduce((total, [, , , lots]) => total + lots, 0);
  if (sum !== executed) return `${executed} lots executed, its fills are ${sum}`;
  if (executed > quantity) return `${executed} lots executed of ${quantity}`;
  if ((status === 'filled') !== (executed === quantity)) {
    return `${status} with ${executed} of ${quantity} executed`;
  }
  const immediate = tif !== 'gtc' || row.market === true;
  if (immediate && status === 'open') return 'immediate-or-cancel, yet it is open';
  if (tif === 'fok' && status === 'cancelled') return 'fill-or-kill, yet it is filled in part';
  if (status === 'rejected' && executed > 0) return `refused, yet ${executed} lots executed`;
  return fills.some(([, , , lots]) => lots <= 0) ? 'a fill of no lots' : undefined;
}

function mismatch(one: Leg, other: Leg): string | undefined {
  if (one.row.side === other.row.side) return `two orders that ${one.row.side}`;
  if (one.row.symbol !== other.row.symbol) return 'two symbols';
  if (one.price !== other.price) return `prices ${other.price} and ${one.price}`;
  if (one.lots !== other.lots) return `${other.lots} and ${one.lots} lots`;
  return one.maker === other.maker ? 'two makers or two takers' : undefined;
}
