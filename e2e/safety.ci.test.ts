import { expect, test } from 'vitest';
import { asleep, strikesAtCrashPoints, strikesAtRandom } from './safety/plan.ts';
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

test.each(sample)(
  'killed at $at $afterMs in $scenario (guardian too: $guardianToo): healed, clean, told',
  async (wanted) => {
    const { problems } = await strike(wanted);
    expect(problems).toEqual([]);
  },
  240_000,
);
