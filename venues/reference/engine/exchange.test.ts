import { expect, test } from 'vitest';
import { parseDefects } from '../defects.ts';
import { drawRecords } from '../test/commands.ts';
import { apply, type Exchange, newExchange } from './exchange.ts';
import { bookView, orderPage } from './views.ts';

const none = parseDefects('');

/** Everything that clients can see, queue positions included. */
function seen(exchange: Exchange): object {
  const page = orderPage(exchange, { account: null, after: 0, limit: 1e6 }, 1, 0);
  return { page, X: bookView(exchange, 'X', 1), Y: bookView(exchange, 'Y', 1) };
}

test.each([1, 2, 3, 4, 5])('replay equals live at any cut, queues included (seed %i)', (seed) => {
  const live = newExchange(none);
  const views: object[] = [];
  const records = drawRecords(seed, 400, live, (exchange, record) => {
    apply(exchange, record);
    views.push(seen(exchange));
  });
  for (const cut of [1, 7, 100, 250, 400]) {
    const replayed = newExchange(none);
    for (const record of records.slice(0, cut)) {
      apply(replayed, JSON.parse(JSON.stringify(record)));
    }
    expect(seen(replayed)).toEqual(views[cut - 1]);
  }
});

test('the flow of the test above trades, rests, cancels and leaves IOC remainders', () => {
  const exchange = newExchange(none);
  drawRecords(1, 400, exchange, apply);
  const orders = exchange.orders;
  expect(exchange.trades).toBeGreaterThan(50);
  expect(orders.some((one) => one.status === 'open' && one.executed > 0)).toBe(true);
  expect(orders.some((one) => one.cancellation !== null)).toBe(true);
  const remainders = orders.filter((one) => one.timeInForce === 'ioc' && one.executed > 0);
  expect(remainders.some((one) => one.status === 'cancelled')).toBe(true);
});

test('a gap in the log is not applied over', () => {
  const exchange = newExchange(none);
  expect(() => apply(exchange, { sequence: 2, epoch: 1, op: 'none' })).toThrow(/expected record 1/);
});
