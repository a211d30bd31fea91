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
          // The venue says itself that it refused this one.
          if (status === 'rejected' && executed === 0 && outcomes.flagsOf(gen, op) !== 0) return;
          const unsent = gen >= 0 && outcomes.flagsOf(gen, op) === 0;
          if (!unsent && !refused(outcomes, gen, op)) return;
          const name = `${outcomes.generators[gen]?.declared.id}-${op}`;
          if (found.has(name)) return;
          found.add(name);
          const why = unsent ? 'was never sent' : 'was told refused';
          evidence.push(`${name} ${why}; ${orderId} is ${status}, ${executed} executed`);
        },
      },
      end: () => ({
        outcome: found.size > 0 ? 'fail' : 'pass',
        examined,
        because:
          found.size > 0
            ? `${found.size} orders are there that were told refused or never sent`
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
      name: 'a refused order is read back as refused',
      outcome: 'pass',
      history: [
        sampleGenerator(),
        ...sampleOrder(0, { tif: 'fok' }, { outcome: 'rejected', code: 'would-not-fill' }),
        ...sampleRead([{ op: 0, tif: 'fok', status: 'rejected', code: 'would-not-fill' }]),
      ],
    },
    {
      name: 'an order rests that nobody sent',
      outcome: 'fail',
      history: [sampleGenerator(), ...sampleOrder(0), ...sampleRead([{ op: 0 }, { op: 1 }])],
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
  return (flags & (known.change | known.accepted | known.undecidedMask)) === 0;
}
