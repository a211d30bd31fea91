import { describe, expect, test } from 'vitest';
import { loadPlugins } from '#catalogue';
import type { StreamSource } from '#market/evidence/draw.ts';
import type { PropertyPlugin } from '#market/evidence/property.ts';
import type { Command, StreamEvent } from '#market/stream/schema.ts';
import { apply } from '../../venues/breakable/engine/apply.ts';
import {
  type CommandLine,
  createEngine,
  type Habits,
} from '../../venues/breakable/engine/state.ts';
import { hello } from '../../venues/breakable/hello.ts';
import type { MutantName } from '../../venues/breakable/mutants.ts';
import { classify } from './classify.ts';
import { inProcessSubject } from './in-process.ts';
import { renderLengths, renderTable } from './table.ts';
import { runTrial } from './trial.ts';

const properties = await loadPlugins<PropertyPlugin>('property');
const sources = await loadPlugins<StreamSource>('arbitrary');
const options = { seed: 5, runs: 400, timeMsMax: 60_000, relationsMax: 2 };

function subjectOf(mutant: MutantName | '', habits: Partial<Habits> = {}) {
  return inProcessSubject('breakable', structuredClone(hello) as never, () => {
    const engine = createEngine(mutant, habits);
    return (command: Command) =>
      apply(engine, command as CommandLine) as unknown as readonly StreamEvent[];
  });
}

describe('a trial', () => {
  test('of a correct engine finds nothing, and says how long its streams were', async () => {
    const few = { ...options, runs: 40 };
    const { finding, lengths } = await runTrial(subjectOf(''), properties, sources, few);
    expect(finding).toBeNull();
    expect(Math.max(...lengths)).toBeGreaterThan(60);
    expect(renderLengths(lengths)).toMatch(/median/);
  });

  test('of a mutant ends with a small table of command, expected and got', async () => {
    const subject = subjectOf('sweep-stops-after-level');
    const { finding } = await runTrial(subject, properties, sources, options);
    expect(finding?.drawn.commands.length).toBeLessThanOrEqual(3);
    expect(renderTable(finding!)).toMatch(/^> /m);
  });

  test('of an engine that is wrong now and then is shrunk as far, and told as such', async () => {
    let run = 0;
    const subject = inProcessSubject('breakable', structuredClone(hello) as never, () => {
      run += 1;
      const engine = createEngine(run % 3 === 0 ? 'sweep-stops-after-level' : '');
      return (command: Command) =>
        apply(engine, command as CommandLine) as unknown as readonly StreamEvent[];
    });
    const { finding } = await runTrial(subject, properties, sources, options);
    expect(finding?.drawn.commands.length).toBeLessThanOrEqual(4);
    expect(finding?.unsteady?.broken).toBeLessThan(finding?.unsteady?.of ?? 0);
  });

  test('draws the same from the same seed', async () => {
    const once = await runTrial(subjectOf('taker-price'), properties, sources, options);
    const again = await runTrial(subjectOf('taker-price'), properties, sources, options);
    expect(again.finding?.drawn).toEqual(once.finding?.drawn);
    expect(again.lengths).toEqual(once.lengths);
  });

  test('tells a convention from a bug, and only by a single entry of the list', async () => {
    const features = ['limit', 'replace'];
    const only = { ...options, features };
    for (const [subject, value] of [
      [subjectOf('', { replacePriority: 'lose' }), 'lose'],
      [subjectOf('replace-rests-crossed'), undefined],
    ] as const) {
      const { finding } = await runTrial(subject, properties, sources, only);
      const few = { ...only, runs: 60 };
      const explained = await classify(subject, finding!, properties, sources, few);
      expect(explained?.value).toBe(value);
    }
  });
});
