import { asleep, nameOf, strikesAtCrashPoints, strikesAtRandom } from '../../safety/plan.ts';
import { type Strike, strike } from '../../safety/strike.ts';

interface Progress {
  readonly done: number;
  readonly goneMs: number[];
  readonly broken: string[];
  readonly verdicts: Readonly<Record<string, number>>;
}

const atRandom = 40;

/** The harness killed at every crash point and at 40 random moments, and put to sleep for long. */
export async function run(options: {
  budgetMs: number;
  seed: number;
  folder: string;
  resume?: unknown;
}) {
  const before = options.resume as Progress | undefined;
  const strikes = [asleep, ...strikesAtCrashPoints(), ...strikesAtRandom(options.seed, atRandom)];
  const deadlineMs = performance.now() + options.budgetMs;
  const goneMs = [...(before?.goneMs ?? [])];
  const broken = [...(before?.broken ?? [])];
  const verdicts = { ...before?.verdicts };
  let done = before?.done ?? 0;
  for (; done < strikes.length && performance.now() < deadlineMs; done += 1) {
    const wanted = strikes[done] as Strike;
    const struck = await strike(wanted);
    if (struck.goneMs !== null) goneMs.push(struck.goneMs);
    const verdict = struck.verdict ?? 'nothing to judge';
    verdicts[verdict] = (verdicts[verdict] ?? 0) + 1;
    if (struck.problems.length > 0) broken.push(`${nameOf(wanted)}: ${struck.problems.join('; ')}`);
  }
  const sorted = goneMs.toSorted((a, b) => a - b);
  return {
    passed: done - broken.length,
    failed: broken.length,
    figures: {
      strikes: done,
      wanted: strikes.length,
      'death to gone, min ms': sorted[0],
      'death to gone, median ms': sorted[Math.floor(sorted.length / 2)],
      'death to gone, max ms': sorted.at(-1),
      ...Object.fromEntries(
        Object.entries(verdicts).map(([word, count]) => [`judged ${word}`, count]),
      ),
      broken,
    },
    resume: done < strikes.length ? { done, goneMs, broken, verdicts } : undefined,
  };
}
