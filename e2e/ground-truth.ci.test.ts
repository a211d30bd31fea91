import { expect, test } from 'vitest';
import { tryOutage, witnessIntervalMs } from './ground-truth/outage.ts';

const seeds = Array.from({ length: 10 }, (_, index) => 9_000 + index);
const widthsMs: number[] = [];

test.each(seeds)(
  'seed %i: the printed interval contains the outage that the stub drew',
  async (seed) => {
    const told = await tryOutage(seed);
    expect(told.intervalMs, told.reasons.join('; ')).not.toBeNull();
    widthsMs.push(told.widthMs);
    const [low, high] = told.intervalMs ?? [0, 0];
    expect(told.trueMs).toBeGreaterThanOrEqual(low);
    expect(told.trueMs).toBeLessThanOrEqual(high);
  },
  60_000,
);

test('the interval is at most two witness intervals wide in nine of ten', () => {
  const narrow = widthsMs.filter((width) => width <= 2 * witnessIntervalMs);
  const widths = `widths ${widthsMs.map((width) => width.toFixed(0))}`;
  expect(narrow.length, widths).toBeGreaterThanOrEqual(9);
});
