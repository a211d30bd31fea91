import {
  defineInjector,
  type ProcessIdentity,
  type Step,
  signalProcess,
  stateOf,
  type World,
} from 'proofhouse/contract';

const signals: Readonly<Record<string, NodeJS.Signals>> = {
  kill: 'SIGKILL',
  terminate: 'SIGTERM',
  pause: 'SIGSTOP',
};

/** Signals to processes by identity (pid + start time), so that a reused pid is never hit. */
export default defineInjector({
  summary: 'Kills, stops, pauses and restarts processes by pid and start time.',
  actions: ['kill', 'terminate', 'pause'],

  async apply(step) {
    const signal = signals[step.action];
    if (signal === undefined) throw new Error(`no signal stands for "${step.action}"`);
    signalProcess(identityOf(step), signal);
  },

  async revert(step, world: World) {
    if (step.action === 'pause') {
      signalProcess(identityOf(step), 'SIGCONT');
      return;
    }
    // Without an environment the venue is being ended: a dead process needs no undoing.
    await world.environment?.start(step.target.service);
  },

  async inspect(step, world) {
    if (step.action === 'pause') return stateOf(identityOf(step)) === 'T' ? 'present' : 'absent';
    if (world.environment === undefined) return 'absent';
    return world.environment.service(step.target.service).process ? 'absent' : 'present';
  },
});

function identityOf(step: Step): ProcessIdentity {
  const { pid, startTicks } = step.target;
  if (pid === undefined || startTicks === undefined) {
    throw new Error(`step ${step.action} on ${step.target.service} names no process identity`);
  }
  return { pid, startTicks };
}
