import { createHash } from 'node:crypto';
import { parseDefects } from '../defects.ts';
import { amountMax } from '../limits.ts';
import { type Book, type HalfBook, levelsOf, queueOf } from './book.ts';
import { apply, type Exchange, newExchange } from './exchange.ts';
import { openQuantity } from './order.ts';
import type { Command, NewCommand } from './records.ts';

/**
 * The NDJSON command stream on stdin and stdout, with the matching that the venue runs: limit and
 * IOC orders and cancels, for property tests. One command a line, its events follow, `done` ends
 * them. `--digest` puts a digest of the book on every `done`; the defects of DEFECTS apply.
 */
type Line = Record<string, unknown>;
type StreamEvent = { event: string; [field: string]: unknown };
type Stream = { exchange: Exchange; seq: number; withDigest: boolean };

const newFields = new Set('op id account symbol side type price quantity tif at'.split(' '));

export function runStream(withDigest: boolean): void {
  const exchange = newExchange(parseDefects(process.env.DEFECTS ?? ''));
  const stream: Stream = { exchange, seq: 0, withDigest };
  process.stdout.write(`${JSON.stringify({ hello: helloOf(withDigest) })}\n`);
  let rest = '';
  process.stdin.setEncoding('utf8');
  process.stdin.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    const answers = lines.filter((line) => line !== '').map((line) => answer(stream, line));
    // Reading goes on when what was answered is taken, so that nothing piles up in between.
    if (!process.stdout.write(answers.join(''))) {
      process.stdin.pause();
      process.stdout.once('drain', () => process.stdin.resume());
    }
  });
  process.stdin.on('end', () => {
    if (rest !== '') process.stdout.write(answer(stream, rest));
  });
}

function helloOf(withDigest: boolean): object {
  return {
    engine: 'reference',
    version: process.env.VERSION_LABEL ?? '1',
    protocol: 1,
    conventions: {},
    capabilities: ['limit', 'ioc', 'symbols', ...(withDigest ? ['digest'] : [])],
  };
}

function answer(stream: Stream, text: string): string {
  stream.seq += 1;
  const { exchange, seq, withDigest } = stream;
  const events = execute(exchange, parse(text));
  const digest = withDigest ? { digest: digestOf(exchange) } : {};
  return [...events, { event: 'done', ...digest }]
    .map(({ event, ...fields }) => `${JSON.stringify({ event, seq, ...fields })}\n`)
    .join('');
}

function parse(text: string): Line {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Line) : {};
  } catch {
    return {};
  }
}

function execute(exchange: Exchange, line: Line): StreamEvent[] {
  const { op, id } = line;
  if (op === 'time') return [];
  if (typeof op !== 'string') return [rejected(id, 'malformed')];
  if (op === 'cancel') return cancel(exchange, line);
  return op === 'new' ? enter(exchange, line) : [rejected(id, 'unsupported')];
}

function rejected(id: unknown, code: string): StreamEvent {
  return { event: 'rejected', ...(typeof id === 'string' ? { id } : {}), code };
}

function applyNext(exchange: Exchange, command: Command): void {
  apply(exchange, { sequence: exchange.sequence + 1, epoch: 1, ...command });
}

function enter(exchange: Exchange, line: Line): StreamEvent[] {
  const { id: orderId, side, price, quantity } = line;
  const { account = '0', symbol = 'X', type = 'limit', tif: timeInForce = 'gtc' } = line;
  const code = refusalOf(exchange, line, { type, timeInForce });
  if (code !== null) return [rejected(orderId, code)];
  const order = { orderId, clientOrderId: orderId, account, symbol, side, type, timeInForce };
  applyNext(exchange, { op: 'new', ...order, price, quantity } as NewCommand);
  const entered = exchange.orderById.get(String(orderId))!;
  const trades = exchange.lastTrades.map((trade) => ({
    event: 'traded',
    price: String(trade.price),
    quantity: String(trade.quantity),
    maker: trade.maker.orderId,
    taker: trade.taker.orderId,
  }));
  const events: StreamEvent[] = [{ event: 'accepted', id: orderId }, ...trades];
  if (entered.status === 'cancelled') {
    const left = String(openQuantity(entered));
    events.push({ event: 'cancelled', id: orderId, quantity: left, reason: 'ioc' });
  }
  return events;
}

function refusalOf(
  exchange: Exchange,
  line: Line,
  terms: { type: unknown; timeInForce: unknown },
): string | null {
  const { id, side, price, quantity } = line;
  if (typeof id !== 'string' || (side !== 'buy' && side !== 'sell')) return 'malformed';
  if (exchange.orderById.has(id)) return 'duplicate-id';
  const unknown = Object.keys(line).some((field) => !newFields.has(field));
  const immediate = terms.timeInForce === 'ioc' || terms.timeInForce === 'gtc';
  if (unknown || terms.type !== 'limit' || !immediate) return 'unsupported';
  if (!isAmount(price)) return 'bad-price';
  return isAmount(quantity) ? null : 'bad-quantity';
}

function isAmount(text: unknown): boolean {
  return typeof text === 'string' && /^[1-9]\d{0,12}$/.test(text) && Number(text) <= amountMax;
}

function cancel(exchange: Exchange, line: Line): StreamEvent[] {
  const { id, account } = line;
  const order = exchange.orderById.get(String(id));
  if (order === undefined || order.status !== 'open') return [rejected(id, 'unknown-order')];
  if (account !== undefined && account !== order.account) return [rejected(id, 'not-owner')];
  applyNext(exchange, { op: 'cancel', orderId: order.orderId });
  const quantity = String(openQuantity(order));
  return [{ event: 'cancelled', id, quantity, reason: 'requested' }];
}

/** SHA-256 over every order in priority: `symbol side price id open shown`, one a line. */
function digestOf(exchange: Exchange): string {
  const hash = createHash('sha256');
  for (const symbol of [...exchange.books.keys()].sort()) {
    const book: Book = exchange.books.get(symbol)!;
    for (const half of [book.buy, book.sell]) hash.update(linesOf(symbol, half));
  }
  return hash.digest('hex');
}

function linesOf(symbol: string, half: HalfBook): string {
  return levelsOf(half)
    .flatMap(queueOf)
    .map((order) => {
      const open = openQuantity(order);
      return `${symbol} ${half.side} ${order.price} ${order.orderId} ${open} ${open}\n`;
    })
    .join('');
}
