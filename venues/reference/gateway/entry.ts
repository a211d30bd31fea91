import type { WebSocket } from 'ws';
import { forgetEngine, hearEngine, newFollower } from '../service/feed-follower.ts';
import { type HttpAnswer, HttpError, type HttpRequest, type Route } from '../service/http.ts';
import type { Engines } from './engines.ts';

/**
 * Order entry over a WebSocket: `{id, method, path, body?}` asks what the same request asks over
 * HTTP. The answer comes when there is one, in no order but its own: `{type: "answer", id, status,
 * body}`. Trades of orders that were accepted on this connection follow as `{type: "executed", …}`,
 * never before the answer that accepted the order, and for as long as the connection lives.
 */
export type Entry = {
  engines: Engines;
  routes: readonly Route[];
  sessions: Set<Session>;
  /** Orders whose trades are reported, by order id. */
  owners: Map<string, Owner>;
  executions: number;
  follower: ReturnType<typeof newFollower<Update, Numbered>>;
};

type Session = { socket: WebSocket; waiting: number };
type Owner = { session: Session; clientOrderId: string };
type Numbered = { sequence: string; epoch: string };

type Update = Numbered & {
  trades: {
    tradeId: string;
    symbol: string;
    price: string;
    quantity: string;
    maker: string;
    taker: string;
  }[];
  orders: { orderId: string; status: string }[];
};

/** Requests of one connection that may wait for their answers at one time. */
const waitingMax = 5_000;

export function newEntry(engines: Engines, routes: readonly Route[]): Entry {
  const follower = newFollower<Update, Numbered>({
    // Answers that came before it in the same packet are told first.
    onMessage: (update) => setImmediate(() => report(entry, update)),
    onSnapshot: () => missed(entry),
  });
  follower.wanted = false;
  const entry: Entry = {
    engines,
    routes: routes.filter(({ method, path }) => method !== 'GET' && path.startsWith('/orders')),
    sessions: new Set(),
    owners: new Map(),
    executions: 0,
    follower,
  };
  engines.onMessage = (name, message, socket) => hearEngine(follower, name, message, socket);
  engines.onClose = (name) => forgetEngine(follower, name);
  return entry;
}

export function openSession(entry: Entry): (socket: WebSocket) => void {
  return (socket) => {
    const session: Session = { socket, waiting: 0 };
    entry.sessions.add(session);
    beginToFollow(entry);
    socket.on('message', (data) => {
      // As over HTTP: what nobody foresaw ends the connection, not the gateway.
      receive(entry, session, String(data)).catch(() => socket.terminate());
    });
    socket.on('close', () => {
      entry.sessions.delete(session);
      for (const [orderId, owner] of entry.owners) {
        if (owner.session === session) entry.owners.delete(orderId);
      }
    });
  };
}

/** Nobody asked for trades before; those from now on are wanted. */
function beginToFollow({ follower, engines }: Entry): void {
  if (follower.wanted) return;
  follower.wanted = true;
  const leader = engines.links.find(({ name }) => name === follower.engine);
  const socket = leader?.link.socket;
  if (leader?.role === null || leader === undefined || !socket) return;
  follower.sequence = leader.role.sequence;
  follower.epoch = leader.role.epoch;
  socket.send({ kind: 'follow-feed', sequence: follower.sequence, epoch: follower.epoch });
}

async function receive(entry: Entry, session: Session, text: string): Promise<void> {
  const { socket } = session;
  const wish = parse(text);
  if (wish === null) {
    const message = 'expected {"id": text, "method": text, "path": text, "body"?: object}';
    socket.send(JSON.stringify({ type: 'error', error: { code: 'malformed', message } }));
    return;
  }
  session.waiting += 1;
  const { status, body } = await answerTo(entry, session, wish);
  session.waiting -= 1;
  const { orderId, clientOrderId } = body as { orderId?: string; clientOrderId?: string };
  if (status === 201 && orderId !== undefined && clientOrderId !== undefined) {
    entry.owners.set(orderId, { session, clientOrderId });
    plantExecutions(entry, session, body as Accepted);
  }
  socket.send(JSON.stringify({ type: 'answer', id: wish.id, status, body }));
}

type Wish = { id: string; method: string; path: string; body: unknown };

function parse(text: string): Wish | null {
  try {
    const wish = JSON.parse(text) as Partial<Wish> | null;
    const texts = [wish?.id, wish?.method, wish?.path];
    return texts.every((one) => typeof one === 'string') ? (wish as Wish) : null;
  } catch {
    return null;
  }
}

async function answerTo(entry: Entry, session: Session, wish: Wish): Promise<HttpAnswer> {
  try {
    if (session.waiting > waitingMax) {
      throw new HttpError(429, 'throttled', `${waitingMax} requests wait for their answers`);
    }
    const { route, request } = routeOf(entry.routes, wish);
    return await route.handle(request);
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    const { status, code, message, field } = error;
    return { status, body: { error: { code, message, ...(field ? { field } : {}) } } };
  }
}

function routeOf(routes: readonly Route[], wish: Wish): { route: Route; request: HttpRequest } {
  const url = URL.parse(wish.path, 'http://venue');
  const [, orders, orderId, ...more] = (url?.pathname ?? '').split('/');
  const path = orderId === undefined ? '/orders' : '/orders/:orderId';
  const route = routes.find((one) => one.method === wish.method && one.path === path);
  if (url === null || orders !== 'orders' || more.length > 0 || route === undefined) {
    throw new HttpError(404, 'not-found', 'no such request; see the README', 'path');
  }
  const params = orderId === undefined ? {} : { orderId: decoded(orderId) };
  const request = { params, query: url.searchParams, headers: {}, body: wish.body };
  return { route, request };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new HttpError(400, 'bad-url', 'the path is not valid percent-encoding', 'path');
  }
}

/** Tells the owners of both orders of every trade. */
function report(entry: Entry, { sequence, trades, orders }: Update): void {
  for (const { maker, taker, ...trade } of trades) {
    tell(entry, maker, { ...trade, sequence, role: 'maker' });
    tell(entry, taker, { ...trade, sequence, role: 'taker' });
  }
  for (const { orderId, status } of orders) if (status !== 'open') entry.owners.delete(orderId);
}

function tell(entry: Entry, orderId: string, trade: object): void {
  const owner = entry.owners.get(orderId);
  if (owner === undefined) return;
  entry.executions += 1;
  const { session, clientOrderId } = owner;
  session.socket.send(JSON.stringify({ type: 'executed', orderId, clientOrderId, ...trade }));
}

/** Trades may have been missed: whoever waits for them has to look for himself. */
function missed(entry: Entry): void {
  if (entry.owners.size === 0) return;
  for (const { socket } of entry.sessions) socket.close(1013, 'trades may be missing: read orders');
}

type Accepted = { orderId: string; clientOrderId: string; fills?: object[] };

/** execution-before-ack, planted: what an order traded at once is told before its answer. */
function plantExecutions(entry: Entry, session: Session, accepted: Accepted): void {
  if (!entry.engines.settings.defects.has('execution-before-ack')) return;
  const { orderId, clientOrderId, fills = [] } = accepted;
  entry.owners.delete(orderId);
  for (const fill of fills) {
    const trade = { type: 'executed', orderId, clientOrderId, ...fill };
    session.socket.send(JSON.stringify(trade));
  }
}
