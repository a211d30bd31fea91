import { defineCheck, sample } from 'proofhouse/contract';
import { z } from 'zod';

/** A leader that lost its standby went on alone, in a later epoch that says so. */
export default defineCheck({
  summary: 'At least once a leader that had a standby says that it goes on alone, in a new epoch.',
  class: 'sometimes',
  always: false,
  options: z.strictObject({}),
  doesNotVerify:
    'that it acknowledged nothing before the epoch was recorded: a lost leader shows it',
  online: false,

  begin() {
    let paired: { readonly service: string; readonly epoch: number } | undefined;
    let over = false;
    const evidence: string[] = [];
    let examined = 0;
    return {
      on: {
        phase({ phase }) {
          over ||= phase === 'reconcile' || phase === 'down';
        },
        service({ service, answered, leader, epoch, solo, atUs }) {
          if (over || !answered || !leader || epoch === undefined || solo === undefined) return;
          examined += 1;
          if (!solo) paired = { service, epoch };
          else if (paired?.service === service && epoch > paired.epoch) {
            evidence.push(`${service} leads epoch ${epoch} alone at ${atUs} us`);
            paired = undefined;
          }
        },
      },
      end: () => ({
        outcome: evidence.length > 0 ? 'pass' : 'fail',
        examined,
        because: evidence[0] ?? `no solo epoch after a shared one, in ${examined} claims to lead`,
        evidence,
      }),
    };
  },

  examples: [
    {
      name: 'alone in a later epoch',
      outcome: 'pass',
      history: [
        sample('service', { service: 'engine-a', leader: true, epoch: 2, solo: false }),
        sample('service', { service: 'engine-a', leader: true, epoch: 3, solo: true }),
      ],
    },
    {
      name: 'alone without a new epoch',
      outcome: 'fail',
      history: [
        sample('service', { service: 'engine-a', leader: true, epoch: 2, solo: false }),
        sample('service', { service: 'engine-a', leader: true, epoch: 2, solo: true }),
      ],
    },
    {
      name: 'alone from the beginning',
      outcome: 'fail',
      history: [sample('service', { service: 'engine-a', leader: true, epoch: 1, solo: true })],
    },
  ],
});
