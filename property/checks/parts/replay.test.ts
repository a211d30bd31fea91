import type { OrderRead } from 'proofhouse/contract';
import { completeConventions } from 'proofhouse/market';
import { expect, test } from 'vitest';
import { parseDefects } from '../../../venues/reference/defects.ts';
import { apply, type Exchange, newExchange } from '../../../venues/reference/engine/exchange.ts';
import { drawRecords } from '../../../venues/reference/test/commands.ts';
import { createReplay } from './replay.ts';

const conventions = completeConventions({ replaceQuantity: 'total' });

/** What a client reads of the reference engine's state after a random flow of all commands. */
function rowsOf(exchange: Exchange): OrderRead[] {
  return exchange.orders.map((order, op) => ({
    type: 'order',
    ...{ read: 0, gen: 0, op, orderId: order.orderId, account: Number(order.account) },
    ...{ symbol: order.symbol, side: order.side, ...order.entered, tif: order.timeInForce },
    ...(order.type === 'market' ? { market: true } : {}),
    ...(order.postOnly ? { postOnly: true } : {}),
    ...(order.code === null ? {} : { code: order.code }),
    ...{ executed: order.executed, status: order.status, sequence: order.sequence, epoch: 1 },
    ...(order.closedSequence === null ? {} : { closedSequence: order.closedSequence }),
    fills: order.fills.map(
      ({ tradeId, sequence, price, quantity, role }) =>
        [tradeId, sequence, price, quantity, role === 'maker' ? 1 : 0] as const,
    ),
    replaces: order.replacements.map(
      ({ sequence, price, quantity, code }) =>
        [sequence, price, quantity, code === null ? 0 : 1] as const,
    ),
  }));
}

function replayed(rows: readonly OrderRead[]): string[] {
  const replay = createReplay(conventions);
  for (const row of rows) replay.add(row);
  return replay.end();
}

function traded(seed: number, defects = ''): OrderRead[] {
  const exchange = newExchange(parseDefects(defects));
  drawRecords(seed, 1_500, exchange, apply);
  return rowsOf(exchange);
}

const seeds = [1, 2, 3, 4, 5, 6];

test.each(seeds)('every kind of command replays to what was read (seed %i)', (seed) => {
  expect(replayed(traded(seed))).toEqual([]);
});

const isRefusedReplace = (row: OrderRead) => row.replaces?.some(([, , , no]) => no === 1) ?? false;

test('the flows above refuse, and give new terms more than once', () => {
  const rows = seeds.flatMap((seed) => traded(seed));
  const codes = new Set(rows.map((row) => row.code));
  expect([...codes]).toEqual(expect.arrayContaining(['would-take', 'would-not-fill']));
  expect(rows.some(isRefusedReplace)).toBe(true);
  expect(rows.some((row) => (row.replaces?.length ?? 0) > 1)).toBe(true);
});

test.each(['fok-fills-partly', 'post-only-takes', 'lifo-queue', 'taker-price', 'ioc-rests'])(
  'a venue with %s parts from it',
  (defect) => expect(replayed(traded(1, defect))).not.toEqual([]),
);

test('a row that says otherwise of a refusal or of new terms parts from it', () => {
  const rows = traded(2);
  const refused = rows.findIndex((row) => row.code === 'would-not-fill');
  const letIn: OrderRead = { ...(rows[refused] as OrderRead), status: 'cancelled' };
  expect(replayed(rows.with(refused, letIn)).join()).toContain(
    'was let in, by the rules it is ref',
  );

  const others = seeds.map((seed) => traded(seed)).find((all) => all.some(isRefusedReplace)) ?? [];
  const at = others.findIndex(isRefusedReplace);
  const row = others[at] as OrderRead;
  const all = row.replaces?.map(([sequence, price, lots]) => [sequence, price, lots, 0] as const);
  expect(replayed(others.with(at, { ...row, replaces: all ?? [] }))).not.toEqual([]);
});
