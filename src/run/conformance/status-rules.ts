import type { ServiceStatus } from '#contract/venue.ts';
import { messageOf } from '#kit/errors.ts';
import type { Rule, Trial } from './trial.ts';

/** What services say of themselves: faults choose their targets by it. */
export const statusRules: readonly Rule[] = [
  {
    id: 'status-tells',
    says: 'every service says that it is live and ready, one of them leads, in an epoch',
    attempt: statusTells,
  },
];

async function statusTells(trial: Trial) {
  const { venue, environment, boundMs } = trial;
  if (venue.status === undefined) return { unknown: 'the venue tells no status' };
  const wrong: string[] = [];
  const leaders: [string, ServiceStatus][] = [];
  for (const { name } of environment.services()) {
    try {
      const status = await environment.status(name, AbortSignal.timeout(boundMs));
      if (status.live !== true) wrong.push(`${name} is up and says live: ${status.live}`);
      if (status.ready !== true) wrong.push(`${name} is ready and says ready: ${status.ready}`);
      if (status.leader === true) leaders.push([name, status]);
    } catch (thrown) {
      wrong.push(`${name} did not tell its status: ${messageOf(thrown)}`);
    }
  }
  if (leaders.length > 1) wrong.push(`${leaders.map(([name]) => name).join(' and ')} lead at once`);
  for (const [name, { epoch }] of leaders) {
    if (epoch === undefined || !Number.isSafeInteger(epoch) || epoch < 1) {
      wrong.push(`${name} leads in the epoch ${epoch}`);
    }
  }
  return wrong;
}
