import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { mutatedCheckout } from './mutant.ts';

/** Lies that the harness could tell, each a change of its source, and the test that notices. */
const mutants = [
  {
    lie: 'every probe is true',
    file: 'src/run/faults.ts',
    from: 'const look = () => read({ ...context, signal });',
    to: 'const look = () => read({ ...context, signal }).then((one) => ({ ...one, holds: true }));',
    tests: 'src/run/faults.test.ts',
    named: 'process-pause is not seen by its probe',
  },
  {
    lie: 'the journal is written after the fault was applied',
    file: 'src/run/faults.ts',
    from: "state.journal.write({ fault: fault.id, state: 'arming', steps, ttlMs: fault.ttlMs });",
    to: "setTimeout(() => state.journal.write({ fault: fault.id, state: 'arming', steps, ttlMs: fault.ttlMs }), 2_000);",
    tests: 'src/run/faults.test.ts',
    named: 'has its steps on disk before they are applied',
  },
  {
    lie: 'reads leave out every second order',
    file: 'src/run/reconcile/read.ts',
    from: 'for (const row of page.rows) {',
    to: 'for (const row of page.rows.filter((_, index) => index % 2 === 0)) {',
    tests: 'src/run/reconcile/read.test.ts',
    named: 'is complete, with rows matched',
  },
  {
    lie: 'late answers are dropped',
    file: 'src/run/load/operations.ts',
    from: "record({ type: 'told', atUs, gen, op, ...told, ...(repeat ? { repeat: true } : {}) });",
    to: "if (setting.nowUs() < 1) record({ type: 'told', atUs, gen, op, ...told, ...(repeat ? { repeat: true } : {}) });",
    tests: 'src/run/load/start.test.ts',
    named: 'are kept while the drain lasts',
  },
  {
    lie: 'operations were intended when they were sent',
    file: 'src/run/load/operations.ts',
    from: "record({ type: 'sent', atUs: setting.nowUs(), gen, op, intendedUs, ...intent, account });",
    to: "record({ type: 'sent', atUs: setting.nowUs(), gen, op, ...intent, account, intendedUs: setting.nowUs() });",
    tests: 'src/run/load/start.test.ts',
    named: 'stopped for a second skips and shifts nothing',
  },
  {
    lie: 'a gateway counts as a standby in sync',
    file: 'src/judge/services.ts',
    from: 'one.leader === false && one.inSync === true',
    to: '!one.leader && one.inSync === true',
    tests: 'src/judge/services.test.ts',
    named: 'a gateway that speaks of sync',
  },
];

function runTests(root: string, file: string, named: string) {
  const vitest = path.join('node_modules', 'vitest', 'vitest.mjs');
  const output = path.join(root, 'mutant-result.json');
  const report = ['--reporter', 'json', '--outputFile', output];
  const args = [vitest, 'run', file, '-t', named, ...report];
  spawnSync(process.execPath, args, { cwd: root, stdio: 'ignore', timeout: 90_000 });
  const result = JSON.parse(readFileSync(output, 'utf8')) as Record<string, number>;
  return { passed: result.numPassedTests ?? 0, failed: result.numFailedTests ?? 0 };
}

test.each(mutants)(
  'killed: $lie',
  ({ file, from, to, tests, named }) => {
    const copy = mutatedCheckout([{ file, from, to }]);
    try {
      const { failed } = runTests(copy.root, tests, named);
      expect(failed).toBeGreaterThan(0);
    } finally {
      copy.dispose();
    }
  },
  120_000,
);
