import { Worker } from 'node:worker_threads';
import { loadPlugins } from '#catalogue';
import type { StreamSource } from '#market/evidence/draw.ts';
import type { PropertyPlugin } from '#market/evidence/property.ts';
import { survey } from '#trial/survey.ts';
import { runTrial, type TrialResult } from '#trial/trial.ts';
import { type MutantName, mutantNames } from '../../venues/breakable/mutants.ts';
import { breakableSubject } from './breakable-subject.ts';

/** What became of one mutant. Milliseconds; `by` is empty for a mutant that lived. */
export interface MutantRecord {
  readonly mutant: MutantName;
  readonly by: string;
  readonly runs: number;
  readonly foundMs: number;
  readonly shrinkMs: number;
  /** Commands of the smallest stream. */
  readonly commands: number;
  /** Properties that it breaks on other streams, with how many of the surveyed streams. */
  readonly others: readonly (readonly [string, number])[];
}

export interface MutantOptions {
  readonly seed: number;
  /** The longest search for one mutant. */
  readonly timeMsMax: number;
  /** Streams on which every property is tried against each mutant, for the table; 0 for none. */
  readonly surveyed: number;
  readonly only?: readonly MutantName[];
}

/** Kills every mutant in two threads; one thread a core of the machine the budget is for. */
export async function killMutants(options: MutantOptions): Promise<MutantRecord[]> {
  const names = options.only ?? mutantNames;
  const shards = [0, 1].map((shard) => names.filter((_, index) => index % 2 === shard));
  const records = await Promise.all(shards.map((only) => inThread({ ...options, only })));
  const byName = new Map(records.flat().map((record) => [record.mutant, record]));
  return names.map((name) => byName.get(name) as MutantRecord);
}

function inThread(options: MutantOptions): Promise<MutantRecord[]> {
  return new Promise((resolve, reject) => {
    const file = new URL('./mutants-worker.ts', import.meta.url);
    // A worker's stack is four times the main thread's: recursion would be forgiven there.
    const resourceLimits = { stackSizeMb: 1 };
    const worker = new Worker(file, { workerData: options, resourceLimits });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}

export async function killInThisThread(options: MutantOptions): Promise<MutantRecord[]> {
  const properties = await loadPlugins<PropertyPlugin>('property');
  const sources = await loadPlugins<StreamSource>('arbitrary');
  const records: MutantRecord[] = [];
  for (const mutant of options.only ?? []) {
    records.push(await killOne(mutant, properties, sources, options));
  }
  return records;
}

/** What people take in at a glance. */
const fewCommands = 6;

/** Searches for one mutant at most, while its smallest stream is longer than that. */
const seedsMax = 4;

function commandsOf({ finding }: TrialResult): number {
  return finding?.drawn.commands.length ?? 0;
}

async function killOne(
  mutant: MutantName,
  properties: ReadonlyMap<string, PropertyPlugin>,
  sources: ReadonlyMap<string, StreamSource>,
  options: MutantOptions,
): Promise<MutantRecord> {
  const subject = await breakableSubject(mutant);
  try {
    const { seed, timeMsMax, surveyed } = options;
    const search = { runs: 4_000, timeMsMax, long: true, relationsMax: 4 };
    const kill = (from: number) =>
      runTrial(subject, properties, sources, { ...search, seed: from });
    const first = await kill(seed);
    let smallest = first;
    // Shrinking can end in a corner, from where only another beginning leads on.
    for (let n = 1; n < seedsMax && commandsOf(smallest) > fewCommands; n += 1) {
      const other = await kill(seed + n * 1_000);
      if (other.finding && commandsOf(other) < commandsOf(smallest)) smallest = other;
    }
    const { finding } = smallest;
    const { runs, ms } = first;
    const counts =
      surveyed === 0
        ? new Map<string, number>()
        : await survey(subject, properties, sources, { seed, runs: surveyed, timeMsMax });
    return {
      mutant,
      by: finding?.broken.property ?? '',
      runs,
      foundMs: first.finding?.foundAfter.ms ?? ms,
      shrinkMs: finding?.shrink.ms ?? 0,
      commands: commandsOf(smallest),
      others: [...counts].filter(([name]) => name !== finding?.broken.property),
    };
  } finally {
    await subject.close();
  }
}
