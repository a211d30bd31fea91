import {
  createMassCancels,
  defineCheck,
  known,
  type Outcomes,
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
    const massCancels = createMassCancels(outcomes);
    const suspects = new Map<string, { gen: number; cancel: number; told: string }>();
    let cancels = 0;
    return {
      on: {
        told({ gen, op, outcome }) {
          const flags = outcomes.flagsOf(gen, op);
          const cancel = (flags & (known.cancel | known.massCancel)) !== 0;
          if (outcome === 'accepted' && cancel) cancels += 1;
        },
        sent: (event) => massCancels.on.sent?.(event),
        order(row) {
          const { gen, op, orderId, status, read } = row;
          if (status !== 'open') return;
          const own = (outcomes.generators[gen]?.link.get(op) ?? 0) - 1;
          const single = own < 0 ? [] : [{ gen, op: own }];
          for (const by of [...single, ...massCancels.violated(row)]) {
            const order = `${nameOf(outcomes, gen, op)} (${orderId})`;
            const cancel = nameOf(outcomes, by.gen, by.op);
            const told = `${order} is open in read ${read}, cancelled by ${cancel}`;
            suspects.set(`${gen}-${op}`, { gen: by.gen, cancel: by.op, told });
          }
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
      name: 'an order is open that a mass cancel took',
      outcome: 'fail',
      history: [
        sampleGenerator(),
        ...sampleOrder(0),
        sample('sent', { op: 1, atUs: 2_000, intendedUs: 2_000, kind: 'mass-cancel' }),
        sample('told', { op: 1, atUs: 3_000, sequence: 2, epoch: 1, quantity: 10 }),
        ...sampleRead([{ op: 0 }]),
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

function nameOf(outcomes: Outcomes, gen: number, op: number): string {
  return `${outcomes.generators[gen]?.declared.id ?? `generator ${gen}`}-${op}`;
}
