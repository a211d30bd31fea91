import { defineFault, type ProbeContext, type Reading } from 'proofhouse/contract';
import { z } from 'zod';

const options = z.strictObject({
  everyNth: z.int().min(2).max(1000).default(50),
});

/**
 * Every n-th operation is delivered twice with the same client order id: at once, through another
 * gateway, or some hundred milliseconds later, so that the second one can meet a new leader.
 */
export default defineFault({
  summary: 'One operation in n is delivered twice with the same client order id.',
  options,
  needs: ['load', 'status'],
  targets: 'load',
  heals: ['stop'],
  exceedsQuorum: false,

  steps: (_targets, given) => [
    {
      injector: 'load',
      action: 'deliver-twice',
      target: { service: 'load' },
      parameters: { everyNth: options.parse(given).everyNth },
    },
  ],

  remember: repeats,

  async effect(context) {
    const now = await repeats(context);
    const before = context.before as Readonly<Record<string, number>>;
    const grown = growth(before, now);
    return {
      holds: grown > 0,
      saw: `the engines met ${grown} operations that they knew already`,
    };
  },

  async healed(context): Promise<Reading> {
    const first = await repeats(context);
    // Second deliveries are at most a second behind the first: quiet for longer means stopped.
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    const grown = growth(first, await repeats(context));
    return { holds: grown === 0, saw: `${grown} repeated operations in the last 1.2 s` };
  },
});

type Where = Pick<ProbeContext, 'environment' | 'signal'>;

/** Counters of repeated operations of every engine that answers. */
async function repeats({ environment, signal }: Where): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const service of environment.services()) {
    if (service.role !== 'engine') continue;
    const status = await environment.status(service.name, signal).catch(() => undefined);
    if (status?.repeated !== undefined) counts[service.name] = status.repeated;
  }
  return counts;
}

/** A counter that fell belongs to a restarted engine and counts from zero. */
function growth(before: Readonly<Record<string, number>>, now: Readonly<Record<string, number>>) {
  return Object.entries(now).reduce((sum, [name, count]) => {
    const base = before[name] ?? 0;
    return sum + (count >= base ? count - base : count);
  }, 0);
}
