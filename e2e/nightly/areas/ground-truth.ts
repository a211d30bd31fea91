import { tryOutage, witnessIntervalMs } from '../../ground-truth/outage.ts';

interface Progress {
  readonly done: number;
  readonly misses: string[];
  readonly widthsMs: number[];
}

/**
 * 100 outages drawn by a stub: the printed interval must contain each, and be narrow in 95 of 100.
 */
export async function run(options: {
  budgetMs: number;
  seed: number;
  folder: string;
  resume?: unknown;
  count?: number;
}) {
  const { count = 100 } = options;
  const before = (options.resume as Progress | undefined) ?? { done: 0, misses: [], widthsMs: [] };
  const misses = [...before.misses];
  const widthsMs = [...before.widthsMs];
  const deadline = performance.now() + options.budgetMs;
  let { done } = before;
  for (; done < count && performance.now() < deadline; done += 1) {
    const told = await tryOutage(options.seed + done);
    widthsMs.push(told.widthMs);
    if (told.contained) continue;
    const printed = told.intervalMs?.map((ms) => ms.toFixed(1)).join(' to ') ?? 'nothing';
    misses.push(
      `seed ${options.seed + done}: ${told.trueMs.toFixed(1)} ms (${told.way}), printed ${printed}; ${told.reasons[0] ?? ''}`,
    );
  }
  const narrow = widthsMs.filter((width) => width <= 2 * witnessIntervalMs).length;
  const sorted = widthsMs.toSorted((a, b) => a - b);
  return {
    passed: done - misses.length,
    failed: misses.length,
    figures: {
      runs: done,
      wanted: count,
      contained: done - misses.length,
      'at most two witness intervals wide': `${narrow} of ${done} (wanted 95 %)`,
      'width median ms': sorted[Math.floor(sorted.length / 2)],
      'width max ms': sorted.at(-1),
      misses,
    },
    resume: done < count ? { done, misses, widthsMs } : undefined,
  };
}
