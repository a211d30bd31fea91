import { notRunReason, type SuiteReport } from 'proofhouse/contract';
import type { Suite } from './xml.ts';

/** What was selected and not run: errors, because a skipped test is green to most CI systems. */
export function notRunSuite(suite: SuiteReport): Suite {
  return {
    name: 'not-run',
    durationMs: 0,
    startedAt: suite.startedAt,
    properties: { suite: suite.id, exitCode: suite.exitCode },
    tests: suite.notRun.map((one) => ({
      suite: 'suite',
      name: `${one.scenario} repeat ${one.repeat}`,
      state: 'error',
      type: one.reason,
      message: `${notRunReason(one)}: ${one.because}`,
      lines: [one.title],
    })),
  };
}
