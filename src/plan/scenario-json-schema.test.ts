import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { loadPlugin, pluginNames } from '#catalogue';
import { checkout } from '#kit/checkout.ts';
import { scenarioJsonSchema } from './scenario-json-schema.ts';
import { good } from './spoil.testing.ts';

const published = path.join(checkout, 'docs', 'schema', 'scenario.json');
const schema = await scenarioJsonSchema({ loadPlugin, pluginNames });
const asEditorsRead = z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]);

test('the schema in docs is the one of this code and its plugins', async () => {
  const cure =
    'write it again: npm run -s proofhouse -- schema scenario > docs/schema/scenario.json';
  expect(JSON.parse(await readFile(published, 'utf8')), cure).toEqual(schema);
});

describe('an editor', async () => {
  const folder = path.join(checkout, 'scenarios');
  const files = (await readdir(folder)).filter((file) => file.endsWith('.yaml'));
  test.each(files)('finds nothing wrong with %s', async (file) => {
    const value: unknown = parse(await readFile(path.join(folder, file), 'utf8'));
    expect(asEditorsRead.safeParse(value).error?.issues ?? []).toEqual([]);
  });

  test.each([
    ['an unknown key', 'faults:', 'falts:'],
    ['a missing unit', 'baseline: 2s', 'baseline: 2'],
    ['an unknown fault', 'process-kill', 'process-kil'],
    ['an unknown option', 'rate: 200/s', 'rat: 200/s'],
    ['an option without its unit', 'rate: 200/s', 'rate: 200'],
  ])('finds %s', (_name, from, to) => {
    expect(asEditorsRead.safeParse(parse(good)).success).toBe(true);
    expect(asEditorsRead.safeParse(parse(good.replace(from, to))).success).toBe(false);
  });
});
