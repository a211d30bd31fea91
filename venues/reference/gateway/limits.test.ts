import { expect, test } from 'vitest';
import { newLimits, takeToken } from './limits.ts';

test('an account may do a second’s worth at once, then as much as grows again', () => {
  const limits = newLimits(10);
  const taken = Array.from({ length: 12 }, () => takeToken(limits, '7', 0));
  expect(taken.filter(Boolean)).toHaveLength(10);
  expect(takeToken(limits, '8', 0)).toBe(true);
  expect(takeToken(limits, '7', 99)).toBe(false);
  expect(takeToken(limits, '7', 100)).toBe(true);
  expect(takeToken(limits, '7', 100)).toBe(false);
});

test('many accounts that come once are forgotten again', () => {
  const limits = newLimits(10);
  for (let account = 0; account < 10_000; account += 1) takeToken(limits, String(account), 0);
  takeToken(limits, 'last', 5_000);
  expect(limits.buckets.size).toBe(1);
});
