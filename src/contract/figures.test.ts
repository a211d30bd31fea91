import { describe, expect, test } from 'vitest';
import { count, milliseconds, moment, notSeen, percent, plural, seconds } from './figures.ts';

describe('numbers with their unit', () => {
  test.each([
    [0, '0 ms'],
    [0.004, '< 0.01 ms'],
    [0.354, '0.35 ms'],
    [6.249, '6.25 ms'],
    [31.44, '31.4 ms'],
    [412.3, '412 ms'],
    [999.6, '1 s'],
    [3_120, '3.12 s'],
    [119_000, '119 s'],
    [125_000, '2 min 5 s'],
    [-1_500, '-1.5 s'],
  ])('%d ms is %s', (ms, text) => expect(milliseconds(ms)).toBe(text));

  test.each([
    [1, '100 %'],
    [0.999_999, '99.99 %'],
    [0.9975, '99.75 %'],
    [0.99, '99 %'],
    [0.29, '29 %'],
    [0.000_01, '< 0.01 %'],
    [0, '0 %'],
    [2.736_3, '274 %'],
  ])('a ratio of %d is %s, and never rounded up', (ratio, text) =>
    expect(percent(ratio)).toBe(text),
  );

  test('counts are grouped, and one is one', () => {
    expect(count(34_567)).toBe('34,567');
    expect(plural(1, 'order')).toBe('1 order');
    expect(plural(0, 'order')).toBe('0 orders');
  });

  test('seconds are as fine as what was resolved', () => {
    expect(seconds(412.3, 60)).toBe('0.41');
    expect(seconds(412.3, 5)).toBe('0.412');
    expect(moment(7_122_410)).toBe('7.122 s');
  });

  test.each([null, Number.NaN, Number.POSITIVE_INFINITY])(
    '%s was not seen, and is no zero',
    (none) => {
      const all = [count, milliseconds, moment, percent, seconds].map((say) => say(none));
      expect(new Set(all)).toEqual(new Set([notSeen]));
      expect(plural(null, 'order')).toBe(notSeen);
    },
  );
});
