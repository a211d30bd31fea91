import { createHash } from 'node:crypto';
import { parseDefects } from '../defects.ts';
import { amountMax } from '../limits.ts';
import { type Book, type HalfBook, levelsOf, queueOf } from './book.ts';
import { apply, bookOf, type Exchange, newExchange, openOrders } from './exchange.ts';
import { type Order, openQuantity } from './order.ts';
import type { Command, NewCommand, ReplaceCommand } from './records.ts';

/**
 * The NDJSON command stream on stdin and stdout, with the matching that the venue runs, for
 * property tests. One command a line, its events follow, `done` ends
 * them. `--digest` puts a digest of the book on every `done`; the defects of DEFECTS apply.
 */
type Line = Record<string, unknown>;
type StreamEvent = { event: string; [field: string]: unknown };
type Stream = { exchange: Exchange; seq: number; withDigest: boolean };

const features = 'limit market ioc fok post-only replace mass-cancel symbols'.split(' ');
const newFields = new Set(
  'op id account symbol side type price quantity tif postOnly at'.split(' '),
);

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
    conventions: { replaceQuantity: 'total' },
    capabilities: [...features, ...(withDigest ? ['digest'] : [])],
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
  if (op === 'replace') return replace(exchange, line);
  if (op === 'mass-cancel') return cancelAll(exchange, line);
  return op === 'new' ? enter(exchange, line) : [rejected(id, 'unsupported')];
}

function rejected(id: unknown, code: string): StreamEvent {
  return { event: 'rejected', ...(typeof id === 'string' ? { id } : {}), code };
}

function applyNext(exchange: Exchange, command: Command): void {
  apply(exchange, { sequence: exchange.sequence + 1, epoch: 1, ...command });
}

function enter(exchange: Exchange, line: Line): StreamEvent[] {
  const { id: orderId, side, price = '0', quantity, postOnly } = line;
  const { account = '0', symbol = 'X', type = 'limit', tif: timeInForce = 'gtc' } = line;
  // A symbol is known from the first order on that names it, whatever becomes of that order.
  bookOf(exchange, String(symbol));
  const code = refusalOfTerms(exchange, line, { type, timeInForce });
  if (code !== null) return [rejected(orderId, code)];
  const order = { orderId, clientOrderId: orderId, account, symbol, side, type, timeInForce };
  const terms = { price, quantity, ...(postOnly === true ? { postOnly } : {}) };
  applyNext(exchange, { op: 'new', ...order, ...terms } as NewCommand);
  const entered = exchange.orderById.get(String(orderId))!;
  if (entered.code !== null) return [rejected(orderId, entered.code)];
  const events: StreamEvent[] = [{ event: 'accepted', id: orderId }, ...tradesOf(exchange)];
  if (entered.status === 'cancelled') {
    const left = String(openQuantity(entered));
    const reason = type === 'market' ? 'market-residual' : 'ioc';
    events.push({ event: 'cancelled', id: orderId, quantity: left, reason });
  }
  return events;
}

function tradesOf(exchange: Exchange): StreamEvent[] {
  return exchange.lastTrades.map((trade) => ({
    event: 'traded',
    price: String(trade.price),
    quantity: String(trade.quantity),
    maker: trade.maker.orderId,
    taker: trade.taker.orderId,
  }));
}

/** What is refused whatever stands in the book. */
function refusalOfTerms(
  exchange: Exchange,
  line: Line,
  { type, timeInForce }: { type: unknown; timeInForce: unknown },
): string | null {
  const { id, side, price, quantity, postOnly = false } = line;
  if (typeof id !== 'string' || (side !== 'buy' && side !== 'sell')) return 'malformed';
  // An order that was refused has left its id to others.
  const known = exchange.orderById.get(id);
  if (known !== undefined && known.status !== 'rejected') return 'duplicate-id';
  const unknown = Object.keys(line).some((field) => !newFields.has(field));
  const isMarket = type === 'market';
  if (unknown || !(isMarket || type === 'limit')) return 'unsupported';
  if (!['gtc', 'ioc', 'fok'].includes(String(timeInForce))) return 'unsupported';
  if (isMarket ? price !== undefined : !isAmount(price)) return 'bad-price';
  if (!isAmount(quantity)) return 'bad-quantity';
  return postOnly === true && (isMarket || timeInForce !== 'gtc') ? 'unsupported' : null;
}

function isAmount(text: unknown): boolean {
  return typeof text === 'string' && /^[1-9]\d{0,12}$/.test(text) && Number(text) <= amountMax;
}

function cancel(exchange: Exchange, line: Line): StreamEvent[] {
  const order = openOrderOf(exchange, line);
  if ('event' in order) return [order];
  const { orderId: id } = order;
  applyNext(exchange, { op: 'cancel', orderId: id });
  return [{ event: 'cancelled', id, quantity: String(openQuantity(order)), reason: 'requested' }];
}

/** The open order that a line names, or why it may not be touched. */
function openOrderOf(exchange: Exchange, { id, account }: Line): Order | StreamEvent {
  const order = exchange.orderById.get(String(id));
  if (order === undefined || order.status !== 'open') return rejected(id, 'unknown-order');
  if (account !== undefined && account !== order.account) return rejected(id, 'not-owner');
  return order;
}

function replace(exchange: Exchange, line: Line): StreamEvent[] {
  const order = openOrderOf(exchange, line);
  if ('event' in order) return [order];
  const { orderId: id, executed } = order;
  const { price = String(order.price), quantity = String(order.quantity) } = line;
  if (!isAmount(price)) return [rejected(id, 'bad-price')];
  if (!isAmount(quantity) || Number(quantity) <= executed) return [rejected(id, 'bad-quantity')];
  applyNext(exchange, { op: 'replace', orderId: id, price, quantity } as ReplaceCommand);
  const code = order.replacements.at(-1)?.code;
  if (code) return [rejected(id, code)];
  const open = String(Number(quantity) - executed);
  return [{ event: 'replaced', id, price, quantity: open }, ...tradesOf(exchange)];
}

function cancelAll(exchange: Exchange, { account }: Line): StreamEvent[] {
  if (typeof account !== 'string') return [rejected(undefined, 'malformed')];
  const events = [...exchange.books.keys()]
    .flatMap((symbol) => openOrders(exchange, account, symbol))
    .map((order) => ({
      event: 'cancelled',
      id: order.orderId,
      quantity: String(openQuantity(order)),
      reason: 'mass',
    }));
  applyNext(exchange, { op: 'mass-cancel', account });
  return events;
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
