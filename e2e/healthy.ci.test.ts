import { expect, test } from 'vitest';
import { run } from './nightly/areas/healthy.ts';

test('five healthy runs exit 0', async () => {
  const { figures, failed } = await run({ budgetMs: 240_000, seed: 500, folder: '', count: 5 });
  expect(figures.others).toEqual([]);
  expect(failed).toBe(0);
  expect(figures.runs).toBe(5);
}, 260_000);
