import { defineCheck, sample, sampleGenerator, sampleOrder, sampleRead } from 'proofhouse/contract';
import { z } from 'zod';
import { createPlacement } from './parts/placement.ts';
import { createReadAgreement } from './parts/read-agreement.ts';

const evidenceMax = 20;

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
    const placement = createPlacement(outcomes, differs);
    return {
      on: {
        generator: placement.generator,
        told: placement.told,
        'read-began'(event) {
          agreement.began(event);
          placement.began(event);
        },
        order(event) {
          agreement.order(event);
          placement.order(event);
        },
        'read-ended'(event) {
          agreement.ended(event);
          placement.ended(event);
        },
        logged(event) {
          agreement.logged(event);
          placement.logged(event);
        },
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
      history: [...sampleRead([{ op: 0 }]), ...sampleRead([{ op: 0 }], { read: 1 })],
    },
    {
      name: 'an order is filled in one read and open in the other',
      outcome: 'fail',
      history: [
        ...sampleRead([{ op: 0 }]),
        ...sampleRead([{ op: 0, executed: 10, status: 'filled' }], { read: 1, stage: 'cold' }),
      ],
    },
    {
      name: 'an order is missing in the second read',
      outcome: 'fail',
      history: [...sampleRead([{ op: 0 }, { op: 1 }]), ...sampleRead([{ op: 0 }], { read: 1 })],
    },
    {
      name: 'no complete read through one gateway',
      outcome: 'unknown',
      history: [
        ...sampleRead([{ op: 0 }]),
        ...sampleRead([{ op: 0 }], { read: 1 }),
        ...sampleRead([], { read: 2, gateway: 'gateway-2', complete: false }),
      ],
    },
    {
      name: 'the log has an order that no read has',
      outcome: 'fail',
      history: [
        sampleGenerator(),
        ...sampleRead([{ op: 0 }]),
        sample('logged', { sequence: 1, op: 0 }),
        sample('logged', { sequence: 2, op: 1 }),
      ],
    },
    {
      name: 'the log has two orders in each other’s place',
      outcome: 'fail',
      history: [
        sampleGenerator(),
        ...sampleRead([{ op: 0 }, { op: 1 }]),
        sample('logged', { sequence: 1, op: 1 }),
        sample('logged', { sequence: 2, op: 0 }),
      ],
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
      history: [
        sampleGenerator(),
        ...sampleOrder(0),
        ...sampleOrder(1, {}, { sequence: 9 }),
        ...sampleRead([{ op: 0 }]),
      ],
    },
  ],
});
