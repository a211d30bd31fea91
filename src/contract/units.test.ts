import { describe, expect, test } from 'vitest';
import { duration, rate, share } from './units.ts';

describe('quantities with units', () => {
  test.each([
    ['500ms', 500],
    ['2s', 2_000],
    ['1.5s', 1_500],
    ['0.1s', 100],
    ['5m', 300_000],
    ['1h', 3_600_000],
  ])('duration %s is %d ms, and comes back', (text, ms) => {
    expect(duration().parse(text)).toBe(ms);
    expect(duration().parse(duration().encode(ms))).toBe(ms);
  });

  test.each(['2', '2 s', '2sec', '-1s', '1e3s', 's', '', '25h', 2])('%j is no duration', (text) => {
    expect(duration().safeParse(text).success).toBe(false);
  });

  test('a rate is a second, a share is a ratio, and both come back', () => {
    expect(rate().parse('600/m')).toBe(10);
    expect(rate().parse(rate().encode(0.5))).toBe(0.5);
    expect(share().parse('99.9%')).toBe(0.999);
    expect(share().encode(0.999)).toBe('99.9%');
    for (const bad of ['0/s', '200', '200/h']) expect(rate().safeParse(bad).success).toBe(false);
    for (const bad of ['0.95', '101%', 0.95]) expect(share().safeParse(bad).success).toBe(false);
  });
});
