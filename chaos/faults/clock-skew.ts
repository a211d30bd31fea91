import { defineFault, duration, type ProbeContext } from 'proofhouse/contract';
import { z } from 'zod';
import { andAnswers } from './parts/answers.ts';

const options = z.strictObject({
  by: duration().default(300_000),
  direction: z.enum(['ahead', 'behind']).default('ahead'),
});

type Options = z.output<typeof options>;
const toleranceMs = 250;

/** The wall clock of one service jumps, and stays off until it is healed. */
export default defineFault({
  summary: 'The wall clock of one service is ahead or behind (the machine’s is not touched).',
  options,
  needs: ['clock', 'status'],
  targets: 'one',
  heals: ['set-right'],
  exceedsQuorum: false,

  steps: (targets, given) =>
    targets.map((target) => ({
      injector: 'clock',
      action: 'skew',
      target: { service: target.name, ...(target.clockFile && { path: target.clockFile }) },
      parameters: { offsetMs: offsetOf(given) },
    })),

  async effect(context) {
    const offMs = await readOffset(context);
    if (offMs === undefined) return { holds: null, saw: 'the service does not tell its clock' };
    const off = Math.abs(offMs - offsetOf(context.options)) <= toleranceMs;
    return { holds: off, saw: `its own clock is ${offMs} ms ahead of ours` };
  },

  async healed(context) {
    const offMs = await readOffset(context);
    if (offMs === undefined || Math.abs(offMs) > toleranceMs) {
      return { holds: false, saw: `its own clock is ${offMs ?? '?'} ms ahead of ours` };
    }
    return andAnswers(context, `its own clock is ${offMs} ms ahead of ours`);
  },
});

function offsetOf(given: unknown): number {
  const { by, direction } = given as Options;
  return direction === 'ahead' ? by : -by;
}

async function readOffset(context: ProbeContext): Promise<number | undefined> {
  const { targets, environment, signal } = context;
  const askedMs = Date.now();
  const { clock } = await environment.status(targets[0]?.name ?? '', signal);
  if (clock === undefined) return undefined;
  return Math.round(clock.wallMs - (askedMs + Date.now()) / 2);
}
