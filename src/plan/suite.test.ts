import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadPlugin, pluginNames } from '#catalogue';
import type { RuntimePlugin } from '#contract/runtime.ts';
import { planSuite, type SuiteFilter } from './suite.ts';

const catalogue = { loadPlugin, pluginNames };
const all: SuiteFilter = { tags: [], shard: undefined };
const ids = ['five', 'four', 'one', 'three', 'two'];
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'proofhouse-suite-'));
  const healthy = readFileSync('scenarios/healthy.yaml', 'utf8');
  for (const id of ids) {
    const tags = id === 'one' ? '[gate, quick]' : '[slow]';
    const text = healthy.replace('id: healthy', `id: ${id}`).replace('[gate]', tags);
    writeFileSync(path.join(folder, `${id}.yaml`), text);
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

const selected = async (filter: SuiteFilter) =>
  (await planSuite([folder], { catalogue }, filter)).plans.map((plan) => plan.scenario.id);

test('tags select scenarios that have any of them', async () => {
  expect(await selected(all)).toEqual(ids);
  expect(await selected({ ...all, tags: ['quick'] })).toEqual(['one']);
  expect(await selected({ ...all, tags: ['gate', 'slow'] })).toEqual(ids);
  await expect(selected({ ...all, tags: ['fast'] })).rejects.toMatchObject({
    exitCode: 64,
    code: 'empty-selection',
    cure: expect.stringContaining('gate, quick, slow'),
  });
});

test('shards together are the whole, and share nothing', async () => {
  for (const of of [1, 2, 3, 5]) {
    const parts = Array.from({ length: of }, (_, index) =>
      selected({ ...all, shard: { index: index + 1, of } }),
    );
    expect((await Promise.all(parts)).flat().sort()).toEqual(ids);
  }
  await expect(selected({ ...all, shard: { index: 6, of: 6 } })).rejects.toMatchObject({
    exitCode: 64,
    message: 'Shard 6 of 6 is empty.',
  });
});

test('one invalid file and nothing is planned, whatever its tags say', async () => {
  const file = path.join(folder, 'bad.yaml');
  writeFileSync(file, readFileSync(path.join(folder, 'two.yaml'), 'utf8').replace('seed', 'sed'));
  try {
    await expect(selected({ ...all, tags: ['quick'] })).rejects.toMatchObject({ exitCode: 64 });
  } finally {
    rmSync(file);
  }
});

test('what only this machine cannot run is refused by name, and runs beside nothing less', async () => {
  const process = await loadPlugin<RuntimePlugin>('runtime', 'process');
  const poor = {
    ...process,
    unavailable: async () => 'this machine has no loop devices: run as root',
  };
  const without = {
    pluginNames,
    loadPlugin: async <T>(kind: Parameters<typeof loadPlugin>[0], name: string) =>
      (kind === 'runtime' ? poor : await loadPlugin<T>(kind, name)) as T,
  };
  const plan = (patterns: string[]) => planSuite(patterns, { catalogue: without }, all);
  const { plans, refused } = await plan([folder, 'scenarios/power-loss.yaml']);
  expect(plans.map(({ scenario }) => scenario.id)).toEqual(ids);
  expect(refused.map(({ id, title }) => [id, title.length > 0])).toEqual([['power-loss', true]]);
  expect(refused[0]?.text).toContain('run as root');
  await expect(plan(['scenarios/power-loss.yaml'])).rejects.toMatchObject({ exitCode: 69 });
});
