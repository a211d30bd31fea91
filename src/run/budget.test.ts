import { expect, test } from 'vitest';
import type { FaultPlugin } from '#contract/fault.ts';
import type { Plan, PlannedFault } from '#contract/plan.ts';
import type { Environment, RunningService } from '#contract/runtime.ts';
import { createBudget } from './budget.ts';

const plugin = { targets: 'one' } as FaultPlugin;
const fault = (id: string) => ({ id }) as PlannedFault;
const service = (name: string, role = 'engine') =>
  ({ name, role, process: { pid: 1, startTicks: 1 } }) as RunningService;

/** A venue of two engines and a controller that says of itself what it is given. */
function venue(said: Readonly<Record<string, object | undefined>>) {
  const names = [service('a'), service('b'), service('only', 'controller')];
  return {
    services: () => names,
    async status(name: string) {
      const answer = said[name];
      if (answer === undefined) throw new Error('no answer');
      return { live: true, ready: true, ...answer };
    },
  } as unknown as Environment;
}

function budget(said: Parameters<typeof venue>[0], plan: Partial<Plan> = {}) {
  return createBudget({ expect: 'survive', ...plan } as Plan, venue(said), 'run-1');
}

const leads = { leader: true, inSync: true };
const inSync = { leader: false, inSync: true };

test('a leader may be hit while a standby is in sync, and a standby while a leader leads', async () => {
  const both = budget({ a: leads, b: inSync });
  expect(await both.admit(fault('one'), plugin, [service('a')])).toBe(undefined);
  both.release('one');
  expect(await both.admit(fault('two'), plugin, [service('b')])).toBe(undefined);
});

test('a leader whose standby lags or is gone is not hit, unless the scenario wants it', async () => {
  const lagging = { a: leads, b: { leader: false, inSync: false } };
  const because = await budget(lagging).admit(fault('one'), plugin, [service('a')]);
  expect(because).toContain('no other engine could go on (b is not in sync)');
  const gone = await budget({ a: leads }).admit(fault('one'), plugin, [service('a')]);
  expect(gone).toContain('b does not answer');
  const wanted = budget({ a: leads }, { expect: 'halt-safely' });
  expect(await wanted.admit(fault('one'), plugin, [service('a')])).toBe(undefined);
});

test('what another fault hits backs nobody, until that fault is out', async () => {
  const both = budget({ a: leads, b: inSync });
  expect(await both.admit(fault('one'), plugin, [service('b')])).toBe(undefined);
  const because = await both.admit(fault('two'), plugin, [service('a')]);
  expect(because).toContain('b is hit by another fault');
  both.release('one');
  expect(await both.admit(fault('two'), plugin, [service('a')])).toBe(undefined);
});

test('the only one of a role is for the scenario to decide', async () => {
  const one = budget({}).admit(fault('one'), plugin, [service('only', 'controller')]);
  expect(await one).toBe(undefined);
});

test('no more faults at once than the limit says', async () => {
  const limited = budget({ a: leads, b: inSync }, { limits: { faultsAtOnce: 1 } });
  expect(await limited.admit(fault('one'), plugin, [service('only', 'controller')])).toBe(
    undefined,
  );
  const because = await limited.admit(fault('two'), plugin, [service('a')]);
  expect(because).toContain('one still in, and limits.faultsAtOnce is 1');
});
