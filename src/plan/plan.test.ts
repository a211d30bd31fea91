import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadPlugin, pluginNames } from '#catalogue';
import type { Plan } from '#contract/plan.ts';
import { digestOf } from '#kit/canonical.ts';
import { checkout } from '#kit/checkout.ts';
import { examineAll, type PlanOptions, planAll, planScenario } from './plan.ts';
import { good } from './spoil.testing.ts';

const catalogue = { loadPlugin, pluginNames };
let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'proofhouse-plan-'));
  file = path.join(folder, 'good.yaml');
  await writeFile(file, good);
});
afterEach(() => rm(folder, { recursive: true }));

const plan = (options: Omit<PlanOptions, 'catalogue'> = {}) =>
  planScenario(file, { catalogue, ...options });
const refusal = async (planned: Promise<unknown>) => {
  const error = await planned.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toMatchObject({ name: 'ProofhouseError', exitCode: 64 });
  const { message, cure } = error as { message: string; cure: string };
  return `${message}\n${cure}`;
};

describe('a plan', () => {
  test('has every name resolved, every default filled in, and numbers for quantities', async () => {
    expect(await plan()).toMatchObject({
      schema: 'proofhouse.plan/1',
      scenario: { id: 'good', requirements: ['9.4'], tags: ['gate'] },
      seed: 8421,
      venue: {
        name: 'reference',
        options: { replication: 'sync', durability: 'sync' },
        client: 'reference-http',
        promise: { failover: true, power: true },
        defects: [],
      },
      phases: { warmupMaxMs: 4_000, baselineMs: 2_000, holdMs: 1_000, recoveryMaxMs: 12_000 },
      load: [
        { id: 'witness', ratePerSecond: 200, begins: 'warmup', minTrades: 1 },
        { id: 'burst', begins: 'fault' },
      ],
      faults: [
        {
          id: 'kill',
          target: { role: 'engine', pick: 'leader' },
          at: { after: 'phase', phase: 'fault', offsetMs: 500 },
          ttlMs: 20_000,
          heal: 'restart',
        },
      ],
      objectives: { rto: { maxMs: 2_000, redundancyMaxMs: 10_000, serving: 0.95 } },
      witnessIntervalUs: 60_000,
    });
  });

  test('is the same for the same file and seed, byte for byte', async () => {
    expect(digestOf(await plan())).toBe(digestOf(await plan()));
    const other = await plan({ seed: 7 });
    expect(digestOf(other)).not.toBe(digestOf(await plan()));
  });

  test('draws a seed for each load from its id, whatever else is loaded', async () => {
    const both = await plan();
    const alone = await plan({ set: ['load=[{id: witness, generator: witness}]'] });
    expect(alone.load[0]?.seed).toBe(both.load[0]?.seed);
    expect(both.load[0]?.seed).not.toBe(both.load[1]?.seed);
    expect((await plan({ seed: '7' })).load[0]?.seed).not.toBe(both.load[0]?.seed);
  });

  test('keeps selectors as selectors and every form of a moment', async () => {
    const two =
      '  - {id: two, kind: process-kill, target: {role: engine, pick: standby}, ttl: 20s, ';
    const forms = {
      'at: when promoting': { after: 'venue', state: 'promoting', offsetMs: 0 },
      'at: {when: in-sync, offset: 50ms}': { after: 'venue', state: 'in-sync', offsetMs: 50 },
      'at: kill.effect + 20ms': { after: 'fault', fault: 'kill', event: 'effect', offsetMs: 20 },
      'at: kill.healed+100ms, until: two.effect+1s': {
        after: 'fault',
        fault: 'kill',
        event: 'healed',
        offsetMs: 100,
      },
    };
    for (const [written, anchor] of Object.entries(forms)) {
      await writeFile(file, good.replace('objectives:', `${two}${written}}\nobjectives:`));
      const [, fault] = (await plan()).faults;
      expect(fault).toMatchObject({ at: anchor, target: { role: 'engine', pick: 'standby' } });
    }
  });
});

describe('--set, --seed and --defect', () => {
  test('change values by key, by index and by id', async () => {
    const changed = await plan({
      set: ['load.witness.rate=1000/s', 'load.1.rate=90/s', 'venue.durability=none', 'tags=[a, b]'],
      defects: ['engine=lose-ack:3', 'gateway=one-gateway-dead'],
    });
    expect(changed.load.map((load) => load.ratePerSecond)).toEqual([1_000, 90]);
    expect(changed.venue).toMatchObject({
      options: { durability: 'none' },
      promise: { power: false },
      defects: [
        { role: 'engine', name: 'lose-ack', argument: '3' },
        { role: 'gateway', name: 'one-gateway-dead' },
      ],
    });
    expect(changed.scenario.tags).toEqual(['a', 'b']);
  });

  test.each<[Omit<PlanOptions, 'catalogue'>, string, string]>([
    [{ set: ['phases.baseline=3sec'] }, '--set:1:17: "3sec" does not fit', 'did you mean 3s?'],
    [
      { set: ['phases.basline=3s'] },
      '--set:1:1: unknown key "basline"',
      'did you mean "baseline"?',
    ],
    [{ set: ['load.witnes.rate=4/s'] }, '--set:1:1: there is no "witnes" to set', '"witness"?'],
    [{ set: ['load.7.rate=4/s'] }, '--set:1:1: there is no "7" to set', 'witness, burst'],
    [{ set: ['seed'] }, '--set:1:1: "seed" sets nothing', 'expected path=value'],
    [{ set: ['seed=[1'] }, '--set:1:1: not YAML', ''],
    [{ set: ['__proto__.x=1'] }, '--set:1:1: there is nothing to set at "__proto__"', ''],
    [{ set: ['title.x=1'] }, '--set:1:1: there is nothing to set at "x"', ''],
    [{ seed: 'soon' }, '--seed:1:6: "soon" does not fit here', 'a whole number from 0'],
    [
      { defects: ['engine=lose-akc'] },
      '--defect:1:1: there is no defect "lose-akc"',
      '"lose-ack"?',
    ],
    [{ defects: ['gateway=lose-ack'] }, 'no service role with the defect lose-ack', 'engine'],
    [{ defects: ['lose-ack'] }, '"lose-ack" names no defect', 'expected ROLE=NAME'],
    [{ defects: ['gateway=one-gateway-dead:3'] }, 'one-gateway-dead takes no argument', ''],
  ])('%j is shown in the flag', async (options, says, hint) => {
    const text = await refusal(plan(options));
    expect(text).toContain(says);
    expect(text).toContain(hint);
  });

  test('a rule that a changed value breaks is shown in the flag too', async () => {
    const text = await refusal(plan({ set: ['objectives.rto.max=500ms'] }));
    expect(text).toContain('--set:1:20: a limit of 500 ms needs a resolution of 50 ms');
  });
});

describe('a selection', () => {
  test('of one invalid file plans nothing, and tells the problems of all', async () => {
    await writeFile(
      path.join(folder, 'bad.yaml'),
      good.replace('id: good', 'id: bad').replace('faults:', 'falts:'),
    );
    await writeFile(path.join(folder, 'worse.yml'), 'nonsense');
    const text = await refusal(planAll([folder], { catalogue }));
    expect(text).toContain('bad.yaml:18:1: unknown key "falts"');
    expect(text).toContain('worse.yml:1:1: this is no scenario');
    expect(text).toContain(
      '2 scenarios cannot be run as written (2 problems); nothing was started',
    );
  });

  test('takes files, folders and globs, each scenario once', async () => {
    await mkdir(path.join(folder, 'deep'));
    const other = good.replace('id: good', 'id: other');
    await writeFile(path.join(folder, 'deep', 'other.yaml'), other);
    const patterns = [folder, file, path.join(folder, '**', '*.yaml')];
    const plans = await planAll(patterns, { catalogue });
    expect(plans.map((one) => one.scenario.id).sort()).toEqual(['good', 'other']);
  });

  test.each(['none-*.yaml', 'no/such/folder', 'no-such.yaml'])('%s is empty', async (pattern) => {
    expect(await refusal(planAll([pattern], { catalogue }))).toContain(
      `Nothing matches ${pattern}`,
    );
  });

  test('that is near the name of a scenario says so', async () => {
    const text = await refusal(planAll(['leader-kiled'], { catalogue }));
    expect(text).toContain('Did you mean scenarios/leader-killed.yaml?');
  });

  test('has every id once', async () => {
    await writeFile(path.join(folder, 'twin.yaml'), good);
    const text = await refusal(planAll([folder], { catalogue }));
    expect(text).toContain('twin.yaml: the id "good" belongs to');
  });
});

describe('a plan file', () => {
  const planFile = () => path.join(folder, 'plan.json');
  const written = async (change: (text: string) => string = (text) => text) => {
    await writeFile(planFile(), change(JSON.stringify(await plan(), null, 2)));
    return planScenario(planFile(), { catalogue });
  };

  test('comes back as the same plan', async () => {
    const again: Plan = await written();
    expect(digestOf(again)).toBe(digestOf(await plan()));
  });

  test.each([
    ['"process-kill"', '"process-kil"', 'there is no fault "process-kil"'],
    ['"rate": 200', '"rate": "200/s"', '"200/s" does not fit here'],
    ['"holdMs": 1000', '"holdMs": -1', '-1 does not fit here'],
    ['"faults"', '"falts"', 'unknown key "falts"'],
  ])('with %s as %s is refused with its place', async (from, to, says) => {
    const text = await refusal(written((json) => json.replace(from, to)));
    expect(text).toMatch(/plan\.json:\d+:\d+: /);
    expect(text).toContain(says);
  });

  test('of another version of the venue is refused', async () => {
    const { version } = (await plan()).venue;
    const change = (json: string) => json.replace(`"version": "${version}"`, '"version": "0"');
    expect(await refusal(written(change))).toContain('the plan was made for version 0');
  });

  test('takes no --set, --seed or --defect', async () => {
    await written();
    const refused = planScenario(planFile(), { catalogue, seed: 1 });
    expect(await refusal(refused)).toContain('a plan is taken as it is');
  });
});

test('every scenario that ships is right', async () => {
  const examined = await examineAll(['scenarios'], { catalogue });
  const bad = examined.filter((one) => one.problems.some((problem) => !problem.hereOnly));
  expect(bad.map((one) => one.text).join('\n')).toBe('');
  expect(examined.length).toBeGreaterThanOrEqual(8);
  for (const one of examined) {
    const first = (await readFile(one.file, 'utf8')).split('\n')[0];
    expect(first, one.file).toMatch(/^# yaml-language-server: \$schema=/);
  }
});

test('the scenario in docs/scenarios.md is right, and so is every moment in it', async () => {
  const page = await readFile(path.join(checkout, 'docs', 'scenarios.md'), 'utf8');
  const [, yaml = ''] = /```yaml\n(.*?)```/s.exec(page) ?? [];
  await writeFile(file, yaml);
  expect((await plan()).scenario.id).toBe('leader-killed');
  const table = page.split('\n').filter((line) => /^\| `/.test(line));
  const moments = table.flatMap((line) => [...(line.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)]);
  expect(moments.length).toBeGreaterThan(6);
  for (const [, moment] of moments) {
    const two = `  - {id: two, kind: process-kill, target: {role: engine, pick: any}, at: ${moment}, until: two.effect+1s}`;
    await writeFile(file, yaml.replace('\nchecks:', `\n${two}\nchecks:`));
    expect((await plan()).faults, moment).toHaveLength(2);
  }
});
