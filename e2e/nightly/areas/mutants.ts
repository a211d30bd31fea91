import { mutantNames } from '../../../venues/breakable/mutants.ts';
import { killMutants } from '../../trials/mutants.ts';
import type { Area } from '../main.ts';

/** Every mutant must be killed; how small and how fast is in the figures. */
export const run: Area['run'] = async ({ budgetMs, seed }) => {
  const startMs = performance.now();
  const timeMsMax = Math.min(30_000, budgetMs / 4);
  const records = await killMutants({ seed, timeMsMax, surveyed: 0 });
  const alive = records.filter((record) => record.by === '').map((record) => record.mutant);
  const killed = records.filter((record) => record.by !== '');
  return {
    passed: killed.length,
    failed: alive.length,
    figures: {
      mutants: mutantNames.length,
      alive,
      atMostSixCommands: killed.filter((record) => record.commands <= 6).length,
      seconds: Math.round((performance.now() - startMs) / 1000),
      slowestFoundMs: Math.round(Math.max(...records.map((record) => record.foundMs))),
    },
  };
};
