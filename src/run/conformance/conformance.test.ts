import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadPlugin } from '#catalogue';
import type { Client, ClientPlugin, ClientReport, ReadPage } from '#contract/client.ts';
import type { RuntimePlugin } from '#contract/runtime.ts';
import type { VenuePlugin } from '#contract/venue.ts';
import { type StandingVenue, standVenue } from '../stand.ts';
import { tryVenue } from './conformance.ts';
import { entryRules } from './entry-rules.ts';
import { failureRules } from './failure-rules.ts';
import { readRules } from './read-rules.ts';

const runFolder = mkdtempSync(path.join(tmpdir(), 'proofhouse-conformance-'));
let up: StandingVenue;
let venue: VenuePlugin;
let honest: ClientPlugin;
let trials = 0;

beforeAll(async () => {
  venue = await loadPlugin<VenuePlugin>('venue', 'reference');
  honest = await loadPlugin<ClientPlugin>('client', 'reference-http');
  up = await standVenue({
    runId: path.basename(runFolder),
    runFolder,
    venue,
    runtime: await loadPlugin<RuntimePlugin>('runtime', 'process'),
    options: (venue.options as { parse(value: unknown): unknown }).parse({}),
    defects: [],
    upTimeoutMs: 30_000,
    onLifecycle() {},
    onLost() {},
    note() {},
  });
});
afterAll(async () => {
  expect(await up.end()).toEqual([]);
  rmSync(runFolder, { recursive: true });
});

/** The honest client with one lie in it; the venue stays as honest as it is. */
type Lie = (client: Client) => Partial<Client>;

async function findings(lie: Lie, rules = [...entryRules, ...readRules]) {
  const client: ClientPlugin = {
    ...honest,
    async connect(gateways, options) {
      const real = await honest.connect(gateways, options);
      return { ...real, ...lie(real) };
    },
  };
  trials += 1;
  const { environment, topology } = up;
  const subject = { venue, client, clientOptions: {}, environment, topology };
  const runTag = `t${process.pid}x${trials}`;
  const all = await tryVenue({ ...subject, runTag, boundMs: 1_500, onFinding() {} }, rules);
  return new Map(all.map((one) => [one.id, one]));
}

function reporting(change: (report: ClientReport) => Partial<ClientReport>): Lie {
  return (client) => ({
    reports: (async function* () {
      for await (const one of client.reports) {
        yield 'correlation' in one ? { ...one, ...change(one) } : one;
      }
    })(),
  });
}

function reading(change: (page: ReadPage) => Partial<ReadPage>): Lie {
  return (client) => ({
    async *readAll(gateway, signal) {
      for await (const page of client.readAll(gateway, signal)) yield { ...page, ...change(page) };
    },
  });
}

test('an honest client and venue keep every rule, whatever fails', async () => {
  const found = await findings(() => ({}), [...entryRules, ...readRules, ...failureRules]);
  expect([...found.values()].filter(({ outcome }) => outcome !== 'pass')).toEqual([]);
}, 60_000);

const without = <K extends keyof ClientReport>(key: K) =>
  reporting(() => ({ [key]: undefined }) as Partial<ClientReport>);
const otherwise: Lie = (client) => ({
  async *readAll(gateway, signal) {
    for await (const page of client.readAll(gateway, signal)) {
      const [first, ...rest] = page.rows;
      const lie = gateway === 'gateway-b' && first !== undefined;
      yield lie ? { ...page, rows: [{ ...first, executed: first.executed + 1 }, ...rest] } : page;
    }
  },
});
const silent = { [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => {}) }) };
const lost = () => Promise.reject(new Error('lost'));
const breaking = { [Symbol.asyncIterator]: () => ({ next: lost }) };
const lies: [string, Lie, string, RegExp][] = [
  [
    'reads fewer orders than total',
    reading(({ rows }) => ({ rows: rows.slice(1) })),
    'reads-complete',
    /expected \d+ orders \(total\), received \d+/,
  ],
  [
    'hides an order and its count',
    reading(({ rows, total }) => ({ rows: rows.slice(0, -1), total: total - 1 })),
    'reads-complete',
    /told accepted and is not there/,
  ],
  [
    'reads a state from before the barrier',
    reading(() => ({ asOfSequence: 1 })),
    'reads-complete',
    /as of sequence 1, before the barrier/,
  ],
  [
    'reads an order twice',
    reading(({ rows, total }) => ({ rows: [...rows, ...rows.slice(-1)], total: total + 1 })),
    'reads-complete',
    /is there twice/,
  ],
  ['reads otherwise through one gateway', otherwise, 'reads-agree', /read different orders/],
  ['accepts without an order id', without('orderId'), 'accepts-with-position', /has no order id/],
  [
    'accepts without a sequence',
    without('sequence'),
    'accepts-with-position',
    /sequence undefined/,
  ],
  [
    'makes sequences up',
    reporting(() => ({ sequence: 7 })),
    'accepts-with-position',
    /told the same sequence 7/,
  ],
  [
    'calls a refusal indeterminate',
    reporting(({ outcome }) => (outcome === 'rejected' ? { outcome: 'indeterminate' } : {})),
    'refuses-malformed',
    /expected rejected, received indeterminate/,
  ],
  [
    'calls an execution not executed',
    reporting(({ sequence }) => ((sequence ?? 0) % 2 === 0 ? { outcome: 'not-executed' } : {})),
    'reads-complete',
    /told not-executed .*, and is there/,
  ],
  ['forgets fills', without('fills'), 'tells-fills', /the fills \[\]/],
  [
    'never answers',
    () => ({ reports: silent }),
    'accepts-with-position',
    /no answer within 1500 ms/,
  ],
  ['reads for ever', () => ({ readAll: () => silent }), 'reads-complete', /broke off|did not end/],
  [
    'throws when it sends',
    () => ({
      send() {
        throw new Error('no route');
      },
    }),
    'accepts-with-position',
    /it threw: no route/,
  ],
  [
    'throws when it reads',
    () => ({
      readAll() {
        throw new Error('no such table');
      },
    }),
    'reads-complete',
    /no such table/,
  ],
  [
    'breaks its reports off',
    () => ({ reports: breaking }),
    'accepts-with-position',
    /its reports broke off: lost/,
  ],
];

test.each(lies)(
  'a client that %s is found out',
  async (_what, lie, rule, because) => {
    // What is read is held against what was accepted before.
    const needed = ['accepts-with-position', rule];
    const rules = [...entryRules, ...readRules].filter(({ id }) => needed.includes(id));
    const found = (await findings(lie, rules)).get(rule);
    expect(found?.because).toMatch(because);
    expect(found?.outcome).toBe('fail');
  },
  30_000,
);
