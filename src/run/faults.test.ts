import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadPlugin, loadPlugins, pluginNames } from '#catalogue';
import type { FaultPlugin, InjectorPlugin, Step } from '#contract/fault.ts';
import type { HistoryEvent } from '#contract/history.ts';
import type { PlannedFault, Selector } from '#contract/plan.ts';
import type { Environment, RuntimePlugin } from '#contract/runtime.ts';
import type { VenuePlugin } from '#contract/venue.ts';
import { runClock } from '#kit/clock.ts';
import type { RunState } from './context.ts';
import { runFault } from './faults.ts';
import { startGuardian } from './guardian/guardian.ts';
import { openJournal } from './journal.ts';
import { trackMoments } from './moments.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'proofhouse-faults-'));
const runId = path.basename(folder);
const isRoot = process.getuid?.() === 0;
let environment: Environment;

beforeAll(async () => {
  const venue = await loadPlugin<VenuePlugin>('venue', 'reference');
  const runtime = await loadPlugin<RuntimePlugin>('runtime', 'process');
  environment = await runtime.up({
    runId,
    runFolder: folder,
    topology: venue.topology(venue.options.parse({}), []),
    venue,
    prepare: isRoot ? runtime.capabilities : [],
    upTimeoutMs: 20_000,
    onLifecycle: () => {},
  });
}, 30_000);

afterAll(async () => {
  await environment?.[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

const targets: Readonly<Record<string, Selector>> = {
  one: { role: 'engine', pick: 'leader' },
};

/** Runs one fault on the shared venue with the given injectors; resolves to what was recorded. */
async function tryFault(
  kind: string,
  injectors: ReadonlyMap<string, InjectorPlugin>,
): Promise<HistoryEvent[]> {
  const plugin = await loadPlugin<FaultPlugin>('fault', kind);
  const clock = runClock();
  const moments = trackMoments(clock.nowUs);
  const events: HistoryEvent[] = [];
  const record = (event: HistoryEvent) => {
    events.push(event);
    if (event.type === 'phase') moments.on.phase?.(event);
  };
  const guardian = await startGuardian({ runId, runFolder: folder });
  const journal = openJournal(folder, runId);
  const progress = { phase() {}, fault() {}, note() {} };
  const plugins = { faults: new Map([[kind, plugin]]), injectors };
  const load = {
    deliverTwice: async () => {},
    deliversTwice: async () => false,
    multiply: async () => 1,
    multiplies: async () => false,
  };
  const request = { plugins, progress, runId, runFolder: folder };
  const budget = { admit: async () => undefined, release: () => {} };
  const stop = new AbortController().signal;
  const parts = {
    request,
    clock,
    record,
    moments,
    journal,
    guardian,
    budget,
    environment,
    load,
    stop,
  };
  const target = typeof plugin.targets === 'string' ? targets[plugin.targets] : undefined;
  const fault: PlannedFault = {
    id: 'tried',
    kind,
    ...(target === undefined ? {} : { target }),
    at: { after: 'phase', phase: 'fault', offsetMs: 0 },
    ttlMs: 30_000,
    heal: plugin.heals[0] ?? '',
    options: plugin.options.parse({}),
  };
  record({ type: 'phase', atUs: clock.nowUs(), phase: 'fault' });
  try {
    await runFault(fault, parts as unknown as RunState, {
      expired: stop,
      phaseOver: Promise.resolve(),
      onArmed: () => {},
    });
  } finally {
    journal.close();
    await guardian.finish();
  }
  return events;
}

function effectSeen(events: readonly HistoryEvent[]): boolean {
  return events.some((event) => event.type === 'probe' && event.about === 'effect' && event.holds);
}

const kinds = await pluginNames('fault');

describe('a fault whose injector does nothing', () => {
  test.each(kinds)(
    '%s is not seen by its probe',
    async (kind) => {
      const real = await loadPlugins<InjectorPlugin>('injector');
      const idle = new Map(
        [...real].map(([name, one]) => [
          name,
          { ...one, apply: async () => {}, revert: async () => {} },
        ]),
      );
      const events = await tryFault(kind, idle);
      const readings = events.filter((event) => event.type === 'probe' && event.about === 'effect');
      expect(readings.length).toBeGreaterThan(0);
      expect(effectSeen(events)).toBe(false);
    },
    30_000,
  );
});

describe('a fault whose injector acts', () => {
  // These need traffic: whole runs try them.
  const withTraffic = ['client-burst', 'duplicate-delivery', 'memory-pressure', 'process-crash-at'];
  const alone = kinds.filter((kind) => !withTraffic.includes(kind));
  test.each(alone)(
    '%s is seen by its probe, and so is its heal',
    async (kind) => {
      const events = await tryFault(kind, await loadPlugins<InjectorPlugin>('injector'));
      expect(effectSeen(events)).toBe(true);
      const states = events.flatMap((event) => (event.type === 'fault' ? event.state : []));
      expect(states).toEqual(['planned', 'arming', 'active', 'healing', 'healed', 'verified']);
      const names = environment.services().map((service) => service.name);
      await Promise.all(names.map((name) => environment.untilReady(name, 20_000)));
    },
    60_000,
  );

  test('has its steps on disk before they are applied', async () => {
    const real = await loadPlugins<InjectorPlugin>('injector');
    const seen: string[] = [];
    const note = async (step: Step) => {
      seen.push(`${step.action}: ${readFileSync(path.join(folder, 'journal.ndjson'), 'utf8')}`);
    };
    const watched = new Map([...real].map(([name, one]) => [name, { ...one, apply: note }]));
    await tryFault('process-pause', watched);
    const lines = seen[0]?.trimEnd().split('\n') ?? [];
    const last = lines.map((line) => line.slice(line.indexOf('{'))).map((line) => JSON.parse(line));
    expect(last.at(-1)).toMatchObject({ fault: 'tried', state: 'active' });
    expect(last.findLast((entry) => entry.steps !== undefined)).toMatchObject({
      state: 'arming',
      steps: [{ injector: 'process', action: 'pause', target: { pid: expect.any(Number) } }],
    });
  }, 30_000);
});
