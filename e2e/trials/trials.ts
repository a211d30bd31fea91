import { loadPlugins } from '#catalogue';
import { messageOf } from '#kit/errors.ts';
import type { StreamSource } from '#market/evidence/draw.ts';
import type { PropertyPlugin } from '#market/evidence/property.ts';
import { classify } from '#trial/classify.ts';
import { engineSubject } from '#trial/engine-subject.ts';
import { renderTable } from '#trial/table.ts';
import { runTrial } from '#trial/trial.ts';
import type { TriedEngine } from './engines.ts';

/** What one engine did with the streams of some features. */
export interface TrialRecord {
  readonly engine: string;
  readonly features: readonly string[];
  readonly outcome: 'conforms' | 'differs' | 'behaves-like' | 'skipped' | 'broken';
  readonly property: string;
  readonly runs: number;
  readonly commands: number;
  /** Commands of the smallest stream. */
  readonly smallest: number;
  readonly table: string;
  readonly note: string;
}

export interface TrialBudget {
  readonly seed: number;
  readonly timeMsMax: number;
  readonly runs: number;
}

/** Tries one engine with each of its feature sets. */
export async function tryEngine(engine: TriedEngine, budget: TrialBudget): Promise<TrialRecord[]> {
  const records: TrialRecord[] = [];
  for (const features of engine.features) {
    records.push(
      engine.skip === undefined
        ? await tryFeatures(engine, features, budget)
        : record(engine, features, { outcome: 'skipped', note: engine.skip }),
    );
  }
  return records;
}

function record(
  engine: TriedEngine,
  features: readonly string[],
  rest: Pick<TrialRecord, 'outcome' | 'note'> & Partial<TrialRecord>,
): TrialRecord {
  const empty = { property: '', runs: 0, commands: 0, smallest: 0, table: '' };
  return { engine: engine.name, features, ...empty, ...rest };
}

async function tryFeatures(
  engine: TriedEngine,
  features: readonly string[],
  budget: TrialBudget,
): Promise<TrialRecord> {
  const properties = await loadPlugins<PropertyPlugin>('property');
  const sources = await loadPlugins<StreamSource>('arbitrary');
  try {
    const subject = await engineSubject(engine.command);
    try {
      const options = { ...budget, features, relationsMax: 2 };
      const result = await runTrial(subject, properties, sources, options);
      const { finding, runs, commands } = result;
      if (!finding)
        return record(engine, features, { outcome: 'conforms', note: '', runs, commands });
      const explained = await classify(subject, finding, properties, sources, options);
      return record(engine, features, {
        outcome: explained ? 'behaves-like' : 'differs',
        note: explained ? `${explained.name}=${explained.value}` : '',
        property: finding.broken.property,
        runs,
        commands,
        smallest: finding.drawn.commands.length,
        table: renderTable(finding),
      });
    } finally {
      await subject.close();
    }
  } catch (thrown) {
    return record(engine, features, { outcome: 'broken', note: messageOf(thrown) });
  }
}
