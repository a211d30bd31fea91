import type { LineSocket, Message } from '../service/lines.ts';
import { submit, whenCommitted } from './commit.ts';
import type { Engine } from './engine.ts';
import { clientKey } from './exchange.ts';
import { followFeed } from './followers.ts';
import { logText } from './log.ts';
import type { Order } from './order.ts';
import type { CancelCommand, NewCommand } from './records.ts';
import { ackView, bookView, cancelView, orderPage } from './views.ts';

/** What a gateway passes on to its client as it is. */
type Reply = { status: number; body: object };

const reads = new Set(['orders', 'book', 'log']);
const stallMs = 1_000;
const staleOrders = 50;

/** An answer, and what is said instead when this engine is replaced before it is sure. */
type Answer = { reply: Reply; otherwise: Reply | null };

/** A gateway's request. Every request is answered, whatever becomes of this engine's leadership. */
export function receiveFromGateway(engine: Engine, message: Message, socket: LineSocket): void {
  if (message.kind === 'follow-feed') {
    followFeed(engine, message, socket);
    return;
  }
  const stallLeftMs = stallOf(engine);
  if (stallLeftMs > 0) {
    setTimeout(() => receiveFromGateway(engine, message, socket), stallLeftMs);
    return;
  }
  const send = (reply: Reply) => {
    socket.send({ kind: 'reply', id: message.id, committed: engine.committed, ...reply });
  };
  const answer = answerTo(engine, message);
  if (answer === null) return;
  const { reply, otherwise } = answer;
  if (otherwise === null) send(reply);
  else whenCommitted(engine, (outcome) => send(outcome === 'committed' ? reply : otherwise));
}

function answerTo(engine: Engine, message: Message): Answer | null {
  if (reads.has(message.kind)) return read(engine, message);
  if (engine.state !== 'leading') return atOnce(notForwarded('this engine does not lead'));
  if (message.kind === 'new') return enterOrder(engine, message.order as NewCommand);
  if (message.kind === 'cancel') return cancelOrder(engine, message.cancel as CancelCommand);
  return atOnce(failure(400, 'malformed', `no such request: ${message.kind}`));
}

function atOnce(reply: Reply): Answer {
  return { reply, otherwise: null };
}

function failure(status: number, code: string, message: string): Reply {
  return { status, body: { error: { code, message } } };
}

/** Certainly not executed. */
function notForwarded(message: string): Reply {
  return failure(503, 'not-forwarded', message);
}

const unknownOutcome = failure(
  504,
  'outcome-unknown',
  'the leader was replaced before the command was confirmed',
);
const notServed = notForwarded('the leader was replaced');

function enterOrder(engine: Engine, wish: NewCommand): Answer | null {
  const { exchange, settings, planted } = engine;
  if (engine.mode !== 'open') return atOnce(notForwarded('the venue takes cancels only'));
  const known = exchange.orderByClientId.get(clientKey(wish.account, wish.clientOrderId));
  if (known !== undefined && !settings.defects.has('double-execute-on-retry')) {
    engine.repeated += 1;
    const reply = isSame(known, wish)
      ? { status: 201, body: ackView(known) }
      : failure(409, 'client-order-id-reused', 'this clientOrderId names another order');
    return { reply, otherwise: unknownOutcome };
  }
  const orderId = `${engine.epoch}-${exchange.sequence + 1}`;
  submit(engine, { ...wish, orderId });
  planted.entered += 1;
  if (isSilent(engine)) return null;
  const every = settings.defects.argument('reject-but-rests');
  const reply =
    every > 0 && planted.entered % every === 0
      ? failure(400, 'bad-price', 'price: outside the limits')
      : { status: 201, body: ackView(exchange.orderById.get(orderId)!) };
  return { reply, otherwise: unknownOutcome };
}

/** relapse, planted: how long the engine still stands still, in milliseconds. */
function stallOf(engine: Engine): number {
  const { stalledFromMs } = engine.planted;
  const sinceMs = performance.now() - stalledFromMs;
  return stalledFromMs > 0 && sinceMs >= 0 ? stallMs - sinceMs : 0;
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
    order.timeInForce === wish.timeInForce &&
    order.price === Number(wish.price) &&
    order.quantity === Number(wish.quantity)
  );
}

function cancelOrder(engine: Engine, wish: CancelCommand): Answer | null {
  const order = engine.exchange.orderById.get(wish.orderId);
  if (order === undefined) {
    const reply = failure(404, 'unknown-order', 'no such order');
    return { reply, otherwise: notServed };
  }
  const first = order.cancellation?.clientRequestId;
  const repeated = wish.clientRequestId !== undefined && wish.clientRequestId === first;
  if (order.status !== 'open' && !repeated) {
    const reply = failure(409, 'already-closed', `the order is ${order.status}`);
    return { reply, otherwise: notServed };
  }
  if (repeated) engine.repeated += 1;
  else submit(engine, wish);
  if (isSilent(engine)) return null;
  return { reply: { status: 200, body: cancelView(order) }, otherwise: unknownOutcome };
}

/** Reads show what was committed at a moment after the request came. */
function read(engine: Engine, message: Message): Answer {
  const stale = engine.settings.defects.has('standby-serves-stale') && engine.state === 'standby';
  if (engine.state !== 'leading' && !stale) {
    return atOnce(notForwarded('this engine does not lead'));
  }
  const reply = { status: 200, body: viewOf(engine, message, stale ? staleOrders : 0) };
  return { reply, otherwise: stale ? null : notServed };
}

function viewOf(engine: Engine, message: Message, hidden: number): object {
  const { exchange, epoch } = engine;
  if (message.kind === 'book') return bookView(exchange, String(message.symbol), epoch);
  const { account, after, limit } = message;
  if (message.kind === 'log')
    return { text: logText(engine.log, Number(message.from), Number(limit)) };
  const request = {
    account: account === null ? null : String(account),
    after: Number(after),
    limit: Number(limit),
  };
  return orderPage(exchange, request, epoch, hidden);
}
