import { defineCheck, sample } from 'proofhouse/contract';
import { z } from 'zod';

/** The run exercised what it was for: leadership moved to another service. */
export default defineCheck({
  summary: 'At least once another service leads in a later epoch than the one before.',
  class: 'sometimes',
  always: false,
  options: z.strictObject({}),
  doesNotVerify: 'that the takeover was quick or lost nothing: RTO and RPO say that',
  online: false,

  begin() {
    let last: { readonly service: string; readonly epoch: number } | undefined;
    const evidence: string[] = [];
    let examined = 0;
    return {
      on: {
        service({ service, role, answered, leader, epoch, atUs }) {
          if (!answered || !leader || epoch === undefined || role === 'gateway') return;
          examined += 1;
          if (last !== undefined && last.service !== service && epoch > last.epoch) {
            evidence.push(`${service} leads epoch ${epoch} at ${atUs} us, after ${last.service}`);
          }
          if (last === undefined || epoch >= last.epoch) last = { service, epoch };
        },
      },
      end: () => ({
        outcome: evidence.length > 0 ? 'pass' : 'fail',
        examined,
        because: evidence[0] ?? `no takeover in ${examined} claims to lead`,
        evidence,
      }),
    };
  },

  examples: [
    {
      name: 'a takeover',
      outcome: 'pass',
      history: [
        sample('service', { service: 'engine-a', leader: true, epoch: 1 }),
        sample('service', { service: 'engine-b', leader: true, epoch: 2 }),
      ],
    },
    {
      name: 'the same leader in a later epoch',
      outcome: 'fail',
      history: [
        sample('service', { service: 'engine-a', leader: true, epoch: 1 }),
        sample('service', { service: 'engine-a', leader: true, epoch: 2 }),
      ],
    },
  ],
});
