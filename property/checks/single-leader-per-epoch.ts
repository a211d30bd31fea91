import { defineCheck, sample } from 'proofhouse/contract';
import { z } from 'zod';

/** No two services claim to lead in one epoch, at whatever moments they were asked. */
export default defineCheck({
  summary: 'In every epoch at most one service claims to lead.',
  class: 'safety',
  always: true,
  options: z.strictObject({}),
  doesNotVerify: 'claims that were made and given up between two questions to a service',
  online: true,

  begin() {
    const leaders = new Map<number, string>();
    const evidence: string[] = [];
    let examined = 0;
    return {
      on: {
        service({ service, role, answered, leader, epoch, atUs }) {
          if (!answered || !leader || epoch === undefined || role === 'gateway') return;
          examined += 1;
          const first = leaders.get(epoch);
          if (first === undefined) leaders.set(epoch, service);
          else if (first !== service) {
            evidence.push(`epoch ${epoch}: ${service} claims it at ${atUs} us, ${first} had it`);
          }
        },
      },
      breached: () => evidence[0],
      end: () => ({
        outcome: evidence.length > 0 ? 'fail' : 'pass',
        examined,
        because:
          evidence.length > 0
            ? `${evidence.length} claims to an epoch that another service had`
            : `${examined} claims in ${leaders.size} epochs, one leader each`,
        evidence,
      }),
    };
  },

  examples: [
    {
      name: 'two epochs, a leader each',
      outcome: 'pass',
      history: [
        sample('service', { service: 'engine-a', leader: true, epoch: 1 }),
        sample('service', { service: 'engine-b', leader: true, epoch: 2 }),
      ],
    },
    {
      name: 'two leaders of one epoch',
      outcome: 'fail',
      history: [
        sample('service', { service: 'engine-a', leader: true, epoch: 1 }),
        sample('service', { service: 'engine-b', leader: true, epoch: 1 }),
      ],
    },
  ],
});
