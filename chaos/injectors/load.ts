import { defineInjector } from 'proofhouse/contract';

/** Misbehaviour of clients: what the load processes send is changed, not the venue. */
export default defineInjector({
  summary: 'Changes what the load processes send: deliveries that come twice.',
  actions: ['deliver-twice'],

  async apply(step, world) {
    const everyNth = Number(step.parameters?.everyNth);
    if (!Number.isInteger(everyNth)) throw new Error('deliver-twice needs everyNth, an integer');
    if (world.load === undefined) throw new Error('there is no load to change');
    await world.load.deliverTwice(everyNth);
  },

  async revert(_step, world) {
    await world.load?.deliverTwice(0);
  },

  async inspect(_step, world) {
    return (await world.load?.deliversTwice()) ? 'present' : 'absent';
  },
});
