import { type Book, bookOf, type Engine, type Level, type Order, type Side } from './state.ts';

/** Puts an order at the end of the queue of its price. */
export function rest(engine: Engine, order: Order): void {
  const symbol = engine.mutant === 'symbols-share-asks' && order.side === 'sell';
  const book = bookOf(engine, symbol ? firstSymbol(engine) : order.symbol);
  const level = levelAt(book, order.side, order.price);
  order.state = 'resting';
  order.level = level;
  order.shown = order.display === 0 ? order.leaves : Math.min(order.display, order.leaves);
  engine.places += 1;
  order.place = engine.places;
  level.total += order.leaves;
  level.count += 1;
  if (engine.mutant === 'unstable-insert' && queue(level).length === 3) insertSecond(level, order);
  else if (engine.mutant === 'lifo-at-price') prepend(level, order);
  else append(level, order);
}

function firstSymbol(engine: Engine): string {
  return [...engine.books.keys()][0] as string;
}

export function queue(level: Level): Order[] {
  const orders: Order[] = [];
  for (let order = level.head; order !== null; order = order.next) orders.push(order);
  return orders;
}

function append(level: Level, order: Order): void {
  order.previous = level.tail;
  order.next = null;
  if (level.tail) level.tail.next = order;
  else level.head = order;
  level.tail = order;
}

function prepend(level: Level, order: Order): void {
  order.previous = null;
  order.next = level.head;
  if (level.head) level.head.previous = order;
  else level.tail = order;
  level.head = order;
}

function insertSecond(level: Level, order: Order): void {
  const first = level.head as Order;
  order.previous = first;
  order.next = first.next;
  if (first.next) first.next.previous = order;
  first.next = order;
}

/** Takes an order out of its queue; its level goes with the last one. */
export function remove(engine: Engine, order: Order): void {
  const level = order.level;
  if (!level) return;
  unlink(level, order);
  level.total -= order.leaves;
  level.count -= 1;
  order.level = null;
  if (level.head === null && engine.mutant !== 'phantom-level') dropLevel(engine, order, level);
}

function unlink(level: Level, order: Order): void {
  if (order.previous) order.previous.next = order.next;
  else level.head = order.next;
  if (order.next) order.next.previous = order.previous;
  else level.tail = order.previous;
  order.previous = null;
  order.next = null;
}

/** Removes an order as a cancel does: here live the bugs of the cancel path. */
export function removeCancelled(engine: Engine, order: Order): void {
  const level = order.level;
  if (!level) return;
  if (engine.mutant === 'cancel-leaves-ghost') return;
  if (engine.mutant === 'cancel-drops-level') {
    dropLevel(engine, order, level);
    return;
  }
  if (engine.mutant === 'cancel-orphans-tail' && order.previous && order.next) {
    order.previous.next = null;
    level.tail = order.previous;
    return;
  }
  const last = level.tail as Order;
  const before = order.previous;
  const swaps = engine.mutant === 'cancel-swaps-last-into-gap' && order.next && order.next !== last;
  const total = level.total;
  remove(engine, order);
  if (engine.mutant === 'stale-level-total') level.total = total;
  if (swaps) {
    unlink(level, last);
    insertAfter(level, before, last);
  }
}

function insertAfter(level: Level, before: Order | null, order: Order): void {
  if (!before) {
    prepend(level, order);
    return;
  }
  order.previous = before;
  order.next = before.next;
  if (before.next) before.next.previous = order;
  else level.tail = order;
  before.next = order;
}

/** Sends an order to the end of its queue, its leaves unchanged. */
export function moveToTail(level: Level, order: Order): void {
  unlink(level, order);
  append(level, order);
}

function dropLevel(engine: Engine, order: Order, level: Level): void {
  for (const book of [bookOf(engine, order.symbol), ...engine.books.values()]) {
    const levels = book[order.side];
    const index = levels.indexOf(level);
    if (index >= 0) {
      levels.splice(index, 1);
      return;
    }
  }
}

/** The level of a price, made where it belongs if there is none. */
function levelAt(book: Book, side: Side, price: number): Level {
  const levels = book[side];
  let low = 0;
  let high = levels.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const at = (levels[middle] as Level).price;
    const before = side === 'buy' ? at > price : at < price;
    if (before) low = middle + 1;
    else high = middle;
  }
  const found = levels[low];
  if (found?.price === price) return found;
  const level: Level = { price, head: null, tail: null, total: 0, count: 0 };
  levels.splice(low, 0, level);
  return level;
}
