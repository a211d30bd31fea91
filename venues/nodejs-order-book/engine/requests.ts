import type { Wish } from './records.ts';

/** A request that is not carried out; `code` is what clients act on. */
export class Refusal extends Error {
  override name = 'Refusal';
  readonly status: number;
  readonly code: string;
  readonly field: string | undefined;

  constructor(status: number, code: string, message: string, field?: string) {
    super(message);
    this.status = status;
    this.code = code;
    this.field = field;
  }
}

const amountMax = 1e12;
const fields = 'clientOrderId account symbol side type timeInForce price quantity'.split(' ');

/** Reads a new order strictly: the first thing that is wrong is named. */
export function readWish(body: string, symbols: readonly string[]): Wish {
  const given = parseObject(body);
  const unknown = Object.keys(given).find((name) => !fields.includes(name));
  if (unknown !== undefined) throw badField(unknown, `one of ${fields.join(', ')}`, unknown);
  const { type = 'limit', timeInForce = 'gtc' } = given;
  readChoice('type', type, ['limit']);
  return {
    clientOrderId: readId('clientOrderId', given.clientOrderId),
    account: readId('account', given.account),
    symbol: readChoice('symbol', given.symbol, symbols),
    side: readChoice('side', given.side, ['buy', 'sell']),
    timeInForce: readChoice('timeInForce', timeInForce, ['gtc', 'ioc']),
    price: readAmount('price', given.price),
    quantity: readAmount('quantity', given.quantity),
  };
}

function parseObject(body: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    // Said below: a text that is no JSON is no object either.
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw new Refusal(400, 'malformed', 'expected a JSON object as the body', 'body');
}

function badField(field: string, expected: string, received: unknown): Refusal {
  const code = `bad-${field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  const shown = JSON.stringify(received)?.slice(0, 80) ?? 'nothing';
  return new Refusal(400, code, `${field}: expected ${expected}, received ${shown}`, field);
}

function readChoice<T extends string>(field: string, value: unknown, choices: readonly T[]): T {
  const choice = choices.find((candidate) => candidate === value);
  if (choice === undefined) throw badField(field, choices.join(' or '), value);
  return choice;
}

/** Ids are the client's own text: up to 64 visible ASCII characters. */
export function readId(field: string, value: unknown): string {
  if (typeof value === 'string' && /^[\x21-\x7e]{1,64}$/.test(value)) return value;
  throw badField(field, 'a text of 1 to 64 visible ASCII characters', value);
}

/** Ticks or lots: a decimal string without sign, exponent or leading zero. */
function readAmount(field: string, value: unknown): number {
  const isWhole = typeof value === 'string' && /^[1-9]\d{0,12}$/.test(value);
  if (isWhole && Number(value) <= amountMax) return Number(value);
  throw badField(field, `a decimal string from 1 to ${amountMax}`, value);
}

/** A number in the query. */
export function readNumber(
  query: URLSearchParams,
  field: string,
  { from, to, fallback }: { from: number; to: number; fallback: number },
): number {
  const text = query.get(field) ?? String(fallback);
  const number = Number(text);
  if (/^\d{1,15}$/.test(text) && number >= from && number <= to) return number;
  throw badField(field, `a whole number from ${from} to ${to}`, text);
}
