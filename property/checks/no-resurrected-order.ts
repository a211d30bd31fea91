import {
  type Column,
  defineCheck,
  known,
  sample,
  sampleGenerator,
  sampleOrder,
  sampleRead,
  uint32Column,
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
    // Of each generator, by operation: a cancel's target, and an order's accepted cancel; one
    // higher.
    const links: Column[] = [];
    const suspects = new Map<string, { gen: number; cancel: number; told: string }>();
    let cancels = 0;
    return {
      on: {
        generator({ gen }) {
          links[gen] = uint32Column();
        },
        sent({ gen, op, kind, target }) {
          if (kind === 'cancel' && target !== undefined) links[gen]?.set(op, target + 1);
        },
        told({ gen, op, outcome }) {
          if (outcome !== 'accepted' || !(outcomes.flagsOf(gen, op) & known.cancel)) return;
          const target = (links[gen]?.get(op) ?? 0) - 1;
          if (target < 0) return;
          links[gen]?.set(target, op + 1);
          cancels += 1;
        },
        order({ gen, op, orderId, status, read }) {
          const cancel = (links[gen]?.get(op) ?? 0) - 1;
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
