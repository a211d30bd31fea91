import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import clientPlugin from '../../clients/reference-http.ts';
import runtime from '../../runtimes/process.ts';
import type { EventOf, HistoryEvent, HistoryEventType } from '../../src/contract/history.ts';
import { startLoad } from '../../src/run/load/start.ts';
import { readGateway } from '../../src/run/reconcile/read.ts';
import venue from './venue.ts';

vi.setConfig({ testTimeout: 60_000 });

interface Truth {
  readonly awayFromNs: string;
  readonly backAtNs: string;
  readonly way: string;
  readonly dropped: readonly string[];
}

async function until<T>(get: () => Promise<T | undefined> | T | undefined): Promise<T> {
  for (;;) {
    const value = await get();
    if (value !== undefined && value !== false) return value;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Undefined until the whole line is there. */
async function readTruth(file: string): Promise<Truth | undefined> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.endsWith('\n') ? (JSON.parse(text) as Truth) : undefined;
}

/** Trades on the stub, kills its core once, and returns what was seen beside what was true. */
async function killCore(options: Record<string, unknown>) {
  const runFolder = await mkdtemp(path.join(os.tmpdir(), 'proofhouse-stub-'));
  const events: HistoryEvent[] = [];
  const of = <T extends HistoryEventType>(type: T) =>
    events.filter((event): event is EventOf<T> => event.type === type);
  const originNs = process.hrtime.bigint();
  const nowUs = (): number => Number((process.hrtime.bigint() - originNs) / 1_000n);
  const runId = `stub-${process.pid}`;
  const common = { runTag: runId, record: (event: HistoryEvent) => void events.push(event) };
  const topology = venue.topology(options, []);
  const environment = await runtime.up({
    ...{ runId, runFolder, topology, venue, prepare: [], upTimeoutMs: 20_000 },
    onLifecycle: () => {},
  });
  const gateways = environment.gateways();
  const load = await startLoad({
    ...{ ...common, gen: 0, runId, originNs, gateways, symbols: topology.symbols },
    load: { id: 'witness', generator: 'witness', options: { rate: 200 }, seed: 3 },
    client: { name: 'reference-http', options: {} },
  });
  try {
    await load.begin();
    await until(() => of('told').length > 400 || undefined);
    process.kill(environment.service('core').process?.pid as number, 'SIGKILL');
    const file = path.join(
      environment.service('front').dataFolder as string,
      'ground-truth.ndjson',
    );
    const truth = await until(() => readTruth(file));
    const backUs = Number((BigInt(truth.backAtNs) - originNs) / 1_000n);
    const fromUs = Number((BigInt(truth.awayFromNs) - originNs) / 1_000n);
    await until(() => of('told').some((told) => told.atUs > backUs + 200_000) || undefined);
    await load.stop();
    await load.drain(2_000);
    const client = await clientPlugin.connect(gateways, {});
    const { signal } = new AbortController();
    const read = { read: 0, stage: 'live', gateway: 'front', barrier: 0 } as const;
    expect(await readGateway({ ...common, client, nowUs, signal }, read)).toBe('complete');
    await client.close();
    return { truth, fromUs, backUs, of, runId };
  } finally {
    await load.end();
    await environment[Symbol.asyncDispose]();
    await rm(runFolder, { recursive: true });
  }
}

test.each([0, 1, 17])(
  'of the acknowledged orders exactly %i are gone, as written down',
  async (drop) => {
    const { truth, of, runId } = await killCore({ drop, awayMsMax: 300, seed: drop + 1 });
    const isNew = new Map(of('sent').map((event) => [event.op, event.kind === 'new']));
    const told = of('told').filter((event) => event.outcome === 'accepted' && isNew.get(event.op));
    const kept = new Set(of('order').map((order) => order.op));
    const lost = told.map((event) => event.op).filter((op) => !kept.has(op));
    expect(truth.dropped).toHaveLength(drop);
    expect(lost.map((op) => `${runId}-0-${op}`).sort()).toEqual([...truth.dropped].sort());
  },
);

test.each(['not-forwarded', 'hold', 'reset'])(
  'while it is away (%s) nothing is acknowledged, and before and after everything is',
  async (way) => {
    const { truth, fromUs, backUs, of } = await killCore({ ways: [way], seed: 5, awayMsMin: 400 });
    expect(truth.way).toBe(way);
    const sent = new Map(of('sent').map((event) => [event.op, event]));
    const acknowledged = of('told').filter(({ outcome }) => outcome === 'accepted');
    const during = acknowledged.filter(({ atUs, op }) => {
      // An answer on its way when the front went away is heard a little later.
      const sentUs = sent.get(op)?.atUs ?? 0;
      return sentUs > fromUs && atUs < backUs;
    });
    expect(during).toEqual([]);
    const others = of('told').filter(({ outcome }) => outcome !== 'accepted');
    const early = others.filter(({ atUs }) => atUs < fromUs);
    const late = others.filter(({ op }) => (sent.get(op)?.atUs ?? 0) > backUs);
    expect([...early, ...late]).toEqual([]);
    expect(others.length > 0).toBe(way !== 'hold');
  },
);
