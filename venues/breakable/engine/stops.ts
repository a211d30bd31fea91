import { outsideBands } from './admission.ts';
import { cancel, cancelOtherLeg, execute } from './matching.ts';
import { type Book, bookOf, type Engine, type Order, tell } from './state.ts';

/** A new stop wakes at once if the last trade has passed its trigger, else it sleeps. */
export function arm(engine: Engine, order: Order): void {
  const book = bookOf(engine, order.symbol);
  order.state = 'dormant';
  book.stops.push(order);
  const through = isThrough(engine, order, book.lastPrice);
  const atOnce = book.phase !== 'auction' && through;
  if (engine.mutant === 'stop-awake' || atOnce) wake(engine, book, order);
}

function wake(engine: Engine, book: Book, order: Order): void {
  book.stops.splice(book.stops.indexOf(order), 1);
  if (engine.mutant !== 'stop-wakes-untold') tell(engine, 'triggered', { id: order.id });
  if (engine.mutant === 'stop-twice') tell(engine, 'triggered', { id: order.id });
  cancelOtherLeg(engine, order);
  order.type = order.type === 'stop-limit' ? 'limit' : 'market';
  order.state = 'taking';
  if (outsideBands(engine, book, order)) cancel(engine, order, 'market-residual');
  else execute(engine, order);
}

function isThrough(engine: Engine, order: Order, price: number): boolean {
  if (price === 0) return false;
  if (price === order.trigger) return engine.habits.stopInclusive;
  const rises = order.side === 'buy' || engine.mutant === 'stop-wrong-direction';
  return rises ? price > order.trigger : price < order.trigger;
}

/**
 * Wakes stops until none is through. Those that wake together go in the order of their arrival;
 * what they trade wakes others, which go after them.
 */
export function cascade(engine: Engine, book: Book): void {
  if (book.phase !== 'open' && engine.mutant !== 'halt-trades') return;
  const queue = woken(engine, book);
  for (let order = queue.shift(); order; order = queue.shift()) {
    if (order.state !== 'dormant') continue;
    wake(engine, book, order);
    if (engine.mutant !== 'stop-single-pass') queue.push(...woken(engine, book));
  }
  if (engine.mutant === 'stop-single-pass') book.firstSince = 0;
}

/** Stops that the trades since the last look have reached; their prices never turn. */
function woken(engine: Engine, book: Book): Order[] {
  if (book.firstSince === 0) return [];
  const first = book.firstSince;
  book.firstSince = 0;
  const { lastPrice } = book;
  return book.stops
    .filter((order) => reached(engine, order, first) || reached(engine, order, lastPrice))
    .sort((a, b) => a.arrival - b.arrival);
}

/** Whether a price wakes a stop; the trigger of one that trails follows the price otherwise. */
function reached(engine: Engine, order: Order, price: number): boolean {
  if (isThrough(engine, order, price)) return true;
  if (order.type !== 'trailing-stop' || engine.mutant === 'trailing-stays') return false;
  const near = engine.mutant === 'trailing-too-near' ? 1 : 0;
  const trigger = triggerFrom(order, price, near);
  const better = order.side === 'buy' ? trigger < order.trigger : trigger > order.trigger;
  if (better || engine.mutant === 'trailing-backs-off') order.trigger = trigger;
  return false;
}

function triggerFrom({ side, trail }: Order, price: number, near = 0): number {
  return side === 'buy' ? price + trail - near : price - trail + near;
}

/** A trailing stop without a trigger of its own begins at its distance from the last price. */
export function trailFirst(engine: Engine, order: Order): void {
  const { lastPrice } = bookOf(engine, order.symbol);
  if (lastPrice > 0) order.trigger = triggerFrom(order, lastPrice);
}
