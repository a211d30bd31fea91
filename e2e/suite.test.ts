import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { proofhouse, readJson, runFolders, temporaryFolder } from './cli.ts';

let out: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  out = temporaryFolder();
});
afterEach(() => out.dispose());

const suiteIn = (folder: string) =>
  runFolders(folder).find((one) => existsSync(path.join(one, 'suite.json'))) ?? '';

test('one bad run of two: exit of the worst, both told, and told again from what is stored', async () => {
  const scenarios = ['scenarios/healthy.yaml', 'e2e/bench/smallest.yaml'];
  const args = ['run', ...scenarios, '--out', out.path, '--defect', 'engine=lose-ack:3'];
  const { code, stdout } = await proofhouse(args);
  const folder = suiteIn(out.path);
  const suite = readJson(folder, 'suite.json');
  expect(code).toBe(suite.exitCode);
  expect([2, 3]).toContain(code);
  expect(suite.totals).toMatchObject({ scenarios: 2, runs: 2, notRun: 0 });
  expect(stdout).toContain(`(exit ${code})`);
  const xml = readFileSync(path.join(folder, 'junit.xml'), 'utf8');
  expect(xml.match(/<testsuite /g)).toHaveLength(2);
  const page = readFileSync(path.join(folder, 'index.html'), 'utf8');
  for (const { runs } of suite.scenarios) {
    expect(page).toContain(`href="${runs[0].folder}/index.html"`);
    expect(existsSync(path.join(folder, runs[0].folder, 'index.html'))).toBe(true);
  }
  const merged = path.join(out.path, 'merged');
  const again = await proofhouse(['report', folder, '--out', merged]);
  expect(again.code).toBe(0);
  const second = readJson(merged, 'suite.json');
  expect(
    second.scenarios.map(({ id, exitCode }: { id: string; exitCode: number }) => [id, exitCode]),
  ).toEqual(
    suite.scenarios.map(({ id, exitCode }: { id: string; exitCode: number }) => [id, exitCode]),
  );
}, 120_000);

test('a time budget leaves out by name what cannot fit, and is no pass then', async () => {
  const args = ['run', 'scenarios/healthy.yaml', '--out', out.path, '--time-budget', '1s'];
  const { code, stdout } = await proofhouse(args);
  expect(code).toBe(3);
  expect(stdout).toMatch(/healthy: no time left; it takes about .+, and .+ are left/);
  const suite = readJson(suiteIn(out.path), 'suite.json');
  expect(suite.notRun).toMatchObject([{ scenario: 'healthy', reason: 'time-budget' }]);
  expect(suite.totals.runs).toBe(0);
}, 60_000);

test('repeats give min, median and max', async () => {
  const args = ['run', 'e2e/bench/smallest.yaml', '--repeat', '2', '--out', out.path, '--json'];
  const { code, stdout } = await proofhouse(args);
  const suite = JSON.parse(stdout);
  expect(suite.schema).toBe('proofhouse.suite/1');
  expect(suite.exitCode).toBe(code);
  const [scenario] = suite.scenarios;
  expect(scenario.runs).toHaveLength(2);
  const duration = scenario.figures.find(({ id }: { id: string }) => id === 'duration');
  expect(duration.seen).toBe(2);
  expect(duration.min).toBeLessThanOrEqual(duration.median);
  expect(duration.median).toBeLessThanOrEqual(duration.max);
}, 90_000);

test.each([
  [['run', '--tag', 'no-such-tag'], 'has the tag no-such-tag'],
  [['run'], 'No scenario was named'],
  [['run', 'scenarios', '--shard', '3/2'], 'expected the part and the number of parts'],
  [['run', 'scenarios', '--repeat', '0'], 'expected a whole number'],
  [['run', 'scenarios', '--time-budget', '10'], 'a duration with its unit'],
  [['run', 'scenarios', '--tag', 'gate', '--set', 'sed=1'], 'unknown key "sed"'],
])(
  '%j is a usage error and starts nothing',
  async (args, message) => {
    const { code, stderr } = await proofhouse([...args, '--out', out.path]);
    expect(stderr).toContain(message);
    expect(code).toBe(64);
    expect(runFolders(out.path)).toEqual([]);
  },
  60_000,
);
