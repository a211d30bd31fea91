import {
  defineCheck,
  known,
  type Outcomes,
  sampleGenerator,
  sampleOrder,
  sampleRead,
} from 'proofhouse/contract';
import { z } from 'zod';

/** What the client was told did not happen, did not happen: no refused order lives or traded. */
export default defineCheck({
  summary: 'No order that was told rejected or not executed is among the orders read back.',
  class: 'safety',
  always: true,
  options: z.strictObject({}),
  doesNotVerify: 'cancels told refused that took effect all the same',
  online: false,

  begin({ outcomes }) {
    const evidence: string[] = [];
    const found = new Set<string>();
    let examined = 0;
    return {
      on: {
        order({ gen, op, orderId, status, executed }) {
          examined += 1;
          if (!refused(outcomes, gen, op)) return;
          const name = `${outcomes.generators[gen]?.declared.id}-${op}`;
          if (found.has(name)) return;
          found.add(name);
          evidence.push(`${name} was told refused; ${orderId} is ${status}, ${executed} executed`);
        },
      },
      end: () => ({
        outcome: found.size > 0 ? 'fail' : 'pass',
        examined,
        because:
          found.size > 0
            ? `${found.size} orders that were told refused are there`
            : `none of ${examined} orders read back was told refused`,
        evidence,
        found: found.size,
      }),
    };
  },

  examples: [
    {
      name: 'a refused order is absent',
      outcome: 'pass',
      history: [
        sampleGenerator(),
        ...sampleOrder(0),
        ...sampleOrder(1, {}, { outcome: 'rejected', code: 'bad-price' }),
        ...sampleRead([{ op: 0 }]),
      ],
    },
    {
      name: 'a refused order rests',
      outcome: 'fail',
      history: [
        sampleGenerator(),
        ...sampleOrder(0, {}, { outcome: 'not-executed', code: 'not-forwarded' }),
        ...sampleRead([{ op: 0 }]),
      ],
    },
  ],
});

/** Every delivery of this new order was definitely refused, and none is still undecided. */
function refused(outcomes: Outcomes, gen: number, op: number): boolean {
  const flags = outcomes.flagsOf(gen, op);
  if ((flags & (known.rejected | known.notExecuted)) === 0) return false;
  return (flags & (known.cancel | known.accepted | known.undecidedMask)) === 0;
}
