import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { OrderBook } from 'nodejs-order-book';
import manifest from 'nodejs-order-book/package.json' with { type: 'json' };

/**
 * The npm package nodejs-order-book behind the stream. The adapter only translates: it keeps what
 * is open of each order, because the library tells which makers it used up but not how much each
 * trade was, and it never decides what should happen.
 */
interface Known {
  readonly account: string;
  readonly side: 'buy' | 'sell';
  readonly price: number;
  open: number;
}

interface Line {
  readonly op: string;
  readonly id: string;
  readonly account?: string;
  readonly side?: 'buy' | 'sell';
  readonly type?: 'limit' | 'market';
  readonly tif?: 'gtc' | 'ioc' | 'fok';
  readonly price?: string;
  readonly quantity?: string;
  readonly postOnly?: boolean;
}

const hello = {
  engine: 'nodejs-order-book',
  version: manifest.version,
  protocol: 1,
  conventions: { idReuse: 'once-dead', replacePriority: 'lose', replaceQuantity: 'remaining' },
  capabilities: ['limit', 'market', 'ioc', 'fok', 'post-only', 'replace'],
};

const codes: Record<string, string> = {
  INVALID_QUANTITY: 'bad-quantity',
  INVALID_PRICE: 'bad-price',
  INVALID_PRICE_OR_QUANTITY: 'bad-quantity',
  INSUFFICIENT_QUANTITY: 'no-liquidity',
  LIMIT_ORDER_FOK_NOT_FILLABLE: 'would-not-fill',
  LIMIT_ORDER_POST_ONLY: 'would-take',
  ORDER_ALREDY_EXISTS: 'duplicate-id',
  ORDER_NOT_FOUND: 'unknown-order',
};

type Processed = ReturnType<OrderBook['limit']>;

const book = new OrderBook();
const known = new Map<string, Known>();
let seq = 0;
let events: object[] = [];

function tell(event: string, fields: object): void {
  events.push({ event, seq, ...fields });
}

function refuse(id: string, message: string): void {
  const named = Object.entries(codes).find(([name]) => message.includes(name));
  tell('rejected', { id, code: named?.[1] ?? codeByText(message) });
}

/** The library's errors are sentences; these are the parts of them that tell them apart. */
function codeByText(message: string): string {
  if (/exist/i.test(message) && !/not/i.test(message)) return 'duplicate-id';
  if (/post/i.test(message)) return 'would-take';
  if (/FOK|fill/i.test(message)) return 'would-not-fill';
  if (/not found/i.test(message)) return 'unknown-order';
  if (/price/i.test(message)) return 'bad-price';
  if (/quantity|size/i.test(message)) return 'bad-quantity';
  return 'unsupported';
}

/** Trades in the order of the answer: makers used up, then the one that was filled in part. */
function tellTrades(taker: string, answer: Processed): number {
  let filled = 0;
  const trade = (maker: string, price: number, quantity: number): void => {
    filled += quantity;
    tell('traded', { price: String(price), quantity: String(quantity), maker, taker });
  };
  for (const done of answer.done) {
    const maker = known.get(done.id);
    if (done.id === taker || !maker) continue;
    trade(done.id, maker.price, maker.open);
    known.delete(done.id);
  }
  const { partial, partialQuantityProcessed: part } = answer;
  const maker = partial && partial.id !== taker ? known.get(partial.id) : undefined;
  if (partial && maker && part > 0) {
    trade(partial.id, maker.price, part);
    maker.open -= part;
  }
  return filled;
}

/** The library knows no bounds, and a market order has no id there: the adapter's to refuse. */
function refusal({ id, type, price, quantity }: Line): string | undefined {
  if (known.has(id)) return 'duplicate-id';
  const fits = (text: string | undefined): boolean => Number(text) >= 1 && Number(text) <= 1e12;
  if (type !== 'market' && !fits(price)) return 'bad-price';
  return fits(quantity) ? undefined : 'bad-quantity';
}

function newOrder(line: Line): void {
  const { id, account = '0', type = 'limit', tif = 'gtc', postOnly = false } = line;
  const side = line.side as never;
  const size = Number(line.quantity);
  const price = Number(line.price);
  const timeInForce = tif.toUpperCase() as never;
  const code = refusal(line);
  if (code !== undefined) {
    tell('rejected', { id, code });
    return;
  }
  const answer =
    type === 'market'
      ? book.market({ side, size })
      : book.limit({ id, side, size, price, timeInForce, postOnly });
  const nothing = type === 'market' && answer.done.length === 0 && !answer.partial;
  if (answer.err || nothing) {
    refuse(id, answer.err?.message ?? 'INSUFFICIENT_QUANTITY');
    return;
  }
  tell('accepted', { id });
  const left = size - tellTrades(id, answer);
  if (left <= 0) return;
  if (type === 'market') cancelled(id, left, 'market-residual');
  else if (book.order(id)) known.set(id, { account, side: line.side as 'buy', price, open: left });
  else if (tif === 'ioc') cancelled(id, left, 'ioc');
}

function cancelled(id: string, quantity: number, reason: string): void {
  tell('cancelled', { id, quantity: String(quantity), reason });
}

/** The library has no accounts, so whose an order is is the adapter's to know. */
function find(line: Line): Known | undefined {
  const order = known.get(line.id);
  if (order && (line.account === undefined || line.account === order.account)) return order;
  tell('rejected', { id: line.id, code: order ? 'not-owner' : 'unknown-order' });
  return undefined;
}

function replaceOrder(line: Line): void {
  const { id } = line;
  const order = find(line);
  if (!order) return;
  const size = line.quantity === undefined ? order.open : Number(line.quantity);
  const price = line.price === undefined ? order.price : Number(line.price);
  const answer = book.modify(id, { size, price });
  if (answer.err) {
    refuse(id, answer.err.message);
    return;
  }
  known.delete(id);
  tell('replaced', { id, price: String(price), quantity: String(size) });
  const left = size - tellTrades(id, answer);
  if (left > 0 && book.order(id)) known.set(id, { ...order, price, open: left });
}

function cancelOrder(line: Line): void {
  const { id } = line;
  if (!find(line)) return;
  const answer = book.cancel(id);
  if (!answer) {
    refuse(id, 'ORDER_NOT_FOUND');
    return;
  }
  cancelled(id, answer.order.size, 'requested');
  known.delete(id);
}

process.stdout.write(`${JSON.stringify({ hello })}\n`);
for await (const text of createInterface({ input: process.stdin })) {
  const line = JSON.parse(text) as Line;
  seq += 1;
  events = [];
  if (line.op === 'new') newOrder(line);
  else if (line.op === 'cancel') cancelOrder(line);
  else if (line.op === 'replace') replaceOrder(line);
  else tell('rejected', { code: 'unsupported' });
  tell('done', {});
  const lines = events.map((event) => JSON.stringify(event));
  if (!process.stdout.write(`${lines.join('\n')}\n`)) await once(process.stdout, 'drain');
}
