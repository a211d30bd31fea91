import { defineFault, identify, type ProcessIdentity, stateOf } from 'proofhouse/contract';
import { z } from 'zod';

/** SIGKILL to one service; healed by starting it again from its own data. */
export default defineFault({
  summary: 'SIGKILL to one service.',
  options: z.strictObject({}),
  needs: ['signal', 'restart'],
  targets: 'one',
  heals: ['restart'],
  exceedsQuorum: false,

  steps: (targets) =>
    targets.map((target) => ({
      injector: 'process',
      action: 'kill',
      target: { service: target.name, ...target.process },
    })),

  async remember({ targets }) {
    return targets.map((target) => target.process);
  },

  async effect({ before }) {
    const victims = before as readonly (ProcessIdentity | undefined)[];
    const alive = victims.filter((victim) => victim && stateOf(victim) !== undefined);
    const pids = victims.map((victim) => `${victim?.pid}`).join(', ');
    return alive.length === 0
      ? { holds: true, saw: `pid ${pids} is gone from the process table` }
      : { holds: false, saw: `pid ${alive.map((victim) => victim?.pid).join(', ')} still runs` };
  },

  async healed({ targets, before, environment, signal }) {
    const victims = before as readonly (ProcessIdentity | undefined)[];
    for (const [index, target] of targets.entries()) {
      const now = environment.service(target.name).process;
      if (now === undefined) return { holds: false, saw: `${target.name} is not running` };
      const fresh = identify(now.pid)?.startTicks !== victims[index]?.startTicks;
      if (!fresh) return { holds: false, saw: `${target.name} is still the old process` };
      try {
        await environment.status(target.name, signal);
      } catch {
        return { holds: false, saw: `${target.name} (pid ${now.pid}) does not answer yet` };
      }
    }
    const pids = targets.map((target) => environment.service(target.name).process?.pid);
    return { holds: true, saw: `pid ${pids.join(', ')} answers` };
  },
});
