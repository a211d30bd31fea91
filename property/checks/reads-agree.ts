import {
  defineCheck,
  driveFolds,
  sample,
  sampleGenerator,
  sampleOrder,
  sampleRead,
} from 'proofhouse/contract';
import { z } from 'zod';
import { createPlacement } from './parts/placement.ts';
import { createReadAgreement } from './parts/read-agreement.ts';

const evidenceMax = 20;
const twoOrders = sampleRead([{ op: 0 }, { op: 1 }]);
const oneOrder = sampleRead([{ op: 0 }]);
const logged = (op: number, sequence: number) => sample('logged', { op, sequence });

/**
 * Every complete read, through whatever gateway, live or after the cold restart, shows the same
 * orders; so does the venue's own log, and all of them stand where they were acknowledged.
 */
export default defineCheck({
  summary: 'All complete reads, the venue’s own log and its acknowledgements tell the same story.',
  class: 'safety',
  always: true,
  options: z.strictObject({}),
  doesNotVerify: 'that every acknowledged order is among them: no-lost-acknowledged does',
  online: false,

  begin({ outcomes }) {
    const evidence: string[] = [];
    const differs = (text: string) => {
      if (evidence.length < evidenceMax) evidence.push(text);
    };
    const agreement = createReadAgreement(differs);
    const deliver = driveFolds([agreement, createPlacement(outcomes, differs)]);
    return {
      on: {
        generator: deliver,
        told: deliver,
        'read-began': deliver,
        order: deliver,
        'read-ended': deliver,
        logged: deliver,
      },
      end() {
        const { complete, logged, examined, missing } = agreement.end();
        const what = `${complete} reads${logged > 0 ? ' and the log' : ''}`;
        if (evidence.length > 0) {
          const because = `${what} do not agree: ${evidence[0]}`;
          return { outcome: 'fail', examined, because, evidence };
        }
        if (missing.length > 0 || complete < 2) {
          const because =
            missing.length > 0
              ? `no complete read ${missing.join(', ')}`
              : 'nothing to compare with';
          return { outcome: 'unknown', examined, because, evidence };
        }
        const because = `${what} agree, over ${examined} comparisons`;
        return { outcome: 'pass', examined, because, evidence };
      },
    };
  },

  examples: [
    {
      name: 'two equal reads',
      outcome: 'pass',
      history: [...oneOrder, ...sampleRead([{ op: 0 }], { read: 1 })],
    },
    {
      name: 'an order is filled in one read and open in the other',
      outcome: 'fail',
      history: [
        ...oneOrder,
        ...sampleRead([{ op: 0, executed: 10, status: 'filled' }], { read: 1, stage: 'cold' }),
      ],
    },
    {
      name: 'an order is missing in the second read',
      outcome: 'fail',
      history: [...twoOrders, ...sampleRead([{ op: 0 }], { read: 1 })],
    },
    {
      name: 'no complete read through one gateway',
      outcome: 'unknown',
      history: [
        ...oneOrder,
        ...sampleRead([{ op: 0 }], { read: 1 }),
        ...sampleRead([], { read: 2, gateway: 'gateway-2', complete: false }),
      ],
    },
    {
      name: 'the log has an order that no read has',
      outcome: 'fail',
      history: [sampleGenerator(), ...oneOrder, logged(0, 1), logged(1, 2)],
    },
    {
      name: 'the log has two orders in each other’s place',
      outcome: 'fail',
      history: [sampleGenerator(), ...twoOrders, logged(1, 1), logged(0, 2)],
    },
    {
      name: 'an order stands elsewhere than it was acknowledged',
      outcome: 'fail',
      history: [
        sampleGenerator(),
        ...sampleOrder(0, {}, { sequence: 7 }),
        ...sampleRead([{ op: 0, sequence: 8 }]),
      ],
    },
    {
      name: 'a read ends before what was acknowledged',
      outcome: 'fail',
      history: [sampleGenerator(), ...sampleOrder(1, {}, { sequence: 9 }), ...oneOrder],
    },
  ],
});
