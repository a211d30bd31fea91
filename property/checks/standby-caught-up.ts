import { defineCheck, sample } from 'proofhouse/contract';
import { z } from 'zod';
import { createEnded } from './parts/ended.ts';

/** A standby that had fallen away is in sync again while there is load. */
export default defineCheck({
  summary: 'At least once a service that was away or behind follows in sync again, under load.',
  class: 'sometimes',
  always: false,
  options: z.strictObject({}),
  doesNotVerify: 'that what it holds is right: only a takeover by it shows that',
  online: false,

  begin() {
    const away = new Map<string, boolean>();
    const ended = createEnded();
    let over = false;
    const evidence: string[] = [];
    let examined = 0;
    return {
      on: {
        phase({ phase }) {
          over ||= phase === 'reconcile' || phase === 'down';
        },
        // One that only does not answer in time has not fallen away.
        lifecycle(event) {
          const { service } = event;
          if (!over && ended.note(event) && away.has(service)) away.set(service, true);
        },
        service(event) {
          const { service, answered, leader, inSync, atUs } = event;
          if (over || !answered || ended.outlived(event)) return;
          const follows = leader === false && inSync === true;
          if (follows && away.get(service) === true) {
            evidence.push(`${service} is in sync again at ${atUs} us`);
          }
          // Whoever never followed or led has not fallen away.
          if (follows || leader === true) away.set(service, false);
          else if (away.has(service)) away.set(service, true);
          if (away.get(service) === true) examined += 1;
        },
      },
      end: () => ({
        outcome: evidence.length > 0 ? 'pass' : 'fail',
        examined: examined + evidence.length,
        because: evidence[0] ?? `nobody came back in sync, in ${examined} looks at who was away`,
        evidence,
      }),
    };
  },

  examples: [
    {
      name: 'killed, and in sync again',
      outcome: 'pass',
      history: [
        sample('service', { service: 'engine-b', leader: false, inSync: true }),
        sample('lifecycle', { service: 'engine-b', event: 'exited' }),
        sample('service', { service: 'engine-b', leader: false, inSync: true }),
      ],
    },
    {
      name: 'it stays behind',
      outcome: 'fail',
      history: [
        sample('service', { service: 'engine-b', leader: false, inSync: true }),
        sample('service', { service: 'engine-b', leader: false, inSync: false }),
      ],
    },
    {
      name: 'in sync only after the cold restart',
      outcome: 'fail',
      history: [
        sample('service', { service: 'engine-b', leader: false, inSync: true }),
        sample('lifecycle', { service: 'engine-b', event: 'exited' }),
        sample('phase', { phase: 'reconcile' }),
        sample('service', { service: 'engine-b', leader: false, inSync: true }),
      ],
    },
  ],
});
