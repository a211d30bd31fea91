import { defineCheck, sample } from 'proofhouse/contract';
import { z } from 'zod';
import { createEnded } from './parts/ended.ts';

const options = z.strictObject({
  /** Only services of this role; all of them if it is not named. */
  role: z.string().optional(),
  atLeast: z.int().min(1).default(1),
});

/** Services whose process ended came back and say that they are ready, while there is load. */
export default defineCheck({
  summary: 'The process of at least so many services ended, and they were ready again, under load.',
  class: 'sometimes',
  always: false,
  options,
  doesNotVerify: 'that they serve: the witness does, lane by lane',
  online: false,

  begin(context) {
    const { role: wanted, atLeast } = context.options as z.output<typeof options>;
    const away = new Map<string, number>();
    const ended = createEnded();
    const roles = new Map<string, string>();
    const back = new Map<string, string>();
    let over = false;
    return {
      on: {
        phase({ phase }) {
          over ||= phase === 'reconcile' || phase === 'down';
        },
        // One that only does not answer in time has not ended.
        lifecycle(event) {
          const { service, atUs } = event;
          if (!over && ended.note(event) && roles.has(service)) away.set(service, atUs);
        },
        service(event) {
          const { service, role, answered, ready, atUs } = event;
          if (over || ended.outlived(event)) return;
          if (wanted !== undefined && role !== wanted) return;
          roles.set(service, role);
          const fromUs = away.get(service);
          if (!answered || ready !== true || fromUs === undefined) return;
          away.delete(service);
          back.set(service, `${service} ended at ${fromUs} us and was ready at ${atUs} us`);
        },
      },
      end() {
        const missing = [...away.keys()].filter((service) => !back.has(service));
        const still = missing.length > 0 ? `; still away: ${missing.join(', ')}` : '';
        return {
          outcome: back.size >= atLeast ? 'pass' : 'fail',
          examined: roles.size,
          because: `${back.size} of ${roles.size} services ended and came back${still}`,
          evidence: [...back.values()],
        };
      },
    };
  },

  examples: [
    {
      name: 'away, and ready again',
      outcome: 'pass',
      history: [
        sample('service', { service: 'gateway-a', ready: true }),
        sample('lifecycle', { service: 'gateway-a', event: 'exited' }),
        sample('service', { service: 'gateway-a', ready: true }),
      ],
    },
    {
      name: 'it answers, but is not ready',
      outcome: 'fail',
      history: [
        sample('service', { service: 'gateway-a', ready: true }),
        sample('lifecycle', { service: 'gateway-a', event: 'exited' }),
        sample('service', { service: 'gateway-a', ready: false }),
      ],
    },
    {
      name: 'it was only slow to answer',
      outcome: 'fail',
      history: [
        sample('service', { service: 'gateway-a', ready: true }),
        sample('service', { service: 'gateway-a', answered: false }),
        sample('service', { service: 'gateway-a', ready: true }),
      ],
    },
  ],
});
