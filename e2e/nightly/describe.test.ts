import { expect, test } from 'vitest';
import { describeArea, machineOf } from './describe.ts';

test('a page says what was counted, on which machine and of which commit', () => {
  const page = describeArea({
    name: 'healthy',
    seed: 7,
    finished: false,
    passed: 49,
    failed: 1,
    figures: { runs: 50, others: ['seed 9: FAIL | rto'], misses: [] },
    startedAt: new Date('2026-01-02T03:04:05Z'),
    spentMs: 90_000,
    machine: machineOf(import.meta.dirname),
  });
  expect(page).toContain('| date | 2026-01-02 03:04 |');
  expect(page).toContain('| time spent | 1.5 min |');
  expect(page).toContain('| finished | no: it goes on with the next call |');
  expect(page).toMatch(/\| commit \| [0-9a-f]{12}\+? \|/);
  expect(page).toContain('## others\n\n- seed 9: FAIL \\| rto\n');
  expect(page).toContain('## misses\n\nNone.\n');
});
