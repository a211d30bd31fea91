import { defineFault, type ProcessIdentity, stateOf } from 'proofhouse/contract';
import { z } from 'zod';

/**
 * SIGSTOP to one service: it neither works nor dies, its connections stay open; healed by SIGCONT.
 */
export default defineFault({
  summary: 'SIGSTOP to one service, so that it hangs with its connections open.',
  options: z.strictObject({}),
  needs: ['signal'],
  targets: 'one',
  heals: ['continue'],
  exceedsQuorum: false,

  steps: (targets) =>
    targets.map((target) => ({
      injector: 'process',
      action: 'pause',
      target: { service: target.name, ...target.process },
    })),

  async remember({ targets }) {
    return targets.map((target) => target.process);
  },

  async effect({ before }) {
    const [victim] = before as readonly (ProcessIdentity | undefined)[];
    const state = victim && stateOf(victim);
    return { holds: state === 'T', saw: `pid ${victim?.pid} is in state ${state ?? 'gone'}` };
  },

  async healed({ before, targets, environment, signal }) {
    const [victim] = before as readonly (ProcessIdentity | undefined)[];
    const state = victim && stateOf(victim);
    const saw = `pid ${victim?.pid} is in state ${state ?? 'gone'}`;
    if (state === undefined || state === 'T') return { holds: false, saw };
    try {
      await environment.status(targets[0]?.name ?? '', signal);
      return { holds: true, saw: `${saw} and answers` };
    } catch {
      return { holds: false, saw: `${saw} but does not answer yet` };
    }
  },
});
