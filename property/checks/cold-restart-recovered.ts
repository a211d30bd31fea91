import { defineCheck, sample } from 'proofhouse/contract';
import { z } from 'zod';
import { createEnded } from './parts/ended.ts';

/** Everything was gone at once, and the venue came back from what its disks had. */
export default defineCheck({
  summary: 'At least once no service had a process, and later one leads a newer epoch.',
  class: 'sometimes',
  always: false,
  options: z.strictObject({}),
  doesNotVerify: 'the restart that ends every run: it comes after the load, and the reads show it',
  online: false,

  begin() {
    const up = new Map<string, boolean>();
    const ended = createEnded();
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
        lifecycle(event) {
          const { service, atUs } = event;
          if (over || !up.has(service)) return;
          up.set(service, !ended.note(event));
          if (newest > 0 && ![...up.values()].includes(true)) goneUs = atUs;
        },
        service(event) {
          const { service, answered, leader, epoch = 0, atUs } = event;
          if (over || !answered || ended.outlived(event)) return;
          up.set(service, true);
          examined += 1;
          if (leader !== true) return;
          if (goneUs !== undefined && epoch > newest) {
            evidence.push(`all had ended at ${goneUs} us; ${service} leads ${epoch} at ${atUs} us`);
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
        sample('lifecycle', { service: 'engine-a', event: 'exited' }),
        sample('service', { service: 'engine-a', leader: true, epoch: 3 }),
      ],
    },
    {
      name: 'one was there all the time',
      outcome: 'fail',
      history: [
        sample('service', { service: 'engine-a', leader: true, epoch: 2 }),
        sample('service', { service: 'engine-b', leader: false, epoch: 2 }),
        sample('lifecycle', { service: 'engine-a', event: 'exited' }),
        sample('service', { service: 'engine-a', leader: true, epoch: 3 }),
      ],
    },
  ],
});
