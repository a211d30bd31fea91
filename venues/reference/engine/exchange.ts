import type { DefectSet } from '../defects.ts';
import type { EpochBase } from '../service/status.ts';
import {
  type Book,
  bestLevel,
  crosses,
  dequeue,
  enqueue,
  newBook,
  oppositeOf,
  queueOf,
} from './book.ts';
import { type Order, openQuantity } from './order.ts';
import type { CancelCommand, EpochCommand, LogRecord, NewCommand } from './records.ts';

/**
 * The state that the log makes: books, orders, idempotency keys. `apply` is its only door, and is
 * deterministic: the same records give the same state on every engine and after every replay.
 */
export type Exchange = {
  defects: DefectSet;
  /** Sequence of the last record applied; 0 before the first. */
  sequence: number;
  epochs: EpochBase[];
  /** The leader of the last epoch, and how often another one took over. */
  leader: string | null;
  failovers: number;
  trades: number;
  /** The trades of the last record. */
  lastTrades: { tradeId: string; maker: Order; taker: Order; price: number; quantity: number }[];
  books: Map<string, Book>;
  /** All orders ever, by sequence. */
  orders: Order[];
  ordersByAccount: Map<string, Order[]>;
  orderById: Map<string, Order>;
  orderByClientId: Map<string, Order>;
};

export function newExchange(defects: DefectSet): Exchange {
  return {
    defects,
    sequence: 0,
    epochs: [],
    leader: null,
    failovers: 0,
    trades: 0,
    lastTrades: [],
    books: new Map(),
    orders: [],
    ordersByAccount: new Map(),
    orderById: new Map(),
    orderByClientId: new Map(),
  };
}

/** Applies the next record; throws when it is not the next one. */
export function apply(exchange: Exchange, record: LogRecord): void {
  if (record.sequence !== exchange.sequence + 1) {
    const expected = `expected record ${exchange.sequence + 1}`;
    throw new Error(`the log has a gap: ${expected}, received ${record.sequence}`);
  }
  exchange.sequence = record.sequence;
  exchange.lastTrades = [];
  if (record.op === 'new') applyNew(exchange, record);
  else if (record.op === 'cancel') applyCancel(exchange, record);
  else if (record.op === 'epoch') applyEpoch(exchange, record);
}

export function clientKey(account: string, clientOrderId: string): string {
  return `${account}\n${clientOrderId}`;
}

export function bookOf(exchange: Exchange, symbol: string): Book {
  let book = exchange.books.get(symbol);
  if (book === undefined) {
    book = newBook();
    exchange.books.set(symbol, book);
  }
  return book;
}

type At<C> = C & { sequence: number; epoch: number };

function applyNew(exchange: Exchange, command: At<NewCommand>): void {
  const order = newOrder(command);
  const book = bookOf(exchange, order.symbol);
  exchange.orders.push(order);
  exchange.orderById.set(order.orderId, order);
  exchange.orderByClientId.set(clientKey(order.account, order.clientOrderId), order);
  const ofAccount = exchange.ordersByAccount.get(order.account);
  if (ofAccount === undefined) exchange.ordersByAccount.set(order.account, [order]);
  else ofAccount.push(order);

  const matchDead = exchange.defects.has('match-dead') && exchange.failovers > 0;
  if (!matchDead) matchOrder(exchange, book, order);
  if (order.status !== 'open') return;
  if (order.timeInForce === 'ioc' && !exchange.defects.has('ioc-rests')) {
    order.status = 'cancelled';
    order.closedSequence = order.sequence;
    return;
  }
  restOrder(exchange, book, order);
}

function newOrder(command: At<NewCommand>): Order {
  const { orderId, clientOrderId, account, symbol, side, timeInForce, sequence, epoch } = command;
  return {
    orderId,
    clientOrderId,
    account,
    symbol,
    side,
    timeInForce,
    price: Number(command.price),
    quantity: Number(command.quantity),
    executed: 0,
    status: 'open',
    sequence,
    epoch,
    closedSequence: null,
    fills: [],
    cancellation: null,
    ahead: null,
    behind: null,
  };
}

function matchOrder(exchange: Exchange, book: Book, taker: Order): void {
  const others = book[oppositeOf(taker.side)];
  while (openQuantity(taker) > 0) {
    const level = bestLevel(others);
    if (level === null || !crosses(taker.side, taker.price, level.price)) return;
    const maker = level.first!;
    trade(exchange, maker, taker);
    if (maker.status !== 'open') dequeue(others, maker);
  }
}

function trade(exchange: Exchange, maker: Order, taker: Order): void {
  const quantity = Math.min(openQuantity(maker), openQuantity(taker));
  const price = exchange.defects.has('taker-price') ? taker.price : maker.price;
  const tradeId = `${taker.orderId}-${taker.fills.length + 1}`;
  const { sequence } = taker;
  exchange.trades += 1;
  exchange.lastTrades.push({ tradeId, maker, taker, price, quantity });
  fill(maker, { tradeId, sequence, price, quantity, role: 'maker' });
  fill(taker, { tradeId, sequence, price, quantity, role: 'taker' });

  const every = exchange.defects.argument('executed-exceeds-quantity');
  if (every > 0 && exchange.trades % every === 0) {
    fill(maker, { tradeId, sequence, price, quantity, role: 'maker' });
  }
}

function fill(order: Order, one: Order['fills'][number]): void {
  order.fills.push(one);
  order.executed += one.quantity;
  if (order.executed >= order.quantity) {
    order.status = 'filled';
    order.closedSequence = one.sequence;
  }
}

function restOrder(exchange: Exchange, book: Book, order: Order): void {
  const half = book[order.side];
  const level = half.levels.get(order.price);
  const overtaken = level && exchange.defects.has('lifo-queue') ? queueOf(level) : [];
  enqueue(half, order);
  for (const earlier of overtaken) {
    dequeue(half, earlier);
    enqueue(half, earlier);
  }
}

/** An order that is dead or unknown was refused before it got here, except in planted defects. */
function applyCancel(exchange: Exchange, command: At<CancelCommand>): void {
  const order = exchange.orderById.get(command.orderId);
  if (order === undefined || order.status !== 'open') return;
  dequeue(bookOf(exchange, order.symbol)[order.side], order);
  order.status = 'cancelled';
  order.closedSequence = command.sequence;
  order.cancellation = {
    sequence: command.sequence,
    epoch: command.epoch,
    quantity: openQuantity(order),
    clientRequestId: command.clientRequestId ?? null,
  };
}

function applyEpoch(exchange: Exchange, command: At<EpochCommand>): void {
  exchange.epochs.push({ epoch: command.epoch, from: command.sequence });
  if (exchange.leader !== null && exchange.leader !== command.leader) exchange.failovers += 1;
  exchange.leader = command.leader;
}
