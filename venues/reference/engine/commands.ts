import { submit } from './commit.ts';
import type { Engine } from './engine.ts';
import { clientKey, type MassCancellation, openOrders } from './exchange.ts';
import { leak } from './leaks.ts';
import type { Order, RejectCode } from './order.ts';
import type { CancelCommand, MassCancelCommand, NewCommand, ReplaceCommand } from './records.ts';
import { ackView, cancelView, massCancelView, replaceView } from './views.ts';

/** What a gateway passes on to its client as it is. */
export type Reply = { status: number; body: object };

/**
 * An answer, and what is said instead when this engine is replaced before it is sure. What depends
 * on the book is decided in the log, so that a repeated request gets its first answer, whatever
 * stands in the book by then and whoever leads.
 */
export type Answer = { reply: Reply; otherwise: Reply | null };

export function atOnce(reply: Reply): Answer {
  return { reply, otherwise: null };
}

export function failure(status: number, code: string, message: string, field?: string): Reply {
  return { status, body: { error: { code, message, ...(field ? { field } : {}) } } };
}

/** Certainly not executed. */
export function notForwarded(message: string): Reply {
  return failure(503, 'not-forwarded', message);
}

const unknownOutcome = failure(
  504,
  'outcome-unknown',
  'the leader was replaced before the command was confirmed',
);
export const notServed = notForwarded('the leader was replaced');
const cancelsOnly = notForwarded('the venue takes cancels only');

const refusals: Record<RejectCode, string> = {
  'would-take': 'postOnly: the order would have taken what stands in the book',
  'would-not-fill': 'timeInForce fok: the book does not fill the whole order',
  'no-liquidity': 'type market: nothing stands on the other side of the book',
};

function refused(code: RejectCode, at: { sequence: number; epoch: number }): Reply {
  const error = { code, message: refusals[code] };
  return {
    status: 422,
    body: { error, sequence: String(at.sequence), epoch: String(at.epoch) },
  };
}

export function enterOrder(engine: Engine, wish: NewCommand): Answer | null {
  const { exchange, settings, planted } = engine;
  if (engine.mode !== 'open') return atOnce(cancelsOnly);
  const known = exchange.orderByClientId.get(clientKey(wish.account, wish.clientOrderId));
  if (known !== undefined && !settings.defects.has('double-execute-on-retry')) {
    engine.repeated += 1;
    const reply = isSame(known, wish)
      ? orderReply(known)
      : failure(409, 'client-order-id-reused', 'this clientOrderId names another order');
    return { reply, otherwise: unknownOutcome };
  }
  const orderId = `${engine.epoch}-${exchange.sequence + 1}`;
  submit(engine, { ...wish, orderId });
  planted.entered += 1;
  leak(engine);
  if (isSilent(engine)) return null;
  const every = settings.defects.argument('reject-but-rests');
  const reply =
    every > 0 && planted.entered % every === 0
      ? failure(400, 'bad-price', 'price: outside the limits')
      : orderReply(exchange.orderById.get(orderId)!);
  return { reply, otherwise: unknownOutcome };
}

function orderReply(order: Order): Reply {
  if (order.code !== null) return refused(order.code, order);
  return { status: 201, body: ackView(order) };
}

/** silent-stall, planted: the first leader does its work and tells nobody. */
function isSilent(engine: Engine): boolean {
  const after = engine.settings.defects.argument('silent-stall');
  return after > 0 && engine.exchange.failovers === 0 && engine.planted.entered > after;
}

function isSame(order: Order, wish: NewCommand): boolean {
  return (
    order.symbol === wish.symbol &&
    order.side === wish.side &&
    order.type === wish.type &&
    order.timeInForce === wish.timeInForce &&
    order.postOnly === (wish.postOnly === true) &&
    order.entered.price === Number(wish.price) &&
    order.entered.quantity === Number(wish.quantity)
  );
}

export function cancelOrder(engine: Engine, wish: CancelCommand): Answer | null {
  const order = engine.exchange.orderById.get(wish.orderId);
  if (order === undefined) return unknownOrder();
  const first = order.cancellation?.clientRequestId;
  const repeated = wish.clientRequestId !== undefined && wish.clientRequestId === first;
  if (order.status !== 'open' && !repeated) return alreadyClosed(order);
  if (repeated) engine.repeated += 1;
  else submit(engine, wish);
  if (isSilent(engine)) return null;
  return { reply: { status: 200, body: cancelView(order) }, otherwise: unknownOutcome };
}

function unknownOrder(): Answer {
  return { reply: failure(404, 'unknown-order', 'no such order'), otherwise: notServed };
}

function alreadyClosed(order: Order): Answer {
  const reply = failure(409, 'already-closed', `the order is ${order.status}`);
  return { reply, otherwise: notServed };
}

export function replaceOrder(engine: Engine, wish: ReplaceCommand): Answer | null {
  const order = engine.exchange.orderById.get(wish.orderId);
  if (order === undefined) return unknownOrder();
  const { clientRequestId } = wish;
  const known =
    clientRequestId === undefined
      ? undefined
      : order.replacements.find((one) => one.clientRequestId === clientRequestId);
  if (known === undefined) {
    if (engine.mode !== 'open') return atOnce(cancelsOnly);
    if (order.status !== 'open') return alreadyClosed(order);
    if (Number(wish.quantity) <= order.executed) {
      const message = `quantity: ${order.executed} lots are executed, expected more than that`;
      return { reply: failure(409, 'bad-quantity', message, 'quantity'), otherwise: notServed };
    }
    if (isForgotten(engine)) return pretend(engine, order, wish);
    submit(engine, wish);
  } else {
    engine.repeated += 1;
    if (known.price !== Number(wish.price) || known.quantity !== Number(wish.quantity)) {
      const message = 'this clientRequestId names other terms';
      return { reply: failure(409, 'client-request-id-reused', message), otherwise: notServed };
    }
  }
  if (isSilent(engine)) return null;
  const done = known ?? order.replacements.at(-1)!;
  const reply =
    done.code === null ? { status: 200, body: replaceView(order, done) } : refused(done.code, done);
  return { reply, otherwise: unknownOutcome };
}

/** forgets-replace, planted: the answer to a replace that is in the log as nothing. */
function pretend(engine: Engine, order: Order, { price, quantity }: ReplaceCommand): Answer {
  const { sequence, epoch } = submit(engine, { op: 'none' });
  const terms = { price: Number(price), quantity: Number(quantity) };
  const done = { sequence, epoch, ...terms, clientRequestId: null, code: null };
  return { reply: { status: 200, body: replaceView(order, done) }, otherwise: unknownOutcome };
}

function isForgotten({ settings, planted }: Engine): boolean {
  const every = settings.defects.argument('forgets-replace');
  planted.replaces += 1;
  return every > 0 && planted.replaces % every === 0;
}

export function cancelAll(engine: Engine, wish: MassCancelCommand): Answer | null {
  const { exchange } = engine;
  const { account, symbol = null, clientRequestId } = wish;
  const key = clientRequestId === undefined ? undefined : clientKey(account, clientRequestId);
  const known = key === undefined ? undefined : exchange.massCancels.get(key);
  let done: MassCancellation | undefined = known;
  if (done !== undefined) engine.repeated += 1;
  else done = carryOut(engine, wish);
  if (done.symbol !== symbol) {
    const message = 'this clientRequestId names another mass cancel';
    return { reply: failure(409, 'client-request-id-reused', message), otherwise: notServed };
  }
  if (isSilent(engine)) return null;
  return { reply: { status: 200, body: massCancelView(done) }, otherwise: unknownOutcome };
}

function carryOut(engine: Engine, wish: MassCancelCommand): MassCancellation {
  const symbol = wish.symbol ?? null;
  const open = openOrders(engine.exchange, wish.account, symbol);
  const lots = open.reduce((sum, order) => sum + BigInt(order.quantity - order.executed), 0n);
  const { sequence, epoch } = submit(engine, wish);
  return { sequence, epoch, symbol, orders: open.length, quantity: String(lots) };
}
