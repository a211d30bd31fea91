import { amountMax } from '../limits.ts';
import { HttpError, type HttpRequest } from '../service/http.ts';

/**
 * Reads what clients send, strictly: the first thing that is wrong is named and nothing is sent on.
 */

/** A new order as the engine takes it. Integers stay decimal strings. */
export type OrderRequest = {
  clientOrderId: string;
  account: string;
  symbol: string;
  side: string;
  type: string;
  timeInForce: string;
  price: string;
  quantity: string;
  postOnly?: true;
};

const orderFields = [
  'clientOrderId',
  'account',
  'symbol',
  'side',
  'type',
  'timeInForce',
  'price',
  'quantity',
  'postOnly',
];

export function readOrder(body: unknown, symbols: readonly string[]): OrderRequest {
  const given = readObject(body, orderFields);
  const type = readChoice({ type: 'limit', ...given }, 'type', ['limit', 'market']);
  const isMarket = type === 'market';
  // What is left of a market order never rests, so that only one time in force is true of it.
  const times = isMarket ? ['ioc', 'fok'] : ['gtc', 'ioc', 'fok'];
  const usual = { timeInForce: times[0], ...given };
  const timeInForce = readChoice(usual, 'timeInForce', times);
  if (isMarket && given.price !== undefined) {
    throw badField('price', 'none in a market order', given.price);
  }
  return {
    clientOrderId: readId(given, 'clientOrderId'),
    account: readId(given, 'account'),
    symbol: readChoice(given, 'symbol', symbols),
    side: readChoice(given, 'side', ['buy', 'sell']),
    type,
    timeInForce,
    price: isMarket ? '0' : readAmount(given, 'price'),
    quantity: readAmount(given, 'quantity'),
    ...readPostOnly(given, timeInForce),
  };
}

function readPostOnly(given: Record<string, unknown>, timeInForce: string): { postOnly?: true } {
  const { postOnly = false } = given;
  if (postOnly === false) return {};
  if (postOnly !== true || timeInForce !== 'gtc') {
    throw badField('postOnly', 'true or false, and true only with timeInForce gtc', postOnly);
  }
  return { postOnly };
}

/** New terms for an order; `quantity` counts what was executed too. */
export type ReplaceRequest = { price: string; quantity: string; clientRequestId?: string };

export function readReplace(request: HttpRequest): ReplaceRequest {
  const given = readObject(request.body, ['price', 'quantity', 'clientRequestId']);
  const { clientRequestId } = given;
  return {
    price: readAmount(given, 'price'),
    quantity: readAmount(given, 'quantity'),
    ...(clientRequestId === undefined
      ? readClientRequestId(request)
      : { clientRequestId: readId(given, 'clientRequestId') }),
  };
}

/** Which orders a mass cancel takes: those of an account, in one symbol or in all. */
export type MassCancelRequest = { account: string; symbol?: string; clientRequestId?: string };

export function readMassCancel(
  request: HttpRequest,
  symbols: readonly string[],
): MassCancelRequest {
  const given = readObject(Object.fromEntries(request.query), [
    'account',
    'symbol',
    'clientRequestId',
  ]);
  return {
    account: readId(given, 'account'),
    ...(given.symbol === undefined ? {} : { symbol: readChoice(given, 'symbol', symbols) }),
    ...readClientRequestId(request),
  };
}

function readObject(body: unknown, fields: readonly string[]): Record<string, unknown> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new HttpError(400, 'malformed', 'expected a JSON object as the body', 'body');
  }
  const given = body as Record<string, unknown>;
  const unknown = Object.keys(given).find((name) => !fields.includes(name));
  if (unknown !== undefined) throw badField(unknown, `one of ${fields.join(', ')}`, unknown);
  return given;
}

function badField(field: string, expected: string, received: unknown): HttpError {
  const shown = JSON.stringify(received)?.slice(0, 80) ?? 'nothing';
  const message = `${field}: expected ${expected}, received ${shown}`;
  return new HttpError(400, `bad-${kebab(field)}`, message, field);
}

function kebab(field: string): string {
  return field
    .replace(/[^A-Za-z0-9]/g, '')
    .replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function readChoice(
  given: Record<string, unknown>,
  field: string,
  choices: readonly string[],
): string {
  const value = given[field];
  const choice = choices.find((candidate) => candidate === value);
  if (choice === undefined) throw badField(field, choices.join(' or '), value);
  return choice;
}

/** Ids are the client's own text: up to 64 visible ASCII characters. */
function readId(given: Record<string, unknown>, field: string): string {
  const value = given[field];
  if (typeof value !== 'string' || !/^[\x21-\x7e]{1,64}$/.test(value)) {
    throw badField(field, 'a text of 1 to 64 visible ASCII characters', value);
  }
  return value;
}

/** Ticks or lots: a decimal string without sign, exponent or leading zero. */
function readAmount(given: Record<string, unknown>, field: string): string {
  const value = given[field];
  const isWhole = typeof value === 'string' && /^[1-9]\d{0,12}$/.test(value);
  if (!isWhole || Number(value) > amountMax) {
    throw badField(field, `a decimal string from 1 to ${amountMax}`, value);
  }
  return value;
}

export type PageQuery = { account: string | null; after: number; limit: number };

const pageLimit = { fallback: 500, max: 1_000 };

export function readPageQuery(query: URLSearchParams): PageQuery {
  const given = Object.fromEntries(query);
  const account = given.account === undefined ? null : readId(given, 'account');
  const after = readWhole(given, 'cursor', 0);
  const limit = readWhole(given, 'limit', pageLimit.fallback);
  if (limit < 1 || limit > pageLimit.max) {
    throw badField('limit', `1 to ${pageLimit.max}`, given.limit);
  }
  return { account, after, limit };
}

function readWhole(given: Record<string, unknown>, field: string, fallback: number): number {
  const value = given[field] ?? String(fallback);
  if (typeof value !== 'string' || !/^\d{1,15}$/.test(value)) {
    throw badField(field, 'a whole number', value);
  }
  return Number(value);
}

/** The optional idempotency key of a change: header `x-client-request-id` or query parameter. */
export function readClientRequestId(request: HttpRequest): { clientRequestId?: string } {
  const header = request.headers['x-client-request-id'];
  const clientRequestId = request.query.get('clientRequestId') ?? header;
  if (clientRequestId === undefined) return {};
  return { clientRequestId: readId({ clientRequestId }, 'clientRequestId') };
}
