import type { Exchange } from '../engine/exchange.ts';
import type { Command, LogRecord } from '../engine/records.ts';

/** A small seeded generator (mulberry32), so that a failing case can be run again. */
export function seeded(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** The next command of a random flow: orders near each other, changes of any order ever. */
export function drawCommand(
  draw: (below: number) => number,
  exchange: Exchange,
  sequence: number,
): Command {
  const dice = draw(20);
  const clientRequestId = `r${sequence}`;
  const change = exchange.orders.length > 0 && dice < 9;
  if (change) {
    const { orderId } = exchange.orders[draw(exchange.orders.length)]!;
    if (dice < 5) return { op: 'cancel', orderId, clientRequestId };
    return {
      ...{ op: 'replace', orderId, clientRequestId },
      ...{ price: String(100 + draw(10)), quantity: String(1 + draw(12)) },
    };
  }
  if (dice === 9 && draw(5) === 0) {
    const symbol = draw(2) === 0 ? {} : { symbol: 'X' };
    return { op: 'mass-cancel', account: String(draw(5)), clientRequestId, ...symbol };
  }
  const isMarket = draw(12) === 0;
  const timeInForce = draw(5) > 0 ? 'gtc' : draw(2) === 0 ? 'ioc' : 'fok';
  return {
    op: 'new',
    orderId: `1-${sequence}`,
    clientOrderId: `c${sequence}`,
    account: String(draw(5)),
    symbol: draw(2) === 0 ? 'X' : 'Y',
    side: draw(2) === 0 ? 'buy' : 'sell',
    type: isMarket ? 'market' : 'limit',
    timeInForce: isMarket && timeInForce === 'gtc' ? 'ioc' : timeInForce,
    price: isMarket ? '0' : String(100 + draw(10)),
    quantity: String(1 + draw(9)),
    ...(!isMarket && timeInForce === 'gtc' && draw(6) === 0 ? { postOnly: true } : {}),
  };
}

/** The same as records; `apply` is called for each, as the live engine would. */
export function drawRecords(
  seed: number,
  count: number,
  exchange: Exchange,
  apply: (exchange: Exchange, record: LogRecord) => void,
): LogRecord[] {
  const draw = seeded(seed);
  const records: LogRecord[] = [];
  for (let sequence = 1; sequence <= count; sequence += 1) {
    const command = drawCommand(draw, exchange, sequence);
    const record: LogRecord = { sequence, epoch: 1, ...command };
    apply(exchange, record);
    records.push(record);
  }
  return records;
}
