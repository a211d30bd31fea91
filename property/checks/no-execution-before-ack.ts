import { defineCheck, known, sample, sampleGenerator, sampleOrder } from 'proofhouse/contract';
import { z } from 'zod';

const evidenceMax = 20;

/**
 * Nobody hears that an order traded before they hear that it was accepted. Both come on one
 * channel, so what stands first in the history was told first. An order of which nobody could say
 * whether it was accepted may trade without that word.
 */
export default defineCheck({
  summary: 'No trade of an order is reported before the order’s own acknowledgement.',
  class: 'safety',
  always: false,
  options: z.strictObject({}),
  doesNotVerify: 'clients that are told of trades only with the answer itself',
  online: false,

  begin({ outcomes }) {
    const evidence: string[] = [];
    // By generator: operations that were told indeterminate, and may yet trade.
    const unknown = new Set<string>();
    let examined = 0;
    return {
      on: {
        told({ gen, op, outcome }) {
          if (outcome === 'indeterminate') unknown.add(`${gen}-${op}`);
        },
        executed({ gen, op, tradeId, atUs }) {
          examined += 1;
          if ((outcomes.flagsOf(gen, op) & known.accepted) !== 0) return;
          if (unknown.has(`${gen}-${op}`) || evidence.length >= evidenceMax) return;
          const name = `${outcomes.generators[gen]?.declared.id}-${op}`;
          const when = `at ${(atUs / 1e6).toFixed(6)} s`;
          evidence.push(`${name}: trade ${tradeId} was reported ${when}, before it was accepted`);
        },
      },
      end() {
        const outcome = evidence.length > 0 ? 'fail' : examined === 0 ? 'unknown' : 'pass';
        const told = `${examined} reports of trades, each behind its order’s acknowledgement`;
        const none = 'the client was told of no trade beside an answer';
        const because = evidence[0] ?? (examined === 0 ? none : told);
        return { outcome, examined, because, evidence };
      },
    };
  },

  examples: [
    {
      name: 'accepted, then traded',
      outcome: 'pass',
      history: [sampleGenerator(), ...sampleOrder(0), sample('executed', { op: 0, sequence: 2 })],
    },
    {
      name: 'traded, then accepted',
      outcome: 'fail',
      history: [
        sampleGenerator(),
        sample('executed', { op: 0, sequence: 1 }),
        ...sampleOrder(0, {}, { quantity: 1 }),
      ],
    },
    {
      name: 'nobody knew whether it was accepted',
      outcome: 'pass',
      history: [
        sampleGenerator(),
        ...sampleOrder(0, {}, { outcome: 'indeterminate' }),
        sample('executed', { op: 0, sequence: 1 }),
      ],
    },
  ],
});
