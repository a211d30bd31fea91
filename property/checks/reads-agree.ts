import { defineCheck, sample, sampleRead } from 'proofhouse/contract';
import { z } from 'zod';
import { differences, digestOf, type Read } from './parts/read-digests.ts';

const evidenceMax = 20;

/**
 * Every complete read, through whatever gateway, live or after the cold restart, shows the same
 * orders.
 */
export default defineCheck({
  summary: 'All complete reads and the venue’s own log show the same orders.',
  class: 'safety',
  always: true,
  options: z.strictObject({}),
  doesNotVerify: 'that the orders are the ones that were acknowledged: no-lost-acknowledged does',
  online: false,

  begin() {
    const reads: Read[] = [];
    const evidence: string[] = [];
    const logged: number[] = [];
    let current: Read | undefined;
    let examined = 0;
    const differs = (text: string) => evidence.length < evidenceMax && evidence.push(text);
    return {
      on: {
        'read-began'({ read, stage, gateway }) {
          const name = `read ${read} (${stage}, ${gateway})`;
          current = { name, sequences: [], digests: [], complete: false };
        },
        order(row) {
          current?.sequences.push(row.sequence);
          current?.digests.push(digestOf(row));
        },
        'read-ended'({ complete }) {
          if (current !== undefined && complete) reads.push({ ...current, complete });
          current = undefined;
        },
        logged({ sequence, kind }) {
          if (kind === 'new') logged.push(sequence);
        },
      },
      end() {
        const [first, ...others] = reads;
        if (first === undefined) {
          const because = 'no read was complete';
          return { outcome: 'unknown', examined: 0, because, evidence: [] };
        }
        for (const other of others) {
          examined += other.sequences.length;
          for (const text of differences(first, other)) differs(text);
        }
        if (logged.length > 0) {
          examined += logged.length;
          const log = { ...first, name: 'the log', sequences: logged, digests: [] };
          for (const text of differences(first, log)) differs(text);
        }
        const what = `${reads.length} reads${logged.length > 0 ? ' and the log' : ''}`;
        return {
          outcome: evidence.length > 0 ? 'fail' : 'pass',
          examined,
          because:
            evidence.length > 0
              ? `${what} differ: ${evidence[0]}`
              : `${what} agree on ${first.sequences.length} orders`,
          evidence,
        };
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
      name: 'the log has an order that no read has',
      outcome: 'fail',
      history: [
        ...sampleRead([{ op: 0 }]),
        sample('logged', { sequence: 1, op: 0 }),
        sample('logged', { sequence: 2, op: 1 }),
      ],
    },
  ],
});
