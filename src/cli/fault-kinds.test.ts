import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { pluginNames } from '#catalogue';
import { checkout } from '#kit/checkout.ts';
import { faultKindsPage, notBuilt } from './fault-kinds.ts';

test('docs/faults.md is what `proofhouse list faults` prints', async () => {
  const page = readFileSync(path.join(checkout, 'docs', 'faults.md'), 'utf8');
  expect(page, 'proofhouse list faults > docs/faults.md').toBe(await faultKindsPage());
});

test('no kind is called not built that is', async () => {
  const built = await pluginNames('fault');
  expect(notBuilt.filter((kind) => built.includes(kind))).toEqual([]);
});
