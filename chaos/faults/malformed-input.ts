import { defineFault, type ProbeContext, rate } from 'proofhouse/contract';
import { z } from 'zod';

const options = z.strictObject({
  rate: rate().default(100),
  seed: z.int().min(0).max(0xffff_ffff).default(7),
});

const refusedFrom = 5;
const calmForMs = 500;

/**
 * Requests that a venue must refuse: no JSON, wrong types, numbers out of range, bytes that are no
 * HTTP. The gateway tells how many it refused; that nothing of it became an order, the reads show.
 */
export default defineFault({
  summary: 'Malformed requests to one gateway: each must be refused, and change nothing.',
  options,
  needs: ['signal', 'status'],
  targets: 'one',
  heals: ['stop'],
  exceedsQuorum: false,
  refusable: true,

  steps: (targets, given) =>
    targets.map(({ name, address }) => {
      const { rate: ratePerSecond, seed } = given as z.output<typeof options>;
      const parameters = { address, ratePerSecond, seed };
      return { injector: 'clients', action: 'malformed', target: { service: name }, parameters };
    }),

  remember: refused,

  async effect(context) {
    const now = await refused(context);
    if (now === undefined) {
      return { holds: null, saw: `${context.targets[0]?.name} does not tell what it refused` };
    }
    const more = now - ((context.before as number | undefined) ?? 0);
    return { holds: more >= refusedFrom, saw: `${more} requests refused` };
  },

  async healed(context) {
    const first = await refused(context);
    await new Promise((resolve) => setTimeout(resolve, calmForMs));
    const more = ((await refused(context)) ?? 0) - (first ?? 0);
    return { holds: more === 0, saw: `${more} requests refused in ${calmForMs} ms` };
  },
});

type Where = Pick<ProbeContext, 'environment' | 'signal' | 'targets'>;

/** Requests that the gateway refused since it started, by its own word. */
async function refused({ environment, signal, targets }: Where): Promise<number | undefined> {
  const [target] = targets;
  if (target === undefined) return undefined;
  return (await environment.status(target.name, signal)).refused;
}
