import {
  type Column,
  defineCheck,
  float64Column,
  sampleGenerator,
  sampleOrder,
} from 'proofhouse/contract';
import { z } from 'zod';
import { createStaircase, raise, type Staircase, stepAt } from './parts/staircase.ts';

/** A reversal, of which both operations must be told facts that still count. */
interface Reversal {
  readonly operations: readonly (readonly [gen: number, op: number])[];
  readonly text: string;
}

const reversalsMax = 1_000;

/**
 * If an answer came back before another operation was sent, its sequence is smaller: a sequence
 * that only agrees with itself proves nothing. And nobody is answered by an epoch that was over
 * already.
 */
export default defineCheck({
  summary:
    'An operation sent after an answer was heard gets a later sequence, in no earlier epoch.',
  class: 'safety',
  always: true,
  options: z.strictObject({}),
  doesNotVerify:
    'the order of operations that were under way at the same time, within a millisecond',
  online: true,

  begin({ excused }) {
    const sentUs: Column[] = [];
    const epochs = new Map<number, Staircase>();
    const reversals: Reversal[] = [];
    let examined = 0;
    return {
      on: {
        generator({ gen }) {
          sentUs[gen] = float64Column();
        },
        sent({ gen, op, atUs }) {
          sentUs[gen]?.set(op, atUs);
        },
        told({ gen, op, atUs, outcome, sequence, epoch, repeat }) {
          if (outcome !== 'accepted' || sequence === undefined || epoch === undefined) return;
          if (repeat) return;
          const since = sentUs[gen]?.get(op) ?? 0;
          examined += 1;
          for (const [other, stairs] of epochs) {
            if (other < epoch) continue;
            const step = stepAt(stairs, since);
            const floor = stairs.sequence[step] ?? 0;
            if (floor === 0 || (other === epoch && floor < sequence)) continue;
            if (reversals.length >= reversalsMax) continue;
            const text =
              `generator ${gen} operation ${op}, sent at ${since} us, got ${epoch}/${sequence} ` +
              `after ${other}/${floor} had been told`;
            reversals.push({ operations: [[gen, op], stairs.who[step] ?? [gen, op]], text });
          }
          const stairs = epochs.get(epoch) ?? createStaircase();
          epochs.set(epoch, stairs);
          raise(stairs, atUs, sequence, [gen, op]);
        },
      },
      breached: () => reversals[0]?.text,
      end() {
        const evidence = reversals
          .filter(({ operations }) => !operations.some(([gen, op]) => excused(gen, op)))
          .map(({ text }) => text);
        return {
          outcome: evidence.length > 0 ? 'fail' : 'pass',
          examined,
          because:
            evidence.length > 0
              ? `the sequence goes back in real time: ${evidence[0]}`
              : `${examined} answers in the order in which they could be told`,
          evidence,
        };
      },
    };
  },

  examples: [
    {
      name: 'later and greater',
      outcome: 'pass',
      history: [sampleGenerator(), ...sampleOrder(0), ...sampleOrder(1)],
    },
    {
      name: 'sent later, sequenced earlier',
      outcome: 'fail',
      history: [
        sampleGenerator(),
        ...sampleOrder(0, {}, { sequence: 5 }),
        ...sampleOrder(1, {}, { sequence: 4 }),
      ],
    },
    {
      name: 'answered by an epoch that was over',
      outcome: 'fail',
      history: [
        sampleGenerator(),
        ...sampleOrder(0, {}, { sequence: 5, epoch: 2 }),
        ...sampleOrder(1, {}, { sequence: 6, epoch: 1 }),
      ],
    },
  ],
});
