import { type Answer, type Asked, failure, json } from '../service/http.ts';
import { apply, clientKey, type Exchange, type Order } from './exchange.ts';
import { append, type Journal, journalText, untilDurable } from './journal.ts';
import type { JournalRecord, Wish } from './records.ts';
import { Refusal, readId, readNumber, readWish } from './requests.ts';
import { type Snapshots, snapshotIfDue } from './snapshot.ts';
import { ackView, cancelView, pageView } from './views.ts';

/** The engine's side of the wire. */
export interface Desk {
  readonly exchange: Exchange;
  readonly journal: Journal;
  readonly snapshots: Snapshots;
  readonly symbols: readonly string[];
  readonly version: string;
  /** Deliveries of an operation already known, since the start. */
  repeated: number;
}

/**
 * Answers a request. Nothing is told before everything it stands on is durable: not an
 * acknowledgement, and not a read or a refusal either, which show what others did just before.
 */
export async function answerTo(desk: Desk, asked: Asked): Promise<Answer> {
  const { method, target } = asked;
  const url = URL.parse(target, 'http://venue');
  if (url === null) return failure(400, 'bad-url', 'expected a path and a query');
  if (method === 'GET' && url.pathname === '/status') return json(200, statusOf(desk));
  let answer: Answer;
  try {
    answer = carryOut(desk, asked, url);
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown;
    answer = failure(thrown.status, thrown.code, thrown.message, thrown.field);
  }
  snapshotIfDue(desk.snapshots, desk.exchange, desk.journal);
  await untilDurable(desk.journal);
  return answer;
}

function carryOut(desk: Desk, { method, body }: Asked, { pathname, searchParams }: URL): Answer {
  if (pathname === '/orders' && method === 'POST') {
    return enter(desk, readWish(body, desk.symbols));
  }
  if (pathname === '/orders' && method === 'GET') return readOrders(desk, searchParams);
  if (pathname === '/log' && method === 'GET') return readLog(desk, searchParams);
  const orderId = /^\/orders\/([\w-]{1,64})$/.exec(pathname)?.[1];
  if (orderId !== undefined && method === 'DELETE') return cancel(desk, orderId, searchParams);
  throw new Refusal(404, 'not-found', `no such request: ${method} ${pathname}; see the README`);
}

function enter(desk: Desk, wish: Wish): Answer {
  const { exchange } = desk;
  const known = exchange.orderByClientId.get(clientKey(wish));
  if (known !== undefined) {
    desk.repeated += 1;
    if (isSame(known, wish)) return json(201, ackView(known));
    throw new Refusal(409, 'client-order-id-reused', 'this clientOrderId names another order');
  }
  const sequence = exchange.sequence + 1;
  // A sequence that a torn tail gave free is told again in a later epoch: the order is another.
  const orderId = `${exchange.epoch}-${sequence}`;
  commit(desk, { sequence, epoch: exchange.epoch, op: 'new', orderId, ...wish });
  return json(201, ackView(exchange.orderById.get(orderId) as Order));
}

function isSame(order: Order, wish: Wish): boolean {
  const { symbol, side, timeInForce, price, quantity } = wish;
  return Object.entries({ symbol, side, timeInForce, price, quantity }).every(
    ([name, value]) => order[name as keyof Order] === value,
  );
}

/** Carried out first and then written: what the npm engine refuses never reaches the journal. */
function commit({ exchange, journal }: Desk, record: JournalRecord): void {
  const refusal = apply(exchange, record);
  if (refusal !== undefined) throw new Refusal(422, 'refused-by-engine', refusal);
  append(journal, record);
}

function cancel(desk: Desk, orderId: string, query: URLSearchParams): Answer {
  const { exchange } = desk;
  const given = query.get('clientRequestId');
  const clientRequestId = given === null ? null : readId('clientRequestId', given);
  const order = exchange.orderById.get(orderId);
  if (order === undefined) throw new Refusal(404, 'unknown-order', 'no such order');
  const first = order.cancel?.clientRequestId;
  if (clientRequestId !== null && clientRequestId === first) desk.repeated += 1;
  else if (order.status !== 'open') {
    throw new Refusal(409, 'already-closed', `the order is ${order.status}`);
  } else {
    const { sequence, epoch } = exchange;
    commit(desk, { sequence: sequence + 1, epoch, op: 'cancel', orderId, clientRequestId });
  }
  return json(200, cancelView(order));
}

function readOrders({ exchange }: Desk, query: URLSearchParams): Answer {
  const account = query.get('account');
  const any = { from: 0, to: 1e15, fallback: 0 };
  const after = readNumber(query, 'cursor', any);
  const limit = readNumber(query, 'limit', { from: 1, to: 1_000, fallback: 500 });
  return json(200, pageView(exchange, { account, after, limit }));
}

function readLog({ journal }: Desk, query: URLSearchParams): Answer {
  const from = readNumber(query, 'from', { from: 1, to: 1e15, fallback: 1 });
  const limit = readNumber(query, 'limit', { from: 1, to: 10_000, fallback: 1_000 });
  const text = journalText(journal, from, limit);
  return { status: 200, contentType: 'application/x-ndjson', text };
}

/** Without `inSync`: there is no standby that could be. */
function statusOf({ exchange, journal, version, repeated }: Desk): object {
  return {
    service: 'engine',
    role: 'engine',
    version,
    live: true,
    ready: true,
    leader: true,
    epoch: exchange.epoch,
    sequence: journal.durable,
    mode: 'open',
    state: 'leading',
    repeated,
  };
}
