import { type HttpAnswer, HttpError, type HttpRequest, type Route } from '../service/http.ts';
import { readLogQuery } from '../service/log-query.ts';
import { statusOf } from '../service/status.ts';
import { ask, type EngineAnswer, type Engines, leaderOf, notForwarded } from './engines.ts';
import { repaired } from './planted.ts';
import {
  type OrderRequest,
  readClientRequestId,
  readMassCancel,
  readOrder,
  readPageQuery,
  readReplace,
} from './requests.ts';

/** What planted defects remember. */
type Planted = { orders: number; malformed: number; rows: Map<string, object> };

export function gatewayRoutes(engines: Engines): Route[] {
  const planted: Planted = { orders: 0, malformed: 0, rows: new Map() };
  return [
    { method: 'POST', path: '/orders', handle: (request) => enter(engines, planted, request) },
    { method: 'DELETE', path: '/orders/:orderId', handle: (request) => cancel(engines, request) },
    { method: 'PUT', path: '/orders/:orderId', handle: (request) => replace(engines, request) },
    { method: 'DELETE', path: '/orders', handle: (request) => cancelAll(engines, request) },
    { method: 'GET', path: '/orders', handle: (request) => readOrders(engines, planted, request) },
    { method: 'GET', path: '/book/:symbol', handle: (request) => readBook(engines, request) },
    { method: 'GET', path: '/log', handle: (request) => readLog(engines, request) },
    { method: 'GET', path: '/status', handle: () => ({ status: 200, body: status(engines) }) },
  ];
}

async function enter(
  engines: Engines,
  planted: Planted,
  request: HttpRequest,
): Promise<HttpAnswer> {
  const { defects } = engines.settings;
  const order = { op: 'new', ...readWish(engines, planted, request.body) };
  const answering = ask(engines, { kind: 'new', order });
  planted.orders += 1;
  const every = defects.argument('503-but-executed');
  if (every > 0 && planted.orders % every === 0) return notForwarded('no engine is known to lead');
  const answer = await answering;
  if (defects.has('reads-from-stale-cache') && answer.status === 201) {
    const ack = answer.body as { orderId: string };
    planted.rows.set(ack.orderId, ack);
  }
  return answer;
}

function readWish({ settings }: Engines, planted: Planted, body: unknown): OrderRequest {
  const { symbols, defects } = settings;
  try {
    return readOrder(body, symbols);
  } catch (error) {
    const every = defects.argument('accepts-malformed');
    planted.malformed += 1;
    if (every === 0 || planted.malformed % every !== 0) throw error;
    return repaired(body, symbols, planted.malformed);
  }
}

async function cancel(engines: Engines, request: HttpRequest): Promise<HttpAnswer> {
  const orderId = request.params.orderId ?? '';
  return ask(engines, {
    kind: 'cancel',
    cancel: { op: 'cancel', orderId, ...readClientRequestId(request) },
  });
}

async function replace(engines: Engines, request: HttpRequest): Promise<HttpAnswer> {
  const orderId = request.params.orderId ?? '';
  return ask(engines, {
    kind: 'replace',
    replace: { op: 'replace', orderId, ...readReplace(request) },
  });
}

async function cancelAll(engines: Engines, request: HttpRequest): Promise<HttpAnswer> {
  const wish = readMassCancel(request, engines.settings.symbols);
  return ask(engines, { kind: 'mass-cancel', massCancel: { op: 'mass-cancel', ...wish } });
}

async function readOrders(
  engines: Engines,
  planted: Planted,
  request: HttpRequest,
): Promise<HttpAnswer> {
  const answer = await read(engines, { kind: 'orders', ...readPageQuery(request.query) });
  if (!engines.settings.defects.has('reads-from-stale-cache')) return answer;
  const page = answer.body as { orders?: { orderId: string }[] };
  const orders = page.orders?.map((row) => ({ ...row, ...planted.rows.get(row.orderId) }));
  return { status: answer.status, body: orders === undefined ? page : { ...page, orders } };
}

async function readBook(engines: Engines, request: HttpRequest): Promise<HttpAnswer> {
  const symbol = request.params.symbol ?? '';
  if (!engines.settings.symbols.includes(symbol)) {
    const known = engines.settings.symbols.join(' or ');
    throw new HttpError(400, 'bad-symbol', `symbol: expected ${known}`, 'symbol');
  }
  return read(engines, { kind: 'book', symbol });
}

/** The leader's command log, as NDJSON. */
async function readLog(engines: Engines, request: HttpRequest): Promise<HttpAnswer> {
  const answer = await read(engines, { kind: 'log', ...readLogQuery(request.query) });
  const { text } = answer.body as { text?: string };
  return { status: answer.status, body: text ?? answer.body };
}

/** A read without an answer has no outcome that could be unknown: it is simply not served. */
async function read(
  engines: Engines,
  message: { kind: 'orders' | 'book' | 'log'; [field: string]: unknown },
): Promise<EngineAnswer> {
  const answer = await ask(engines, message);
  return answer.status === 504 ? notForwarded('the engine did not answer in time') : answer;
}

function status(engines: Engines): object {
  const leader = leaderOf(engines);
  const { role, name } = leader ?? { role: null, name: null };
  return statusOf(engines.settings, {
    role: 'gateway',
    ready: role !== null && role.mode === 'open',
    leaderName: name,
    epoch: engines.epoch,
    sequence: role?.sequence ?? 0,
    inSync: role?.inSync ?? false,
    solo: role?.solo ?? false,
    mode: role?.mode ?? 'halted',
  });
}
