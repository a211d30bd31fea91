import { parseCommand, parseEvent } from '../stream/codec.ts';
import type { Command, StreamEvent } from '../stream/schema.ts';

/**
 * Streams as people write them on a board, for examples and for tables:
 *
 *   sell 2@10 #1 account=7     -> accepted 1
 *   buy 5@10 #2 tif=ioc        -> accepted 2; traded 2@10 1 2; cancelled 2 3 ioc
 *   replace #1 4@11            -> rejected 1 unknown-order
 *
 * A quantity is followed by `@price` where there is one; `traded` names maker, then taker.
 */
export function parseShortHand(text: string): [Command, StreamEvent[]][] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.map((line, index) => {
    const [left = '', right = ''] = line.split('->');
    const seq = index + 1;
    const events = right.split(';').filter((part) => part.trim() !== '');
    return [commandOf(left, seq), events.map((part) => eventOf(part, seq))];
  });
}

function words(text: string): string[] {
  return text.trim().split(/\s+/);
}

function commandOf(text: string, line: number): Command {
  const [verb = '', ...rest] = words(text);
  const isNew = verb === 'buy' || verb === 'sell';
  const fields: Record<string, unknown> = isNew ? { op: 'new', side: verb } : { op: verb };
  for (const word of rest) {
    const [key = '', value] = word.split('=');
    if (value !== undefined) fields[key] = fieldOf(value);
    else if (word.startsWith('#')) fields.id = word.slice(1);
    else {
      const [quantity, price] = word.split('@');
      if (quantity) fields.quantity = quantity;
      if (price) fields.price = price;
    }
  }
  return parseCommand(JSON.stringify(fields), line);
}

function fieldOf(value: string): string | boolean {
  return value === 'true' || value === 'false' ? value === 'true' : value;
}

function eventOf(text: string, seq: number): StreamEvent {
  const [event = '', ...rest] = words(text);
  return parseEvent(JSON.stringify({ event, seq, ...eventFields(event, rest) }), seq);
}

function eventFields(event: string, rest: readonly string[]): Record<string, unknown> {
  const [first, second, third] = rest;
  switch (event) {
    case 'accepted':
    case 'triggered':
      return { id: first };
    case 'rejected':
      return second === undefined ? { code: first } : { id: first, code: second };
    case 'traded': {
      const [quantity, price] = (first ?? '').split('@');
      return { price, quantity, maker: second, taker: third };
    }
    case 'cancelled':
      return { id: first, quantity: second, reason: third };
    case 'replaced': {
      const [quantity, price] = (second ?? '').split('@');
      return { id: first, quantity, ...(price === undefined ? {} : { price }) };
    }
    case 'expired':
      return { id: first, quantity: second };
    case 'refreshed':
      return { id: first, display: second };
    case 'uncrossed': {
      const [quantity, price] = (first ?? '').split('@');
      return { price, quantity };
    }
    case 'done':
      return first === undefined ? {} : { digest: first };
    default:
      return {};
  }
}

/** One command in short hand. */
export function commandShortHand(command: Command): string {
  const { op, ...fields } = command as Record<string, unknown> & { op: string };
  if (op === 'restore') return 'restore (a state)';
  const { id, side, price, quantity, ...others } = fields;
  const parts = [side === undefined ? op : String(side)];
  if (quantity !== undefined || price !== undefined) parts.push(amount(quantity, price));
  if (id !== undefined) parts.push(`#${id}`);
  for (const [key, value] of Object.entries(others)) parts.push(`${key}=${value}`);
  return parts.join(' ');
}

function amount(quantity: unknown, price: unknown): string {
  return `${quantity ?? ''}${price === undefined ? '' : `@${price}`}`;
}

/** One event in short hand. */
export function eventShortHand(event: StreamEvent): string {
  switch (event.event) {
    case 'traded':
      return `traded ${event.quantity}@${event.price} ${event.maker} ${event.taker}`;
    case 'rejected':
      return `rejected ${event.id === undefined ? '' : `${event.id} `}${event.code}`;
    case 'cancelled':
      return `cancelled ${event.id} ${event.quantity} ${event.reason}`;
    case 'replaced':
      return `replaced ${event.id} ${amount(event.quantity, event.price)}`;
    case 'expired':
      return `expired ${event.id} ${event.quantity}`;
    case 'refreshed':
      return `refreshed ${event.id} ${event.display}`;
    case 'uncrossed':
      return `uncrossed ${event.quantity}@${event.price}`;
    case 'accepted':
    case 'triggered':
      return `${event.event} ${event.id}`;
    case 'done':
      return 'done';
    default:
      return event.event;
  }
}
