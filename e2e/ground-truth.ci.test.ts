import { expect, test } from 'vitest';
import { tryOutage } from './ground-truth/outage.ts';

const seeds = Array.from({ length: 10 }, (_, index) => 9_000 + index);

test.each(seeds)(
  'seed %i: the printed interval contains the outage that the stub drew',
  async (seed) => {
    const told = await tryOutage(seed);
    expect(told.intervalMs, told.reasons.join('; ')).not.toBeNull();
    const [low, high] = told.intervalMs ?? [0, 0];
    expect(told.trueMs).toBeGreaterThanOrEqual(low);
    expect(told.trueMs).toBeLessThanOrEqual(high);
  },
  60_000,
);
