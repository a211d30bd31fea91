import { defineCheck, sample } from 'proofhouse/contract';
import { z } from 'zod';

/** A replaced leader came back and knew that it no longer leads. */
export default defineCheck({
  summary: 'At least once a replaced leader answers again and no longer claims to lead.',
  class: 'sometimes',
  always: false,
  options: z.strictObject({}),
  doesNotVerify: 'that it acknowledged nothing meanwhile: RPO after recovery shows that',
  online: false,

  begin() {
    let leader: { readonly service: string; readonly epoch: number } | undefined;
    const deposed = new Map<string, number>();
    const evidence: string[] = [];
    let examined = 0;
    return {
      on: {
        service({ service, role, answered, leader: claims, epoch, atUs }) {
          if (!answered || epoch === undefined || role === 'gateway') return;
          if (claims && (leader === undefined || epoch > leader.epoch)) {
            if (leader !== undefined && leader.service !== service) {
              deposed.set(leader.service, leader.epoch);
            }
            leader = { service, epoch };
          }
          const lost = deposed.get(service);
          if (lost === undefined) return;
          examined += 1;
          if (claims || epoch <= lost) return;
          evidence.push(`${service}, leader of epoch ${lost}, follows in ${epoch} at ${atUs} us`);
          deposed.delete(service);
        },
      },
      end: () => ({
        outcome: evidence.length > 0 ? 'pass' : 'fail',
        examined,
        because: evidence[0] ?? `no replaced leader was seen to follow, in ${examined} answers`,
        evidence,
      }),
    };
  },

  examples: [
    {
      name: 'it follows in the new epoch',
      outcome: 'pass',
      history: [
        sample('service', { service: 'engine-a', leader: true, epoch: 1 }),
        sample('service', { service: 'engine-b', leader: true, epoch: 2 }),
        sample('service', { service: 'engine-a', leader: false, epoch: 2 }),
      ],
    },
    {
      name: 'it still claims its old epoch',
      outcome: 'fail',
      history: [
        sample('service', { service: 'engine-a', leader: true, epoch: 1 }),
        sample('service', { service: 'engine-b', leader: true, epoch: 2 }),
        sample('service', { service: 'engine-a', leader: true, epoch: 1 }),
      ],
    },
  ],
});
