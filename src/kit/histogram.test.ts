import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createHistogram } from './histogram.ts';

it('says nothing of nothing', () => {
  expect(createHistogram().percentile(0.5)).toBeNull();
});

it('is within 1/32 above the exact nearest-rank percentile, and exact below 64', () => {
  const values = fc.array(fc.integer({ min: 0, max: 10_000_000_000 }), { minLength: 1 });
  fc.assert(
    fc.property(values, fc.double({ min: 0.001, max: 1, noNaN: true }), (numbers, share) => {
      const histogram = createHistogram();
      for (const number of numbers) histogram.add(number);
      const sorted = numbers.toSorted((a, b) => a - b);
      const exact = sorted[Math.max(1, Math.ceil(share * sorted.length)) - 1] as number;
      const told = histogram.percentile(share) as number;
      expect(told).toBeGreaterThanOrEqual(exact);
      expect(told).toBeLessThanOrEqual(exact < 64 ? exact : exact * (1 + 1 / 32));
    }),
  );
});
