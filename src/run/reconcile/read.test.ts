import { describe, expect, test } from 'vitest';
import type { Client, ClientReport, ReadPage, ReadRow } from '#contract/client.ts';
import type { HistoryEvent } from '#contract/history.ts';
import { placeBarriers } from './barrier.ts';
import { readLogThrough } from './log.ts';
import { type Reconciling, readGateway } from './read.ts';

const request = { read: 3, stage: 'live', gateway: 'g', barrier: 10 } as const;

function row(sequence: number, clientOrderId = `tag-0-${sequence}`): ReadRow {
  return {
    ...{ clientOrderId, orderId: `o${sequence}`, account: 1, symbol: 'X', side: 'buy', price: 5 },
    ...{ quantity: 6, tif: 'gtc', executed: 0, status: 'open', sequence, epoch: 1 },
  };
}

function page(rows: readonly ReadRow[], more: Partial<ReadPage> = {}): ReadPage {
  return { rows, total: 3, asOfSequence: 10, epoch: 1, ...more };
}

const honest = [page([row(1), row(2)]), page([row(7)])];

/** A client that reads these pages and then does what `last` does. */
function reading(pages: readonly ReadPage[], last: () => Promise<void> = async () => {}) {
  const events: HistoryEvent[] = [];
  const stop = new AbortController();
  const client: Client = {
    send: () => 0,
    reports: (async function* () {})(),
    async *readAll() {
      yield* pages;
      await last();
    },
    close: async () => {},
  };
  const reconciling: Reconciling = {
    client,
    runTag: 'tag',
    record: (event) => events.push(event),
    nowUs: () => 0,
    signal: stop.signal,
  };
  return { reconciling, events, stop, ended: () => events.find((e) => e.type === 'read-ended') };
}

describe('a full read', () => {
  test('is complete, with rows matched to the operations of the run', async () => {
    const foreign = page([row(7, 'other-0-7')]);
    const { reconciling, events, ended } = reading([honest[0] as ReadPage, foreign]);
    expect(await readGateway(reconciling, request)).toBe('complete');
    expect(events.map((event) => event.type)).toEqual([
      'read-began',
      'order',
      'order',
      'order',
      'read-ended',
    ]);
    expect(events.slice(1, 4)).toMatchObject([
      { read: 3, gen: 0, op: 1 },
      { read: 3, gen: 0, op: 2 },
      { read: 3, gen: -1, op: -1 },
    ]);
    expect(ended()).toMatchObject({ complete: true, rows: 3, total: 3, asOfSequence: 10 });
  });

  test.each<[string, readonly ReadPage[], RegExp]>([
    ['fewer orders than the total', [page([row(1), row(2)])], /expected 3 orders.*received 2/],
    ['more orders than the total', [...honest, page([row(8)])], /expected 3 orders.*received 4/],
    ['a total that changes', [page([row(1), row(2)]), page([row(7)], { total: 4 })], /on total/],
    [
      'a position that changes',
      [page([row(1), row(2)]), page([row(7)], { asOfSequence: 11 })],
      /on asOfSequence: 10 and 11/,
    ],
    ['an epoch that changes', [page([row(1), row(2)]), page([row(7)], { epoch: 2 })], /on epoch/],
    ['a row twice', [page([row(1), row(2), row(2)])], /row 3 \(sequence 2\) not ascending/],
    [
      'a stale position',
      [page([row(1), row(2), row(7)], { asOfSequence: 9 })],
      /before the barrier/,
    ],
    ['nothing at all', [], /no page/],
  ])('with %s is incomplete, and says why', async (_name, pages, because) => {
    const { reconciling, ended } = reading(pages);
    expect(await readGateway(reconciling, request)).toBe('incomplete');
    expect(ended()).toMatchObject({ complete: false, because: expect.stringMatching(because) });
  });

  test('without an accepted barrier is never complete', async () => {
    const { reconciling, ended } = reading(honest);
    expect(await readGateway(reconciling, { ...request, barrier: undefined })).toBe('incomplete');
    expect(ended()).toMatchObject({ because: 'no barrier order was accepted' });
  });

  test('that breaks off has failed', async () => {
    const { reconciling, ended } = reading(honest, () => Promise.reject(new Error('reset')));
    expect(await readGateway(reconciling, request)).toBe('failed');
    expect(ended()).toMatchObject({ complete: false, because: 'it broke off: reset' });
  });

  test('that hangs ends with the time for it', async () => {
    const { reconciling, stop } = reading(honest, () => new Promise(() => {}));
    const result = readGateway(reconciling, request);
    stop.abort(new Error('time is up'));
    expect(await result).toBe('failed');
  });
});

describe('barrier orders', () => {
  /** Answers the n-th operation with the n-th outcome; the last one serves for all that follow. */
  function answering(outcomes: readonly ClientReport['outcome'][]) {
    const { reconciling, events, stop } = reading([]);
    const sent: string[] = [];
    const reports: ClientReport[] = [];
    let wake = (): void => {};
    const client: Client = {
      ...reconciling.client,
      send(_gateway, operation) {
        sent.push(operation.kind === 'new' ? operation.clientOrderId : '');
        const correlation = sent.length;
        const outcome = outcomes[correlation - 1] ?? outcomes.at(-1) ?? 'indeterminate';
        const sequence = outcome === 'accepted' ? { sequence: 100 + correlation } : {};
        reports.push({ correlation, atNs: process.hrtime.bigint(), outcome, ...sequence });
        wake();
        return correlation;
      },
      reports: (async function* () {
        for (let at = 0; ; at++) {
          while (reports.length <= at) {
            await new Promise<void>((resolve) => {
              wake = resolve;
            });
          }
          yield reports[at] as ClientReport;
        }
      })(),
    };
    return { reconciling: { ...reconciling, client }, events, sent, stop };
  }

  const barriers = {
    gen: 2,
    gateways: ['a', 'b'],
    symbols: ['X', 'Y'],
    originNs: process.hrtime.bigint(),
    timeoutMs: 5_000,
  };

  test('one a symbol through every gateway; the highest sequence counts', async () => {
    const { reconciling, events, sent } = answering(['accepted']);
    expect(await placeBarriers(reconciling, barriers)).toBe(104);
    expect(sent).toEqual(['tag-2-0', 'tag-2-1', 'tag-2-2', 'tag-2-3']);
    expect(events[0]).toMatchObject({ type: 'generator', gen: 2, id: 'barrier', lanes: [] });
    expect(events.filter((event) => event.type === 'sent')).toHaveLength(4);
    expect(events.filter((event) => event.type === 'told')).toHaveLength(4);
  });

  test('are tried again under new ids', async () => {
    const one = { ...barriers, gateways: ['a'], symbols: ['X'] };
    const { reconciling, sent } = answering(['rejected', 'not-executed', 'accepted']);
    expect(await placeBarriers(reconciling, one)).toBe(103);
    expect(sent).toEqual(['tag-2-0', 'tag-2-1', 'tag-2-2']);
  });

  test('that are never accepted end in time, and there is no barrier', async () => {
    const { reconciling } = answering(['accepted', 'rejected']);
    expect(await placeBarriers(reconciling, { ...barriers, timeoutMs: 200 })).toBeUndefined();
  });
});

test('the log is matched to the operations of the run', async () => {
  const { reconciling, events } = reading([]);
  const entry = { epoch: 1, kind: 'new' } as const;
  const client: Client = {
    ...reconciling.client,
    async *readLog() {
      yield { ...entry, sequence: 1, clientId: 'tag-0-5' };
      yield { ...entry, sequence: 2, clientId: 'other' };
    },
  };
  expect(await readLogThrough({ ...reconciling, client }, 'leader')).toBe(2);
  expect(events).toMatchObject([
    { type: 'logged', sequence: 1, gen: 0, op: 5 },
    { type: 'logged', sequence: 2, gen: -1, op: -1 },
  ]);
});
