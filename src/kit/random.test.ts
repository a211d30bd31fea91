import { expect, test } from 'vitest';
import { deriveSeed, seedMax } from './random.ts';

test('a derived seed depends on the seed and on the name, and on nothing else', () => {
  expect(deriveSeed(8421, 'load witness')).toBe(deriveSeed(8421, 'load witness'));
  const names = Array.from({ length: 1_000 }, (_, index) => `load ${index}`);
  const seeds = new Set(names.flatMap((name) => [deriveSeed(1, name), deriveSeed(2, name)]));
  expect(seeds.size).toBe(2_000);
  for (const seed of seeds) expect(seed >= 0 && seed <= seedMax).toBe(true);
});
