import { defineCheck, sample } from 'proofhouse/contract';
import { z } from 'zod';

/** Everything was gone at once, and the venue came back from what its disks had. */
export default defineCheck({
  summary: 'At least once every service was away at one time, and later one leads a newer epoch.',
  class: 'sometimes',
  always: false,
  options: z.strictObject({}),
  doesNotVerify: 'the restart that ends every run: it comes after the load, and the reads show it',
  online: false,

  begin() {
    const up = new Map<string, boolean>();
    let newest = 0;
    let goneUs: number | undefined;
    let over = false;
    const evidence: string[] = [];
    let examined = 0;
    return {
      on: {
        phase({ phase }) {
          over ||= phase === 'reconcile' || phase === 'down';
        },
        service({ service, answered, leader, epoch = 0, atUs }) {
          if (over) return;
          up.set(service, answered);
          examined += 1;
          if (newest > 0 && ![...up.values()].includes(true)) goneUs = atUs;
          if (!answered || leader !== true) return;
          if (goneUs !== undefined && epoch > newest) {
            evidence.push(`all were away at ${goneUs} us; ${service} leads ${epoch} at ${atUs} us`);
            goneUs = undefined;
          }
          newest = Math.max(newest, epoch);
        },
      },
      end: () => ({
        outcome: evidence.length > 0 ? 'pass' : 'fail',
        examined,
        because: evidence[0] ?? `the venue did not come back from nothing, in ${examined} answers`,
        evidence,
      }),
    };
  },

  examples: [
    {
      name: 'all away, then a newer epoch',
      outcome: 'pass',
      history: [
        sample('service', { service: 'engine-a', leader: true, epoch: 2 }),
        sample('service', { service: 'engine-a', answered: false }),
        sample('service', { service: 'engine-a', leader: true, epoch: 3 }),
      ],
    },
    {
      name: 'one was there all the time',
      outcome: 'fail',
      history: [
        sample('service', { service: 'engine-a', leader: true, epoch: 2 }),
        sample('service', { service: 'engine-b', leader: false, epoch: 2 }),
        sample('service', { service: 'engine-a', answered: false }),
        sample('service', { service: 'engine-a', leader: true, epoch: 3 }),
      ],
    },
  ],
});
