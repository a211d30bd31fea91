import { expect, test } from 'vitest';
import { sayAim, sayValues, spreadOf } from './row.ts';

test('a spread is minimum, median and maximum; nothing measured is no zero', () => {
  expect(spreadOf([3, 1, 2])).toEqual({ min: 1, median: 2, max: 3 });
  expect(sayValues([121.44, 118, 140], 'ms')).toBe('118 / 121 / 140 ms');
  expect(sayValues([], 's')).toBe('not measured');
});

test('an aim is met by the median, and unknown without one', () => {
  const row = { name: 'start', unit: 'ms', aim: 150 } as const;
  expect(sayAim({ ...row, values: [100, 149, 900] })).toBe('< 150 ms: met');
  expect(sayAim({ ...row, values: [100, 151, 152] })).toBe('< 150 ms: missed');
  expect(sayAim({ ...row, values: [] })).toBe('');
});
