import { defineInjector } from 'proofhouse/contract';

/**
 * Power loss of every machine at once: processes gone, and with them all that no disk was asked to
 * keep.
 */
export default defineInjector({
  summary: 'Cuts the power: SIGKILL, then disks as they were before any further sync.',
  actions: ['cut'],

  async apply(_step, world) {
    if (world.environment === undefined) throw new Error('no environment to cut the power of');
    await world.environment.cutPower();
  },

  async revert(_step, world) {
    const { environment } = world;
    if (environment === undefined) return;
    await Promise.all(environment.services().map((service) => environment.start(service.name)));
  },

  async inspect(_step, world) {
    const down = world.environment?.services().some((service) => service.process === undefined);
    return down ? 'present' : 'absent';
  },
});
