import { loadPlugins } from '#catalogue';
import type { StreamSource } from '#market/evidence/draw.ts';
import type { PropertyPlugin } from '#market/evidence/property.ts';
import { storeCase } from '#trial/stored-case.ts';
import { runTrial } from '#trial/trial.ts';
import { breakableSubject } from '../../trials/breakable-subject.ts';
import type { Area } from '../main.ts';

interface Progress {
  readonly spentMs: number;
  readonly streams: number;
  readonly commands: number;
  readonly slices: number;
}

const neededMs = 10 * 60_000;
const sliceMs = 30_000;

/** The correct engine survives ten minutes of every property without a red. */
export const run: Area['run'] = async ({ budgetMs, seed, folder, resume }) => {
  const properties = await loadPlugins<PropertyPlugin>('property');
  const sources = await loadPlugins<StreamSource>('arbitrary');
  const subject = await breakableSubject();
  const endMs = performance.now() + budgetMs;
  const none: Progress = { spentMs: 0, streams: 0, commands: 0, slices: 0 };
  let done = (resume as Progress | undefined) ?? none;
  while (done.spentMs < neededMs && performance.now() < endMs) {
    const slice = { seed: seed + done.slices, runs: 1_000_000, timeMsMax: sliceMs };
    const result = await runTrial(subject, properties, sources, {
      ...slice,
      long: true,
      relationsMax: 6,
    });
    done = {
      spentMs: done.spentMs + result.ms,
      streams: done.streams + result.runs,
      commands: done.commands + result.commands,
      slices: done.slices + 1,
    };
    if (!result.finding) continue;
    const { caseFile } = await storeCase(folder, subject.name, slice.seed, result.finding);
    const { property } = result.finding.broken;
    return { passed: done.slices - 1, failed: 1, figures: { ...done, property, caseFile } };
  }
  const figures = { ...done, minutes: Math.round(done.spentMs / 60_000) };
  const unfinished = done.spentMs < neededMs ? { resume: done } : {};
  return { passed: done.slices, failed: 0, figures, ...unfinished };
};
