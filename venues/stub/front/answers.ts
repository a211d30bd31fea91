import type { Fill, NewCommand, Order } from './market.ts';
import type { Store } from './store.ts';

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: string;
}

export interface Answer {
  readonly status: number;
  readonly body: object;
  /** True if the operation was known before. */
  readonly repeated?: boolean;
}

const rowsMax = 1_000;

export function answerTo(asked: Asked, store: Store, symbols: readonly string[]): Answer {
  const orderId = /^\/orders\/([^/]+)$/.exec(asked.path)?.[1];
  if (asked.method === 'DELETE' && orderId !== undefined) return cancelled(orderId, asked, store);
  if (asked.path !== '/orders') return refusal(404, 'not-found');
  return asked.method === 'POST' ? entered(asked.body, store, symbols) : page(asked.query, store);
}

function entered(body: string, store: Store, symbols: readonly string[]): Answer {
  const command = commandOf(body, symbols);
  if (command === undefined) return refusal(400, 'malformed');
  const known = store.market.orderByClientId.get(command.clientOrderId);
  if (known === undefined) store.do({ act: 'new', command });
  const order = known ?? (store.market.orderByClientId.get(command.clientOrderId) as Order);
  const own = order.fills.filter((fill) => fill.sequence === order.sequence);
  const executed = own.reduce((sum, fill) => sum + fill.quantity, 0);
  const { clientOrderId } = order;
  return {
    status: 201,
    body: {
      orderId: order.orderId,
      clientOrderId,
      ...position(order),
      executed: String(executed),
      fills: own.map(fillView),
    },
    repeated: known !== undefined,
  };
}

function cancelled(orderId: string, { query }: Asked, store: Store): Answer {
  const order = store.market.orderById.get(orderId);
  const clientRequestId = query.get('clientRequestId') ?? '';
  if (order === undefined) return refusal(404, 'unknown-order');
  const repeated = order.cancelledBy?.clientRequestId === clientRequestId;
  if (!repeated && order.status !== 'open') return refusal(409, 'not-open');
  if (!repeated) store.do({ act: 'cancel', orderId, clientRequestId });
  const sequence = String(order.closedSequence);
  const quantity = String(order.cancelledBy?.quantity);
  const epoch = String(store.market.epoch);
  return { status: 200, body: { orderId, sequence, epoch, cancelled: quantity }, repeated };
}

function page(query: URLSearchParams, { market }: Store): Answer {
  const after = Number(query.get('cursor') ?? 0);
  const from = market.orders.findIndex((order) => order.sequence > after);
  const rows = from < 0 ? [] : market.orders.slice(from, from + rowsMax);
  const isLast = from < 0 || from + rows.length >= market.orders.length;
  return {
    status: 200,
    body: {
      orders: rows.map(rowView),
      total: String(market.orders.length),
      asOfSequence: String(market.sequence),
      epoch: String(market.epoch),
      cursor: isLast ? null : String(rows.at(-1)?.sequence),
    },
  };
}

function rowView(order: Order): object {
  const { clientOrderId, account, symbol, side, timeInForce, status } = order;
  const { orderId, closedSequence } = order;
  return {
    ...{ orderId, clientOrderId, account, symbol, side, timeInForce, status, ...position(order) },
    price: String(order.price),
    quantity: String(order.quantity),
    executed: String(order.executed),
    ...(closedSequence === undefined ? {} : { closedSequence: String(closedSequence) }),
    fills: order.fills.map(fillView),
  };
}

function position({ sequence, epoch }: Order): object {
  return { sequence: String(sequence), epoch: String(epoch) };
}

function fillView({ tradeId, sequence, price, quantity, role }: Fill): object {
  const integers = { sequence, price, quantity };
  const texts = Object.entries(integers).map(([name, value]) => [name, String(value)] as const);
  return { tradeId, role, ...Object.fromEntries(texts) };
}

function commandOf(body: string, symbols: readonly string[]): NewCommand | undefined {
  try {
    const { clientOrderId, account, symbol, side, timeInForce, price, quantity } = JSON.parse(body);
    const command = { clientOrderId, account, symbol, side, timeInForce };
    const amounts = { price: Number(price), quantity: Number(quantity) };
    const isWhole = Object.values(amounts).every((amount) => Number.isSafeInteger(amount));
    return isWhole && symbols.includes(symbol) ? { ...command, ...amounts } : undefined;
  } catch {
    return undefined;
  }
}

function refusal(status: number, code: string): Answer {
  return { status, body: { error: { code, message: `refused: ${code}` } } };
}
