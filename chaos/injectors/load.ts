import { defineInjector, type LoadControl, type Step } from 'proofhouse/contract';

/** Misbehaviour of clients: what the load processes send is changed, not the venue. */
export default defineInjector({
  summary: 'Changes what the load processes send: deliveries that come twice, and bursts.',
  actions: ['deliver-twice', 'multiply'],

  async apply(step, world) {
    if (world.load === undefined) throw new Error('there is no load to change');
    if (step.action === 'multiply') return multiply(step, world.load);
    const everyNth = Number(step.parameters?.everyNth);
    if (!Number.isInteger(everyNth)) throw new Error('deliver-twice needs everyNth, an integer');
    await world.load.deliverTwice(everyNth);
  },

  async revert(step, world) {
    if (step.action === 'multiply') await world.load?.multiply(1);
    else await world.load?.deliverTwice(0);
  },

  async inspect(step, world) {
    const { load } = world;
    const changed = step.action === 'multiply' ? load?.multiplies() : load?.deliversTwice();
    return (await changed) ? 'present' : 'absent';
  },
});

async function multiply(step: Step, load: LoadControl): Promise<void> {
  const factor = Number(step.parameters?.factor);
  if (!Number.isInteger(factor)) throw new Error('multiply needs factor, an integer');
  if ((await load.multiply(factor)) === 0) throw new Error('there is no load but the witness');
}
