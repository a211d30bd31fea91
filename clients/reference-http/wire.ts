import type {
  CancelOrder,
  ClientReport,
  MassCancel,
  NewOrder,
  Operation,
} from 'proofhouse/contract';

/** What came back for one request; `text` is the body. */
export interface Answer {
  status: number;
  text: string;
}

export type Outcome = Omit<ClientReport, 'correlation' | 'atNs'>;

export interface Request {
  readonly method: 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string | null;
}

const json = { 'content-type': 'application/json' };

/** Integers travel as decimal strings. */
export function encode(operation: Operation): Request {
  if (operation.kind === 'cancel' || operation.kind === 'mass-cancel') {
    return { method: 'DELETE', path: pathOfCancel(operation), headers: {}, body: null };
  }
  if (operation.kind === 'replace') {
    const { orderId, clientRequestId } = operation;
    const price = String(operation.price);
    const quantity = String(operation.quantity);
    const body = JSON.stringify({ price, quantity, clientRequestId });
    return { method: 'PUT', path: `/orders/${encodeURIComponent(orderId)}`, headers: json, body };
  }
  return {
    method: 'POST',
    path: '/orders',
    headers: json,
    body: JSON.stringify(bodyOf(operation)),
  };
}

function pathOfCancel(operation: CancelOrder | MassCancel): string {
  const request = `clientRequestId=${encodeURIComponent(operation.clientRequestId)}`;
  if (operation.kind === 'cancel') {
    return `/orders/${encodeURIComponent(operation.orderId)}?${request}`;
  }
  const { account, symbol } = operation;
  return `/orders?account=${account}&symbol=${encodeURIComponent(symbol)}&${request}`;
}

/** A market order has no price, and no time in force but the immediate ones. */
function bodyOf(order: NewOrder): object {
  const { clientOrderId, account, symbol, side, tif, price, quantity } = order;
  return {
    clientOrderId,
    account: String(account),
    symbol,
    side,
    type: order.market ? 'market' : 'limit',
    timeInForce: tif,
    ...(order.market ? {} : { price: String(price) }),
    quantity: String(quantity),
    ...(order.postOnly ? { postOnly: true } : {}),
  };
}

/** 2xx accepted; 4xx rejected; 503 `not-forwarded` not executed; everything else is not known. */
export function outcomeOfAnswer(operation: Operation, answer: Answer): Outcome {
  const body = parse(answer.text);
  if (answer.status >= 200 && answer.status < 300) {
    if (body === undefined) return { outcome: 'indeterminate', code: 'unreadable-answer' };
    return accepted(operation, body);
  }
  const code = codeOf(body) ?? `http-${answer.status}`;
  if (answer.status === 429) return { outcome: 'rejected', code: 'throttled' };
  if (answer.status >= 400 && answer.status < 500) return { outcome: 'rejected', code };
  if (answer.status === 503 && code === 'not-forwarded') return { outcome: 'not-executed', code };
  return { outcome: 'indeterminate', code: answer.status === 504 ? 'outcome-unknown' : code };
}

/** Before the first byte was written nothing can have been executed; afterwards nobody knows. */
export function outcomeOfError(error: Error, begun: boolean): Outcome {
  const code = (error as NodeJS.ErrnoException).code ?? 'error';
  if (!begun) {
    const name = code === 'ECONNREFUSED' ? 'refused' : code.toLowerCase();
    return { outcome: 'not-executed', code: name };
  }
  return { outcome: 'indeterminate', code: 'reset' };
}

function accepted(operation: Operation, body: Record<string, unknown>): Outcome {
  const cancels = operation.kind === 'cancel' || operation.kind === 'mass-cancel';
  const executed = cancels ? body.cancelled : body.executed;
  const fields = {
    sequence: integer(body.sequence),
    epoch: integer(body.epoch),
    orderId: typeof body.orderId === 'string' ? body.orderId : undefined,
    quantity: integer(executed),
    fills: fillsOf(body.fills),
  };
  const known = Object.entries(fields).filter(([, value]) => value !== undefined);
  return { outcome: 'accepted', ...Object.fromEntries(known) };
}

function fillsOf(value: unknown): (readonly [number, number])[] | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  return value.map((fill) => [Number(fill.price), Number(fill.quantity)] as const);
}

/** A safe integer from a decimal string or a number; undefined for everything else. */
export function integer(value: unknown): number | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const number = Number(value);
  return value !== '' && Number.isSafeInteger(number) ? number : undefined;
}

function codeOf(body: Record<string, unknown> | undefined): string | undefined {
  const error = body?.error as { code?: unknown } | undefined;
  return typeof error?.code === 'string' ? error.code : undefined;
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
