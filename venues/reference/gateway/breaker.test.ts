import { expect, test } from 'vitest';
import { closeBreaker, mayPass, newBreaker, noteSilence } from './breaker.ts';

const limits = { breakerSilentMax: 3, breakerOpenMs: 500 };

test('it opens after silence in a row, lets one request try, and closes with its answer', () => {
  const breaker = newBreaker();
  noteSilence(breaker, limits, 0);
  noteSilence(breaker, limits, 0);
  expect(mayPass(breaker, limits, 0)).toBe(true);
  noteSilence(breaker, limits, 1_000);
  expect([mayPass(breaker, limits, 1_000), mayPass(breaker, limits, 1_499)]).toEqual([
    false,
    false,
  ]);
  expect([mayPass(breaker, limits, 1_500), mayPass(breaker, limits, 1_500)]).toEqual([true, false]);
  noteSilence(breaker, limits, 3_000);
  expect(mayPass(breaker, limits, 3_000)).toBe(false);
  expect(mayPass(breaker, limits, 3_500)).toBe(true);
  closeBreaker(breaker);
  expect(breaker).toMatchObject({ state: 'closed', silent: 0, opened: 2 });
});

test('an answer in between begins the count anew', () => {
  const breaker = newBreaker();
  for (let count = 0; count < 5; count += 1) {
    noteSilence(breaker, limits, 0);
    closeBreaker(breaker);
  }
  expect(breaker.opened).toBe(0);
});
