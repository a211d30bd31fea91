import { expect, test } from 'vitest';
import { asleep, nameOf, strikesAtCrashPoints, strikesAtRandom } from './safety/plan.ts';
import { strike } from './safety/strike.ts';

/** A sample of what `npm run safety` does at length. */
const points = strikesAtCrashPoints();
const sample = [
  ...points.filter(({ at }) =>
    ['armed', 'journal-active', 'applied', 'reverted'].includes(`${at}`),
  ),
  ...strikesAtRandom(8421, 3),
  asleep,
];

test.each(sample.map((wanted) => ({ wanted, name: nameOf(wanted) })))(
  '$name: healed, clean, told',
  async ({ wanted }) => {
    const { problems } = await strike(wanted);
    expect(problems).toEqual([]);
  },
  240_000,
);
