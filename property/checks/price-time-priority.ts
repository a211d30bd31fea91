import {
  type Column,
  defineCheck,
  sampleGenerator,
  sampleOrder,
  sampleRead,
  uint32Column,
} from 'proofhouse/contract';
import { completeConventions, conventionsSchema } from 'proofhouse/market';
import { z } from 'zod';
import { createReplay, type Replay } from './parts/replay.ts';

/**
 * Price, then time: the whole accepted history, replayed through the matching model in the venue's
 * own sequence, gives the same trades, makers and left-over quantities, across every failover.
 */
export default defineCheck({
  summary: 'Every trade is the one that price-time priority demands, as replayed by the model.',
  class: 'safety',
  always: true,
  options: z.strictObject({}),
  doesNotVerify: 'the sequence itself: sequence-respects-real-time does',
  online: false,

  begin({ plan, outcomes, excused }) {
    const conventions = completeConventions(conventionsSchema.parse(plan.venue.conventions ?? {}));
    // What each taker was told of its fills, as a digest; 0 if it was told nothing.
    const told: Column[] = [];
    let replay: Replay | undefined;
    let replayed = false;
    let rows = 0;
    let examined = 0;
    let untold: { gen: number; op: number; text: string }[] = [];
    let evidence: string[] = [];
    return {
      on: {
        generator({ gen }) {
          told[gen] = uint32Column();
        },
        told({ gen, op, outcome, fills }) {
          if (outcome === 'accepted' && fills !== undefined) told[gen]?.set(op, digestOf(fills));
        },
        'read-began'() {
          replay = replayed ? undefined : createReplay(conventions);
          rows = 0;
          untold = [];
        },
        order(row) {
          if (replay === undefined) return;
          rows += 1;
          replay.add(row);
          const digest = told[row.gen]?.get(row.op) ?? 0;
          const taken = (row.fills ?? []).filter(
            ([, sequence, , , maker]) => maker === 0 && sequence === row.sequence,
          );
          const really = digestOf(taken.map(([, , price, lots]) => [price, lots] as const));
          if (digest === 0 || digest === really || untold.length > 100) return;
          const name = `${outcomes.generators[row.gen]?.declared.id}-${row.op}`;
          const text = `${name} (${row.orderId}) was told other fills than it has`;
          untold.push({ gen: row.gen, op: row.op, text });
        },
        'read-ended'({ complete }) {
          if (!complete || replay === undefined) return;
          replayed = true;
          examined = rows;
          evidence = [
            ...replay.end(),
            ...untold.filter(({ gen, op }) => !excused(gen, op)).map(({ text }) => text),
          ];
        },
      },
      end: () => ({
        outcome: !replayed ? 'unknown' : evidence.length > 0 ? 'fail' : 'pass',
        examined,
        because: !replayed
          ? 'no read was complete'
          : (evidence[0] ?? `${examined} orders replayed, every trade is as the model’s`),
        evidence,
      }),
    };
  },

  examples: [
    {
      name: 'the first of two equal bids trades',
      outcome: 'pass',
      history: [sampleGenerator(), ...sampleOrder(0), ...readOf(0)],
    },
    {
      name: 'the second of two equal bids trades',
      outcome: 'fail',
      history: [sampleGenerator(), ...sampleOrder(0), ...readOf(1)],
    },
  ],
});

/** Two bids of ten at one price and a sell of four, which trades with the bid number `maker`. */
function readOf(maker: 0 | 1) {
  const bid = (op: number) =>
    op === maker ? { op, executed: 4, fills: [['t1', 3, 100, 4, 1] as const] } : { op };
  const sell = { op: 2, side: 'sell', quantity: 4, executed: 4, status: 'filled' } as const;
  return sampleRead([
    bid(0),
    bid(1),
    { ...sell, closedSequence: 3, fills: [['t1', 3, 100, 4, 0]] },
  ]);
}

function digestOf(fills: readonly (readonly [number, number])[]): number {
  let hash = 0x811c9dc5;
  for (const [price, lots] of fills) {
    hash = Math.imul(hash ^ price, 0x01000193);
    hash = Math.imul(hash ^ lots, 0x01000193);
  }
  return (hash | 1) >>> 0;
}
