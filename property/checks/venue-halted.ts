import { defineCheck, duration, sample } from 'proofhouse/contract';
import { z } from 'zod';
import { createEnded } from './parts/ended.ts';

const options = z.strictObject({
  /** Longer than any takeover of this venue, so that a takeover is not called a halt. */
  for: duration().default(1_000),
});

/** The venue chose to halt, rather than let somebody lead who has holes; and it led again. */
export default defineCheck({
  summary: 'At least once nobody led for the stated time, and then somebody did, under load.',
  class: 'sometimes',
  always: false,
  options,
  doesNotVerify: 'that nothing was acknowledged meanwhile: expect: halt-safely does',
  online: false,

  begin(context) {
    const needMs = (context.options as z.output<typeof options>).for;
    const leading = new Set<string>();
    let haltedUs: number | undefined;
    const ended = createEnded();
    let over = false;
    const evidence: string[] = [];
    let examined = 0;
    return {
      on: {
        phase({ phase }) {
          over ||= phase === 'reconcile' || phase === 'down';
        },
        // A leader that only does not answer in time may lead on.
        lifecycle(event) {
          if (over || !ended.note(event) || !leading.delete(event.service)) return;
          if (leading.size === 0) haltedUs = event.atUs;
        },
        service(event) {
          const { service, answered, leader, atUs } = event;
          if (over || !answered || ended.outlived(event)) return;
          const had = leading.size > 0;
          if (leader === true) leading.add(service);
          else leading.delete(service);
          examined += 1;
          if (had && leading.size === 0) haltedUs = atUs;
          if (had || leading.size === 0 || haltedUs === undefined) return;
          if (atUs - haltedUs >= needMs * 1_000) {
            evidence.push(`nobody led from ${haltedUs} us on, then ${service} at ${atUs} us`);
          }
        },
      },
      end: () => ({
        outcome: evidence.length > 0 ? 'pass' : 'fail',
        examined,
        because: evidence[0] ?? `never ${needMs} ms without a leader, in ${examined} answers`,
        evidence,
      }),
    };
  },

  examples: [
    {
      name: 'two seconds without a leader',
      outcome: 'pass',
      history: [
        sample('service', { service: 'engine-a', leader: true }),
        sample('lifecycle', { service: 'engine-a', event: 'exited', atUs: 1_000_000 }),
        sample('service', { service: 'engine-a', leader: true, atUs: 3_000_000 }),
      ],
    },
    {
      name: 'a takeover within the time',
      outcome: 'fail',
      history: [
        sample('service', { service: 'engine-a', leader: true }),
        sample('lifecycle', { service: 'engine-a', event: 'exited', atUs: 1_000_000 }),
        sample('service', { service: 'engine-b', leader: true, atUs: 1_200_000 }),
      ],
    },
    {
      name: 'nobody leads any more',
      outcome: 'fail',
      history: [
        sample('service', { service: 'engine-a', leader: true }),
        sample('lifecycle', { service: 'engine-a', event: 'exited', atUs: 1_000_000 }),
      ],
    },
  ],
});
