import { expect, test } from 'vitest';
import { run } from './nightly/areas/fuzz.ts';

test('200,000 hostile inputs: no crash, no hang, no accepted nonsense', async () => {
  const { figures, failed } = await run({
    budgetMs: 240_000,
    seed: 8421,
    folder: '',
    count: 200_000,
  });
  expect(figures.findings).toEqual([]);
  expect(failed).toBe(0);
  expect(figures.inputs).toBe(200_000);
}, 260_000);
