import {
  defineCheck,
  known,
  sample,
  sampleGenerator,
  sampleOrder,
  sampleRead,
} from 'proofhouse/contract';
import { z } from 'zod';

/** What was told cancelled is not open again, before or after the venue recovered. */
export default defineCheck({
  summary: 'No order whose cancel was told accepted is open in any read.',
  class: 'safety',
  always: true,
  options: z.strictObject({}),
  doesNotVerify: 'cancels whose answer nobody heard',
  online: false,

  begin({ outcomes, excused }) {
    const suspects = new Map<string, { gen: number; cancel: number; told: string }>();
    let cancels = 0;
    return {
      on: {
        told({ gen, op, outcome }) {
          const cancel = (outcomes.flagsOf(gen, op) & known.cancel) !== 0;
          if (outcome === 'accepted' && cancel) cancels += 1;
        },
        order({ gen, op, orderId, status, read }) {
          const cancel = (outcomes.generators[gen]?.link.get(op) ?? 0) - 1;
          if (status !== 'open' || cancel < 0) return;
          const id = outcomes.generators[gen]?.declared.id ?? `generator ${gen}`;
          const told = `${id}-${op} (${orderId}) is open in read ${read}, cancelled by ${id}-${cancel}`;
          suspects.set(`${gen}-${op}`, { gen, cancel, told });
        },
      },
      end() {
        const all = [...suspects.values()];
        const evidence = all
          .filter(({ gen, cancel }) => !excused(gen, cancel))
          .map(({ told }) => told);
        const because =
          evidence.length > 0
            ? `${evidence.length} orders live after their cancel was told`
            : `none of ${cancels} told cancels was undone`;
        return {
          outcome: evidence.length > 0 ? 'fail' : 'pass',
          examined: cancels,
          because,
          evidence,
        };
      },
    };
  },

  examples: [
    {
      name: 'a cancelled order stays cancelled',
      outcome: 'pass',
      history: [
        sampleGenerator(),
        ...sampleOrder(0),
        sample('sent', { op: 1, atUs: 2_000, intendedUs: 2_000, kind: 'cancel', target: 0 }),
        sample('told', { op: 1, atUs: 3_000, sequence: 2, epoch: 1, quantity: 10 }),
        ...sampleRead([{ op: 0, status: 'cancelled', closedSequence: 2 }]),
      ],
    },
    {
      name: 'a cancelled order is open',
      outcome: 'fail',
      history: [
        sampleGenerator(),
        ...sampleOrder(0),
        sample('sent', { op: 1, atUs: 2_000, intendedUs: 2_000, kind: 'cancel', target: 0 }),
        sample('told', { op: 1, atUs: 3_000, sequence: 2, epoch: 1, quantity: 10 }),
        ...sampleRead([{ op: 0 }]),
      ],
    },
  ],
});
