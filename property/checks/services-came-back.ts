import { defineCheck, sample } from 'proofhouse/contract';
import { z } from 'zod';

const options = z.strictObject({
  /** Only services of this role; all of them if it is not named. */
  role: z.string().optional(),
  atLeast: z.int().min(1).default(1),
});

/** Services that went away came back and say that they are ready, while there is load. */
export default defineCheck({
  summary: 'At least so many services went away and were ready again, under load.',
  class: 'sometimes',
  always: false,
  options,
  doesNotVerify: 'that they serve: the witness does, lane by lane',
  online: false,

  begin(context) {
    const { role: wanted, atLeast } = context.options as z.output<typeof options>;
    const away = new Map<string, number>();
    const known = new Set<string>();
    const back = new Map<string, string>();
    let over = false;
    return {
      on: {
        phase({ phase }) {
          over ||= phase === 'reconcile' || phase === 'down';
        },
        service({ service, role, answered, ready, atUs }) {
          if (over || (wanted !== undefined && role !== wanted)) return;
          if (!answered && known.has(service)) {
            if (!away.has(service)) away.set(service, atUs);
          } else if (answered && ready === true) {
            known.add(service);
            const fromUs = away.get(service);
            if (fromUs === undefined) return;
            away.delete(service);
            back.set(service, `${service} was away at ${fromUs} us and ready at ${atUs} us`);
          }
        },
      },
      end() {
        const missing = [...away.keys()].filter((service) => !back.has(service));
        const still = missing.length > 0 ? `; still away: ${missing.join(', ')}` : '';
        return {
          outcome: back.size >= atLeast ? 'pass' : 'fail',
          examined: known.size,
          because: `${back.size} of ${known.size} services went away and came back${still}`,
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
        sample('service', { service: 'gateway-a', answered: false }),
        sample('service', { service: 'gateway-a', ready: true }),
      ],
    },
    {
      name: 'it answers, but is not ready',
      outcome: 'fail',
      history: [
        sample('service', { service: 'gateway-a', ready: true }),
        sample('service', { service: 'gateway-a', answered: false }),
        sample('service', { service: 'gateway-a', ready: false }),
      ],
    },
  ],
});
