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
    return {
      on: {
        order({ gen, op, orderId, status, executed }) {
          if (!refused(outcomes, gen, op)) return;
          const name = `${outcomes.generators[gen]?.declared.id}-${op}`;
          if (found.has(name)) return;
          found.add(name);
          evidence.push(`${name} was told refused; ${orderId} is ${status}, ${executed} executed`);
        },
      },
      end() {
        let examined = 0;
        for (const [gen, generator] of outcomes.generators.entries()) {
          for (let op = 0; op < (generator?.count ?? 0); op += 1) {
            if (refused(outcomes, gen, op)) examined += 1;
          }
        }
        const because =
          found.size > 0
            ? `${found.size} of ${examined} refused orders are there`
            : `none of ${examined} refused orders is there`;
        // With nothing refused there is nothing that could haunt: that is a skip, not a pass.
        const outcome = found.size > 0 ? 'fail' : examined > 0 ? 'pass' : 'skipped';
        return { outcome, examined, because, evidence, found: found.size };
      },
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
    {
      name: 'nothing was refused',
      outcome: 'skipped',
      history: [sampleGenerator(), ...sampleOrder(0), ...sampleRead([{ op: 0 }])],
    },
  ],
});

/** Every delivery of this new order was definitely refused, and none is still undecided. */
function refused(outcomes: Outcomes, gen: number, op: number): boolean {
  const flags = outcomes.flagsOf(gen, op);
  if ((flags & (known.rejected | known.notExecuted)) === 0) return false;
  return (flags & (known.cancel | known.accepted | known.undecidedMask)) === 0;
}
