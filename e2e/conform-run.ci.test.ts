import { appendFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { proofhouse, runFolders, temporaryFolder } from './cli.ts';

/** The invariants of the property tests, on the history of a venue that broke and came back. */
let out: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  out = temporaryFolder();
});
afterEach(() => out.dispose());

async function conformAfter(...more: string[]) {
  await proofhouse(['run', 'scenarios/leader-killed.yaml', '--out', out.path, ...more]);
  const { code, stdout } = await proofhouse([
    'conform',
    '--run',
    runFolders(out.path)[0] ?? '',
    '--json',
  ]);
  const { examined, breaches, invariants, difference } = JSON.parse(stdout);
  const broken = breaches.map((breach: { invariant: string }) => breach.invariant);
  return { code, examined, broken, invariants, difference };
}

test('a sound venue: its history conforms across the failover; a changed one is refused', async () => {
  const { code, examined, broken, invariants, difference } = await conformAfter();
  expect({ code, broken, difference }).toEqual({ code: 0, broken: [], difference: undefined });
  expect(examined).toBeGreaterThan(500);
  expect(invariants).toContain('time-priority');
  const folder = runFolders(out.path)[0] ?? '';
  appendFileSync(path.join(folder, 'history', 'events.ndjson'), '\n');
  const changed = await proofhouse(['conform', '--run', folder]);
  expect(changed.stderr).toMatch(/seal .* is broken/);
  expect(changed.code).toBe(70);
});

test.each([
  ['engine=lifo-queue', 'time-priority'],
  ['engine=taker-price', 'makers-price'],
])('with %s: %s says so', async (defect, invariant) => {
  const { code, broken } = await conformAfter('--defect', defect);
  expect(code).toBe(2);
  expect(broken).toContain(invariant);
});
