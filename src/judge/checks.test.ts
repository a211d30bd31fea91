import { expect, test } from 'vitest';
import { z } from 'zod';
import { defineCheck } from '#contract/check.ts';
import { duration } from '#contract/units.ts';
import { judgeEvents } from './judge.ts';
import { sampleRun } from './sample-run.ts';

const options = z.strictObject({ for: duration().default(1_000) });

/** Says what it was given, as a plugin with a quantity among its options. */
const telling = defineCheck({
  summary: 'Tells its options.',
  class: 'safety',
  always: false,
  options,
  doesNotVerify: 'anything',
  online: false,
  begin: (context) => ({
    on: {},
    end: () => ({
      outcome: 'pass',
      examined: 1,
      because: `for ${(context.options as z.output<typeof options>).for} ms`,
      evidence: [],
    }),
  }),
  examples: [],
});

test('a check gets the options of the plan as they were decoded', () => {
  const plugins = new Map([['telling', telling]]);
  const given = { checks: [{ id: 'telling', options: { for: 1_500 } }] };
  const { plan, events } = sampleRun({ plan: given });
  const verdict = judgeEvents(plan, events, plugins);
  expect(verdict.checks.find((one) => one.id === 'telling')?.because).toBe('for 1500 ms');
});
