import type { DefectSet } from '../defects.ts';
import type { EpochBase } from '../service/status.ts';
import { type Book, dequeue, newBook } from './book.ts';
import { execute, refusalOf, requeue } from './matching.ts';
import { type Order, openQuantity } from './order.ts';
import type {
  CancelCommand,
  EpochCommand,
  LogRecord,
  MassCancelCommand,
  NewCommand,
  ReplaceCommand,
} from './records.ts';

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
  /** By account and client request id: what a mass cancel did, for repeated requests. */
  massCancels: Map<string, MassCancellation>;
};

export type MassCancellation = {
  sequence: number;
  epoch: number;
  symbol: string | null;
  orders: number;
  /** The lots that they had open: a sum that may exceed 2^53, so in words a text. */
  quantity: string;
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
    massCancels: new Map(),
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
  else if (record.op === 'replace') applyReplace(exchange, record);
  else if (record.op === 'mass-cancel') applyMassCancel(exchange, record);
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
  addOrder(exchange, order);
  const book = bookOf(exchange, order.symbol);
  order.code = refusalOf(exchange.defects, book, order, order);
  if (order.code === null) execute(exchange, book, order, order.sequence);
  else {
    order.status = 'rejected';
    order.closedSequence = order.sequence;
  }
}

/** Enters an order into every index but the books. */
export function addOrder(exchange: Exchange, order: Order): void {
  exchange.orders.push(order);
  exchange.orderById.set(order.orderId, order);
  exchange.orderByClientId.set(clientKey(order.account, order.clientOrderId), order);
  const ofAccount = exchange.ordersByAccount.get(order.account);
  if (ofAccount === undefined) exchange.ordersByAccount.set(order.account, [order]);
  else ofAccount.push(order);
}

function newOrder(command: At<NewCommand>): Order {
  const { orderId, clientOrderId, account, symbol, side, type, timeInForce } = command;
  const price = Number(command.price);
  const quantity = Number(command.quantity);
  return {
    orderId,
    clientOrderId,
    account,
    symbol,
    side,
    type,
    timeInForce,
    postOnly: command.postOnly === true,
    entered: { price, quantity },
    price,
    quantity,
    executed: 0,
    status: 'open',
    code: null,
    sequence: command.sequence,
    epoch: command.epoch,
    closedSequence: null,
    fills: [],
    replacements: [],
    cancellation: null,
    ahead: null,
    behind: null,
  };
}

/** An order that is dead or unknown was refused before it got here, except in planted defects. */
function applyCancel(exchange: Exchange, command: At<CancelCommand>): void {
  const order = exchange.orderById.get(command.orderId);
  if (order === undefined || order.status !== 'open') return;
  close(exchange, order, command, command.clientRequestId ?? null);
}

function close(
  exchange: Exchange,
  order: Order,
  { sequence, epoch }: { sequence: number; epoch: number },
  clientRequestId: string | null,
): void {
  dequeue(bookOf(exchange, order.symbol)[order.side], order);
  order.status = 'cancelled';
  order.closedSequence = sequence;
  order.cancellation = { sequence, epoch, quantity: openQuantity(order), clientRequestId };
}

/**
 * New terms: the same price and no more lots keep the place in the queue, everything else is as if
 * the order came anew, and may trade.
 */
function applyReplace(exchange: Exchange, command: At<ReplaceCommand>): void {
  const order = exchange.orderById.get(command.orderId);
  const quantity = Number(command.quantity);
  if (order === undefined || order.status !== 'open' || quantity <= order.executed) return;
  const { sequence, epoch, clientRequestId = null } = command;
  const price = Number(command.price);
  const book = bookOf(exchange, order.symbol);
  const keepsPlace = price === order.price && quantity <= order.quantity;
  const code = keepsPlace
    ? null
    : refusalOf(exchange.defects, book, order, { price, quantity: quantity - order.executed });
  order.replacements.push({ sequence, epoch, price, quantity, clientRequestId, code });
  if (code !== null) return;
  if (keepsPlace) {
    order.quantity = quantity;
    book[order.side].touched.set(order, false);
  } else requeue(exchange, book, order, { price, quantity, sequence });
}

function applyMassCancel(exchange: Exchange, command: At<MassCancelCommand>): void {
  const { account, symbol = null, sequence, epoch, clientRequestId } = command;
  const all = openOrders(exchange, account, symbol);
  const open = exchange.defects.has('mass-cancel-misses-one') ? all.slice(0, -1) : all;
  let quantity = 0n;
  for (const order of open) {
    quantity += BigInt(openQuantity(order));
    close(exchange, order, command, null);
  }
  if (clientRequestId === undefined) return;
  const done = { sequence, epoch, symbol, orders: open.length, quantity: String(quantity) };
  exchange.massCancels.set(clientKey(account, clientRequestId), done);
}

/** The open orders of an account, in one symbol or in all, oldest first. */
export function openOrders(exchange: Exchange, account: string, symbol: string | null): Order[] {
  const ofAccount = exchange.ordersByAccount.get(account) ?? [];
  return ofAccount.filter(
    (order) => order.status === 'open' && (symbol === null || order.symbol === symbol),
  );
}

function applyEpoch(exchange: Exchange, command: At<EpochCommand>): void {
  exchange.epochs.push({ epoch: command.epoch, from: command.sequence });
  if (exchange.leader !== null && exchange.leader !== command.leader) exchange.failovers += 1;
  exchange.leader = command.leader;
}
