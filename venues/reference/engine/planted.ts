import fs from 'node:fs';
import { bestLevel, dequeue, enqueue, levelsOf, queueOf } from './book.ts';
import type { Engine } from './engine.ts';
import { bookOf, clientKey, type Exchange } from './exchange.ts';
import { decodeFrame, encodeFrame, findFrame } from './frame.ts';
import type { Order } from './order.ts';
import type { LogRecord } from './records.ts';

/** Planted defects that need more than a line. Every one acts only when `DEFECTS` names it. */

/** lose-ack leaves the first orders alone, and takes one in three that qualify. */
const loseAckAfter = 200;
const loseAckEvery = 3;
const logDiffersEvery = 25;
const forgottenOrders = 10;

/** What goes to the log and to the standby for a record that was applied here. */
export function asLogged(engine: Engine, record: LogRecord): LogRecord {
  const { defects } = engine.settings;
  if (record.op !== 'new') return record;
  if (!defects.has('lose-ack') && !defects.has('log-differs-from-acks')) return record;
  const { planted, exchange } = engine;
  planted.orders += 1;
  const order = exchange.orderById.get(record.orderId)!;
  if (!restsBehind(exchange, order)) return record;
  planted.resting += 1;
  if (defects.has('log-differs-from-acks') && planted.resting % logDiffersEvery === 0) {
    return { ...record, quantity: String(order.quantity + 1) };
  }
  const mayLose = exchange.failovers === 0 && planted.orders > loseAckAfter;
  if (mayLose && planted.lost < defects.argument('lose-ack')) {
    if (planted.resting % loseAckEvery !== 0) return record;
    planted.lost += 1;
    // Out of its queue, so that no other order's fate depends on what will be gone.
    dequeue(bookOf(exchange, order.symbol)[order.side], order);
    return { sequence: record.sequence, epoch: record.epoch, op: 'none' };
  }
  return record;
}

/** Whether an order rests whole, and not as the first to trade. */
function restsBehind(exchange: Exchange, order: Order): boolean {
  const best = bestLevel(bookOf(exchange, order.symbol)[order.side]);
  return order.status === 'open' && order.executed === 0 && best?.first !== order;
}

/** Called once the state is as the log makes it, before the engine leads. */
export function plantAtPromotion(
  engine: Engine,
  when: { failover: boolean; afterHalt: boolean },
): void {
  const { exchange, settings } = engine;
  const { defects } = settings;
  if (when.failover && defects.has('reorder-on-failover')) {
    for (const level of allLevels(exchange)) requeue(exchange, queueOf(level).reverse());
  }
  if (when.failover && defects.has('resurrect-cancelled')) {
    resurrect(exchange, defects.argument('resurrect-cancelled'));
  }
  if (when.afterHalt && defects.has('forgets-on-cold-restart')) forget(exchange);
}

/** Called after the state was made from the log, at a start or after a truncation. */
export function plantAtReplay(exchange: Exchange): void {
  if (!exchange.defects.has('swap-queue-on-replay')) return;
  for (const level of allLevels(exchange)) {
    const [first, second, ...others] = queueOf(level);
    if (second !== undefined) requeue(exchange, [second, first!, ...others]);
  }
}

function allLevels(exchange: Exchange): ReturnType<typeof levelsOf> {
  return [...exchange.books.values()].flatMap((book) => [
    ...levelsOf(book.buy),
    ...levelsOf(book.sell),
  ]);
}

function requeue(exchange: Exchange, queue: readonly Order[]): void {
  for (const order of queue) {
    const half = bookOf(exchange, order.symbol)[order.side];
    dequeue(half, order);
    enqueue(half, order);
  }
}

function resurrect(exchange: Exchange, count: number): void {
  const cancelled = exchange.orders.filter((order) => order.cancellation !== null);
  for (const order of cancelled.filter((one) => one.executed === 0).slice(-count)) {
    const book = bookOf(exchange, order.symbol);
    order.status = 'open';
    order.closedSequence = null;
    order.cancellation = null;
    enqueue(book[order.side], order);
  }
}

function forget(exchange: Exchange): void {
  const open = exchange.orders.filter((order) => order.status === 'open');
  const gone = new Set(open.slice(-forgottenOrders));
  for (const order of gone) {
    dequeue(bookOf(exchange, order.symbol)[order.side], order);
    exchange.orderById.delete(order.orderId);
    exchange.orderByClientId.delete(clientKey(order.account, order.clientOrderId));
    const ofAccount = exchange.ordersByAccount.get(order.account)!;
    ofAccount.splice(ofAccount.indexOf(order), 1);
  }
  exchange.orders = exchange.orders.filter((order) => !gone.has(order));
}

/** skip-corrupt-record: rewrites the log with a no-op in the place of every damaged record. */
export function fillDamage(file: string): void {
  const bytes = fs.readFileSync(file);
  const kept: Buffer[] = [];
  let last: { sequence: number; epoch: number } | undefined;
  for (let at = 0; at >= 0 && at < bytes.length; ) {
    const decoded = decodeFrame(bytes, at);
    if (decoded.kind !== 'frame') {
      at = findFrame(bytes, at + 1);
      continue;
    }
    const record = JSON.parse(decoded.payload) as LogRecord;
    // A log whose head is gone begins where it begins.
    last ??= { sequence: record.sequence - 1, epoch: record.epoch };
    for (let sequence = last.sequence + 1; sequence < record.sequence; sequence += 1) {
      kept.push(encodeFrame(JSON.stringify({ sequence, epoch: last.epoch, op: 'none' })));
    }
    kept.push(bytes.subarray(at, decoded.end));
    last = record;
    at = decoded.end;
  }
  fs.writeFileSync(file, Buffer.concat(kept));
}
