import { defineFault, type ProbeContext } from 'proofhouse/contract';
import { z } from 'zod';

const options = z.strictObject({
  /** How many operations leave in the place of one, of every load but the witness. */
  factor: z.int().min(2).max(100).default(10),
});

const windowMs = 100;
const growth = 1.5;
/** Operations a second below which a venue is as good as idle. */
const idleBelow = 50;

/** Every client but the witness sends a multiple of what it did, all recorded and reconciled. */
export default defineFault({
  summary: 'Every client but the witness sends several times as much.',
  options,
  needs: ['load', 'traders', 'status'],
  targets: 'load',
  heals: ['calm'],
  exceedsQuorum: false,

  steps: (_targets, given) => [
    {
      injector: 'load',
      action: 'multiply',
      target: { service: 'load' },
      parameters: { factor: options.parse(given).factor },
    },
  ],

  remember: perSecond,

  async effect(context) {
    const { much, saw } = await compare(context);
    return { holds: much ?? null, saw };
  },

  async healed(context) {
    const { much, saw } = await compare(context);
    return { holds: much === undefined ? null : !much, saw };
  },
});

/** Whether there is much more to do than before; undefined if the gateways did not tell. */
async function compare(context: ProbeContext): Promise<{ much: boolean | undefined; saw: string }> {
  const before = context.before as number | undefined;
  const now = await perSecond(context);
  if (before === undefined || now === undefined) {
    return { much: undefined, saw: 'a gateway did not tell how far the sequence is' };
  }
  const saw = `${now} operations a second, ${before} before`;
  return { much: now > Math.max(idleBelow, before * growth), saw };
}

type Where = Pick<ProbeContext, 'environment' | 'signal'>;

/** How fast the venue's sequence grows, by the gateway that is furthest. */
async function perSecond(where: Where): Promise<number | undefined> {
  const from = await furthest(where);
  const fromMs = performance.now();
  await new Promise((resolve) => setTimeout(resolve, windowMs));
  const to = await furthest(where);
  if (from === undefined || to === undefined) return undefined;
  const grown = to - from;
  return Math.round((grown * 1_000) / (performance.now() - fromMs));
}

async function furthest({ environment, signal }: Where): Promise<number | undefined> {
  const asked = environment.gateways().map(async ({ name }) => {
    const status = await environment.status(name, signal).catch(() => undefined);
    return status?.sequence;
  });
  const known = (await Promise.all(asked)).filter((sequence) => sequence !== undefined);
  return known.length < asked.length ? undefined : Math.max(0, ...known);
}
