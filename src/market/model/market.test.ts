import { expect, test } from 'vitest';
import type { DeclaredConventions } from '../conventions.ts';
import type { Command, StreamEvent } from '../stream/schema.ts';
import { createModel } from './market.ts';

type Short = Omit<Command & { op: 'new' }, 'op'>;

function market(conventions: DeclaredConventions = {}) {
  const model = createModel({ conventions });
  const apply = (command: Command) => model.apply(command).slice(0, -1).map(short);
  return { model, apply, order: (order: Short) => apply({ op: 'new', ...order }) };
}

/** An event in one line: its name and its values, without the seq. */
function short({ event, ...rest }: StreamEvent): string {
  const { seq: _, ...values } = rest as Record<string, unknown>;
  return [event, ...Object.values(values)].join(' ');
}

const buying = { side: 'buy', account: 'a' } as const;
const selling = { side: 'sell', account: 'b' } as const;

test('an iceberg shows its display, refreshes it when used up, and goes to the end', () => {
  const { order, model } = market();
  order({ id: '1', ...selling, price: '100', quantity: '10', display: '4' });
  order({ id: '2', ...selling, price: '100', quantity: '3' });
  expect(order({ id: '3', ...buying, price: '100', quantity: '5' })).toEqual([
    'accepted 3',
    'traded 100 4 1 3',
    'refreshed 1 4',
    'traded 100 1 2 3',
  ]);
  const asks = model.book('X').asks.map(({ id, shown, quantity }) => [id, shown, quantity]);
  expect(asks).toEqual([
    ['2', '2', '2'],
    ['1', '4', '6'],
  ]);
});

test('stops wake in the order of their arrival, and what they trade wakes others', () => {
  const { order } = market();
  order({ id: 's2', ...buying, type: 'stop', trigger: '101', quantity: '1' });
  order({ id: 's1', ...buying, type: 'stop', trigger: '100', quantity: '1' });
  for (const [n, price] of ['100', '101', '102'].entries()) {
    order({ id: `m${n}`, ...selling, price, quantity: '1' });
  }
  expect(order({ id: 't', ...buying, price: '100', quantity: '1' })).toEqual([
    'accepted t',
    'traded 100 1 m0 t',
    'triggered s1',
    'traded 101 1 m1 s1',
    'triggered s2',
    'traded 102 1 m2 s2',
  ]);
});

test('a trailing stop follows the best price and wakes at its distance', () => {
  const { order } = market();
  const trade = (id: string, price: string) => [
    ...order({ id: `${id}s`, ...selling, price, quantity: '1' }),
    ...order({ id: `${id}b`, ...buying, price, quantity: '1' }),
  ];
  trade('1', '100');
  order({ id: 'trail', ...selling, type: 'trailing-stop', trail: '5', quantity: '1' });
  trade('2', '120');
  expect(trade('3', '116')).not.toContain('triggered trail');
  expect(trade('4', '115')).toContain('triggered trail');
});

test('one leg of an OCO pair executes, the other is cancelled', () => {
  const { order } = market();
  order({ id: 'limit', ...selling, price: '110', quantity: '5' });
  order({ id: 'stop', ...selling, type: 'stop', trigger: '90', quantity: '5', oco: 'limit' });
  expect(order({ id: 't', ...buying, price: '110', quantity: '2' })).toEqual([
    'accepted t',
    'traded 110 2 limit t',
    'cancelled stop 5 oco',
  ]);
});

test('an auction executes the most at one price', () => {
  const { order, apply } = market();
  apply({ op: 'auction' });
  order({ id: 'b1', ...buying, price: '102', quantity: '5' });
  order({ id: 'b2', ...buying, price: '100', quantity: '5' });
  order({ id: 's1', ...selling, price: '99', quantity: '4' });
  order({ id: 's2', ...selling, price: '101', quantity: '4' });
  expect(apply({ op: 'uncross' })).toEqual([
    'uncrossed X 101 5',
    'traded 101 4 b1 s1',
    'traded 101 1 b1 s2',
  ]);
});

test.each([
  ['cancel-taker', ['accepted 3', 'traded 100 1 1 3', 'cancelled 3 4 stp']],
  ['cancel-maker', ['accepted 3', 'traded 100 1 1 3', 'cancelled 2 2 stp']],
  ['cancel-both', ['accepted 3', 'traded 100 1 1 3', 'cancelled 2 2 stp', 'cancelled 3 4 stp']],
  ['decrement', ['accepted 3', 'traded 100 1 1 3', 'cancelled 2 2 stp', 'cancelled 3 2 stp']],
] as const)('self-trade mode %s keeps the two orders of an account apart', (mode, expected) => {
  const { order } = market({ selfTrade: mode });
  order({ id: '1', ...selling, price: '100', quantity: '1' });
  order({ id: '2', ...selling, account: 'a', price: '100', quantity: '2' });
  expect(order({ id: '3', ...buying, price: '100', quantity: '5' })).toEqual(expected);
});

test('reduce-only never turns a position', () => {
  const { order } = market();
  order({ id: '1', ...selling, price: '100', quantity: '3' });
  order({ id: '2', ...buying, price: '100', quantity: '3' });
  order({ id: '3', side: 'buy', account: 'c', price: '99', quantity: '9' });
  const reducing = { side: 'sell', account: 'a', reduceOnly: true } as const;
  expect(order({ id: '4', ...reducing, price: '99', quantity: '5' })).toEqual([
    'accepted 4',
    'cancelled 4 2 reduce-only',
    'traded 99 3 3 4',
  ]);
  expect(order({ id: '5', ...reducing, price: '99', quantity: '5' })).toEqual([
    'accepted 5',
    'cancelled 5 5 reduce-only',
  ]);
});

test('orders end with their time, before the command that brought it is carried out', () => {
  const { order, apply } = market();
  order({ id: '1', ...selling, price: '100', quantity: '1', tif: 'gtt', expires: '50' });
  order({ id: '2', ...selling, price: '101', quantity: '1', tif: 'day', at: '10' });
  expect(order({ id: '3', ...buying, price: '100', quantity: '1', at: '50' })).toEqual([
    'expired 1 1',
    'accepted 3',
  ]);
  expect(apply({ op: 'time', at: '86399999999999' })).toEqual([]);
  expect(apply({ op: 'time', at: '86400000000000' })).toEqual(['expired 2 1']);
});

test('a halt trades nothing, bands hold, a kill switch clears and blocks', () => {
  const { order, apply } = market();
  order({ id: '1', ...selling, price: '100', quantity: '1' });
  apply({ op: 'halt' });
  expect(order({ id: '2', ...buying, price: '100', quantity: '1' })).toEqual(['rejected 2 halted']);
  apply({ op: 'resume' });
  apply({ op: 'bands', low: '90', high: '99' });
  expect(order({ id: '3', ...buying, price: '100', quantity: '1' })).toEqual([
    'rejected 3 outside-bands',
  ]);
  expect(order({ id: '4', ...buying, type: 'market', quantity: '1' })).toEqual([
    'rejected 4 no-liquidity',
  ]);
  expect(apply({ op: 'kill-switch', account: 'b', on: true })).toEqual([
    'cancelled 1 1 kill-switch',
  ]);
  expect(order({ id: '5', ...selling, price: '95', quantity: '1' })).toEqual(['rejected 5 killed']);
});

test('ids live once, or once at a time, and only the owner may touch them', () => {
  const once = market();
  once.order({ id: '1', ...buying, price: '100', quantity: '1' });
  expect(once.apply({ op: 'cancel', id: '1', account: 'b' })).toEqual(['rejected 1 not-owner']);
  once.apply({ op: 'cancel', id: '1' });
  const again = { id: '1', ...buying, price: '100', quantity: '1' };
  expect(once.order(again)).toEqual(['rejected 1 duplicate-id']);
  const reused = market({ idReuse: 'once-dead' });
  reused.order(again);
  expect(reused.order(again)).toEqual(['rejected 1 duplicate-id']);
  reused.apply({ op: 'cancel', id: '1' });
  expect(reused.order(again)).toEqual(['accepted 1']);
});

test('a state that is none is refused, and nothing changes', () => {
  const { model, order, apply } = market();
  order({ id: '1', ...buying, price: '100', quantity: '1' });
  const [before, state] = [model.digest(), model.snapshot()];
  const listings = state.listings as { orders: object[] }[];
  const twice = {
    ...state,
    listings: [{ ...listings[0], orders: [...listings[0]!.orders, ...listings[0]!.orders] }],
  };
  expect(apply({ op: 'restore', state: twice })).toEqual(['rejected malformed']);
  expect(apply({ op: 'restore', state: {} })).toEqual(['rejected malformed']);
  expect(model.digest()).toBe(before);
});

test('the digest is the SHA-256 of the documented text', async () => {
  const { createHash } = await import('node:crypto');
  const { model, order } = market();
  order({ id: '1', ...buying, price: '100', quantity: '5' });
  order({ id: '2', ...selling, price: '102', quantity: '7', display: '2' });
  const text = 'X buy 100 1 5 5\nX sell 102 2 7 2\n';
  expect(model.digest()).toBe(createHash('sha256').update(text).digest('hex'));
});
