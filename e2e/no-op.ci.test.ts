import { expect, test } from 'vitest';
import { proofhouse, readJson, runFolders, temporaryFolder } from './cli.ts';
import { mutatedCheckout } from './mutant.ts';

/**
 * One scenario an injector, with its `apply` doing nothing: the run must not say more than it saw.
 */
const injectors = [
  {
    injector: 'process',
    scenario: 'leader-killed',
    from: 'signalProcess(identityOf(step), signal);',
  },
  { injector: 'power', scenario: 'power-loss', from: 'await world.environment.cutPower();' },
  {
    injector: 'load',
    scenario: 'duplicate-delivery',
    from: 'await world.load.deliverTwice(everyNth);',
  },
  {
    injector: 'clients',
    scenario: 'malformed-input',
    // They start, and nobody tells them what to do.
    from: 'tell(child.stdin, step);',
  },
];

test.each(injectors)(
  '$injector: a no-op ends INCONCLUSIVE, with a mismatch',
  async (one) => {
    const file = `chaos/injectors/${one.injector}.ts`;
    const copy = mutatedCheckout([{ file, from: one.from, to: '' }]);
    const out = temporaryFolder();
    try {
      const args = ['run', `scenarios/${one.scenario}.yaml`, '--out', out.path];
      const { code } = await proofhouse(args, {}, copy.root);
      const report = readJson(runFolders(out.path)[0] ?? '');
      expect(report.verdict).toBe('INCONCLUSIVE');
      expect(code).toBe(3);
      expect(report.faults.map((fault: { status: string }) => fault.status)).toContain('mismatch');
    } finally {
      out.dispose();
      copy.dispose();
    }
  },
  120_000,
);
