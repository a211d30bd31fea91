import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { checkout } from '#kit/checkout.ts';
import { triedEngines } from '../../trials/engines.ts';
import { type TrialRecord, tryEngine } from '../../trials/trials.ts';
import { trialsPage } from '../../trials/trials-page.ts';
import type { Area } from '../main.ts';

/** Real engines against the model; writes property/TRIALS.md. Resumes with the next engine. */
export const run: Area['run'] = async ({ budgetMs, seed, resume }) => {
  const records = [...((resume as TrialRecord[] | undefined) ?? [])];
  const sets = triedEngines().reduce((sum, engine) => sum + engine.features.length, 0);
  const timeMsMax = Math.min(120_000, budgetMs / (2 * sets));
  const endMs = performance.now() + budgetMs;
  for (const engine of triedEngines()) {
    if (records.some((record) => record.engine === engine.name)) continue;
    if (performance.now() > endMs) break;
    records.push(...(await tryEngine(engine, { seed, timeMsMax, runs: 2_000 })));
  }
  await writeFile(path.join(checkout, 'property/TRIALS.md'), trialsPage(records, seed));
  const broken = records.filter((record) => record.outcome === 'broken');
  const count = (outcome: TrialRecord['outcome']): number =>
    records.filter((record) => record.outcome === outcome).length;
  return {
    passed: records.length - broken.length,
    failed: broken.length,
    figures: {
      tried: records.length,
      conforms: count('conforms'),
      differs: count('differs'),
      behavesLike: count('behaves-like'),
      skipped: count('skipped'),
    },
    ...(records.length < sets ? { resume: records } : {}),
  };
};
