import { describe, expect, test } from 'vitest';
import type { RunReport } from '#contract/run.ts';
import type { NotRun } from '#contract/suite.ts';
import { flakyText, suiteAnswer, suiteSummary } from '#contract/suite-wording.ts';
import { worstExitCode } from '#judge/exit.ts';
import type { ExitCode } from '#kit/errors.ts';
import { passed, violated } from '../../reports/formats/examples/runs.ts';
import { type SuiteFrame, suiteOf, summarize } from './suite.ts';
import { suiteReportSchema } from './suite-schema.ts';

const frame: SuiteFrame = {
  id: '20261122-101502-suite-3fa9c1',
  tool: { version: '0.1.0', commit: 'unknown' },
  selection: { patterns: ['scenarios'], tags: [], shard: null, repeat: 1, timeBudgetMs: null },
  startedAt: '2026-11-22T10:15:02.000Z',
  durationMs: 60_000,
  environment: { cores: '2' },
};
const codes = {
  worst: (all: readonly number[]) => worstExitCode(all as readonly ExitCode[]),
  unavailable: 69,
  notRun: 3,
};
let serial = 0;
const stored = (report: RunReport, scenario: string) => {
  serial += 1;
  const named = { ...report, id: `run-${serial}`, scenario: { ...report.scenario, id: scenario } };
  return summarize({ report: named, folder: `../run-${serial}` });
};
const missing = (scenario: string, reason: NotRun['reason']): NotRun => ({
  ...{ scenario, title: scenario, repeat: 1, reason, because: 'it says why' },
});
/** The same run, back in service after so long. */
const backAfter = (serviceMs: number | null): RunReport => {
  const [incident] = passed.incidents;
  if (incident === undefined) throw new Error('the example has no incident');
  return { ...passed, incidents: [{ ...incident, rto: { ...incident.rto, serviceMs } }] };
};

describe('a suite', () => {
  test('is a pass only if all of it ran and passed', () => {
    const suite = suiteOf(frame, [stored(passed, 'a'), stored(passed, 'b')], [], codes);
    expect(suite.exitCode).toBe(0);
    expect(suiteAnswer(suite)).toMatch(/^Yes/);
    expect(suiteReportSchema.parse(suite)).toEqual(suite);
    for (const [reason, code] of [
      ['unavailable', 69],
      ['time-budget', 3],
      ['fail-fast', 3],
    ] as const) {
      const incomplete = suiteOf(frame, [stored(passed, 'a')], [missing('b', reason)], codes);
      expect(incomplete.exitCode).toBe(code);
      expect(suiteAnswer(incomplete)).toContain('Not everything that was selected was run');
      expect(incomplete.totals).toMatchObject({ scenarios: 2, runs: 1, notRun: 1 });
    }
  });

  test('takes the worst of the runs, and puts the worst scenario first', () => {
    const runs = [stored(passed, 'a'), stored(violated, 'b'), stored(passed, 'b')];
    const suite = suiteOf(frame, runs, [missing('c', 'unavailable')], codes);
    expect(suite.exitCode).toBe(2);
    expect(suite.scenarios.map(({ id, exitCode }) => [id, exitCode])).toEqual([
      ['b', 2],
      ['a', 0],
    ]);
    expect(suiteAnswer(suite)).toBe('No.');
  });

  test('names a pass after a failure flaky, and does not let it pass', () => {
    const runs = [stored(violated, 'a'), stored(passed, 'a'), stored(passed, 'b')];
    const suite = suiteOf(frame, runs, [], codes);
    const [flaky, steady] = suite.scenarios;
    expect(flaky).toMatchObject({ id: 'a', flaky: true, verdict: 'VIOLATION' });
    expect(flaky && flakyText(flaky)).toBe('flaky: 1 of 2 runs passed');
    expect(steady?.flaky).toBe(false);
    expect(suite.exitCode).toBe(2);
    expect(suiteSummary(suite)).toBe(
      '3 runs of 2 scenarios in 60 s: 2 passed, 1 did not, 1 flaky scenario',
    );
  });

  test('gives min, median and max over repeats, and counts as unseen what was not seen', () => {
    const runs = [300, 100, 200, 400].map((ms) => stored(backAfter(ms), 'a'));
    const figure = (of: typeof runs) =>
      suiteOf(frame, of, [], codes).scenarios[0]?.figures.find(({ id }) => id === 'rto');
    expect(figure(runs)).toMatchObject({ seen: 4, min: 100, median: 250, max: 400 });
    const unseen = [...runs, stored(backAfter(null), 'a')];
    expect(figure(unseen)).toMatchObject({ seen: 4, max: 400 });
    expect(figure([stored(backAfter(null), 'a')])).toMatchObject({ seen: 0, min: null, max: null });
  });
});
