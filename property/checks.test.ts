import { describe, expect, test } from 'vitest';
import { loadPlugins } from '#catalogue';
import type { CheckPlugin } from '#contract/check.ts';
import { driveFolds } from '#contract/fold.ts';
import { createOutcomes } from '#contract/operations/outcomes.ts';
import { samplePlan } from '#contract/sample.ts';

const checks = await loadPlugins<CheckPlugin>('check');

describe.each([...checks])('%s', (_name, check) => {
  test('says in a sentence what it checks and what it does not verify', () => {
    expect(check.summary).toMatch(/^[A-Z].*\.$/);
    expect(check.doesNotVerify.length).toBeGreaterThan(10);
  });

  test('has an example that passes and one that fails', () => {
    const outcomes = check.examples.map((example) => example.outcome);
    expect(outcomes).toContain('pass');
    expect(outcomes).toContain('fail');
  });

  test.each(check.examples)('$name: $outcome', (example) => {
    const plan = samplePlan();
    const outcomes = createOutcomes(plan.witnessIntervalUs);
    const options = check.options.parse(example.options ?? {});
    const fold = check.begin({ plan, options, outcomes, excused: () => false });
    const deliver = driveFolds([outcomes, fold]);
    for (const event of example.history) deliver(event);
    const result = fold.end();
    expect(result.outcome, result.because).toBe(example.outcome);
    if (example.outcome === 'fail' && check.class !== 'sometimes') {
      expect(result.evidence.length).toBeGreaterThan(0);
    }
  });

  test('says nothing of an empty history', () => {
    const plan = samplePlan();
    const outcomes = createOutcomes(plan.witnessIntervalUs);
    const options = check.options.parse({});
    const result = check.begin({ plan, options, outcomes, excused: () => false }).end();
    expect(result.outcome === 'pass' && result.examined > 0).toBe(false);
  });
});
