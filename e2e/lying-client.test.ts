import { afterEach, beforeEach, expect, test } from 'vitest';
import { proofhouse, readJson, runFolders, temporaryFolder } from './cli.ts';
import { mutatedCheckout } from './mutant.ts';

/** A client plugin that reads fewer orders than it says there are: it may not make a pass. */
const lie = {
  file: 'clients/reference-http/reads.ts',
  from: 'yield { rows: read.orders.map(readRow),',
  to: 'yield { rows: read.orders.map(readRow).slice(1),',
};

let out: ReturnType<typeof temporaryFolder>;
let copy: ReturnType<typeof mutatedCheckout>;
beforeEach(() => {
  out = temporaryFolder();
  copy = mutatedCheckout([lie]);
});
afterEach(() => {
  copy.dispose();
  out.dispose();
});

test('a run through it is INCONCLUSIVE, and says how many orders of how many it read', async () => {
  const args = ['run', 'scenarios/healthy.yaml', '--out', out.path];
  const { code, stderr } = await proofhouse(args, {}, copy.root);
  expect(runFolders(out.path), stderr).toHaveLength(1);
  const report = readJson(runFolders(out.path)[0] ?? '');
  expect(report.verdict, report.reasons.join('; ')).toBe('INCONCLUSIVE');
  expect(code).toBe(3);
  expect(report.reasons.join('; ')).toMatch(/expected \d+ orders \(total\), received \d+/);
}, 90_000);

test('validate --venue says which rule it breaks, and exits 2', async () => {
  const args = ['validate', '--venue', 'reference', '--out', out.path];
  const { code, stdout } = await proofhouse(args, {}, copy.root);
  expect(code).toBe(2);
  expect(stdout).toMatch(/fail +reads-complete/);
  expect(stdout).toMatch(/expected \d+ orders \(total\), received \d+/);
}, 90_000);
