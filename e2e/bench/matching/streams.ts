import { defaultConventions } from '#market/conventions.ts';
import { createDraw, type Draw } from '#market/hostile-commands.ts';
import { type Book, createBook, type Sink } from '#market/model/book.ts';
import { bestAsk, bestBid, cancel, priceOf, replace, submit } from '#market/model/core.ts';
import { buy, iocBit, type Side, sell } from '#market/model/order-flags.ts';

/**
 * Three seeded streams of commands as columns, so that every subject reads the same numbers and
 * nobody's parsing is measured. Cancels and replaces hit any live order, wherever it stands in its
 * queue: a stream whose cancels all hit the newest order hides what they cost.
 */

export const operations = { rest: 0, take: 1, cancel: 2, replace: 3 } as const;

export interface CommandStream {
  readonly length: number;
  readonly operation: Uint8Array;
  /** The order's number, from 0, new for each order: an id, for those who speak in ids. */
  readonly order: Int32Array;
  /** The order's handle in the core: one that no live order has, the last one freed first. */
  readonly handle: Int32Array;
  readonly account: Int32Array;
  readonly side: Uint8Array;
  readonly price: Float64Array;
  readonly quantity: Float64Array;
  /** Commands that build the book before the measured ones begin. */
  readonly before: number;
}

export const streamNames = ['day', 'deep', 'crash'] as const;
export type StreamName = (typeof streamNames)[number];

export const streamTitles: Record<StreamName, string> = {
  day: 'cancel-dominated day',
  deep: 'deep static book of 40,000 resting orders',
  crash: 'flash crash over tens of thousands of ticks',
};

/** Draws a stream while a model plays it, so that its cancels name orders that live. */
interface Drawing {
  readonly draw: Draw;
  readonly book: Book;
  readonly stream: CommandStream;
  /** Handles of live orders, and where each stands in that list. */
  readonly live: number[];
  readonly at: Map<number, number>;
  readonly free: number[];
  /** The number behind a handle. */
  readonly numbers: Int32Array;
  handles: number;
  orders: number;
  used: number;
}

export function drawStream(name: StreamName, length: number, seed: number): CommandStream {
  const before = name === 'deep' ? 40_000 : name === 'crash' ? 20_000 : 2_000;
  const drawing = begin(before, length, seed);
  const middle = 50_000;
  for (let n = 0; n < before; n++) restAround(drawing, middle, name === 'day' ? 200 : 20_000);
  for (let n = 0; n < length; n++) {
    if (name === 'day') day(drawing, middle);
    else if (name === 'deep') deep(drawing, middle);
    else crash(drawing, middle, n / length);
  }
  return drawing.stream;
}

function begin(before: number, length: number, seed: number): Drawing {
  const total = before + length;
  const live: number[] = [];
  const at = new Map<number, number>();
  const free: number[] = [];
  const ignore = () => {};
  const sink: Sink = {
    accepted: ignore,
    rejected: ignore,
    traded: ignore,
    cancelled: ignore,
    replaced: ignore,
    triggered: ignore,
    expired: ignore,
    refreshed: ignore,
    uncrossed: ignore,
    closed: (handle) => {
      free.push(handle);
      forget(live, at, handle);
    },
  };
  const book = createBook({ conventions: defaultConventions, sink, capacity: total });
  const stream = {
    length: total,
    operation: new Uint8Array(total),
    order: new Int32Array(total),
    handle: new Int32Array(total),
    account: new Int32Array(total),
    side: new Uint8Array(total),
    price: new Float64Array(total),
    quantity: new Float64Array(total),
    before,
  };
  const numbers = new Int32Array(total);
  const draw = createDraw(seed);
  return { draw, book, stream, live, at, free, numbers, handles: 0, orders: 0, used: 0 };
}

function forget(live: number[], at: Map<number, number>, order: number): void {
  const place = at.get(order);
  if (place === undefined) return;
  at.delete(order);
  const last = live.pop()!;
  if (last === order) return;
  live[place] = last;
  at.set(last, place);
}

function write(
  { stream, draw, used, numbers }: Drawing,
  operation: number,
  handle: number,
  side: number,
  price: number,
  quantity: number,
): void {
  stream.operation[used] = operation;
  stream.order[used] = numbers[handle]!;
  stream.handle[used] = handle;
  stream.account[used] = draw(64);
  stream.side[used] = side;
  stream.price[used] = price;
  stream.quantity[used] = quantity;
}

function newHandle(drawing: Drawing): number {
  const handle = drawing.free.pop() ?? drawing.handles++;
  drawing.numbers[handle] = drawing.orders++;
  return handle;
}

function rest(drawing: Drawing, side: Side, price: number, quantity: number): void {
  const order = newHandle(drawing);
  write(drawing, operations.rest, order, side, price, quantity);
  drawing.at.set(order, drawing.live.push(order) - 1);
  submit(drawing.book, order, drawing.stream.account[drawing.used]!, side, price, quantity);
  drawing.used += 1;
}

function take(drawing: Drawing, side: Side, price: number, quantity: number): void {
  const order = newHandle(drawing);
  write(drawing, operations.take, order, side, price, quantity);
  submit(drawing.book, order, drawing.stream.account[drawing.used]!, side, price, quantity, iocBit);
  drawing.used += 1;
}

function cancelAny(drawing: Drawing): void {
  const order = drawing.live[drawing.draw(drawing.live.length)]!;
  write(drawing, operations.cancel, order, 0, 0, 0);
  cancel(drawing.book, order);
  drawing.used += 1;
}

/** Moves any live order by a few ticks, or halves it in its place, never into the other side. */
function replaceAny(drawing: Drawing): void {
  const { draw, book, live } = drawing;
  const order = live[draw(live.length)]!;
  const side = book.flags[order]! & 1;
  const open = book.open[order]!;
  const halves = draw(2) === 0 && open > 1;
  const away = 1 + draw(5);
  const here = priceOf(book, order);
  const price = halves ? here : side === sell ? here + away : Math.max(1, here - away);
  const quantity = halves ? Math.ceil(open / 2) : 1 + draw(100);
  write(drawing, operations.replace, order, side, price, quantity);
  replace(book, order, price, quantity);
  drawing.used += 1;
}

/** A passive order at a distance from a middle price: most near, few far, within `reach`. */
function restAround(drawing: Drawing, middle: number, reach: number): void {
  const { draw, book } = drawing;
  const side = draw(2) === 0 ? buy : sell;
  const near = Math.min(draw(reach), draw(reach), draw(reach));
  const price = side === buy ? middle - 1 - near : middle + 1 + near;
  const opposite = side === buy ? bestAsk(book) : bestBid(book);
  const crosses = opposite !== 0 && (side === buy ? price >= opposite : price <= opposite);
  rest(drawing, side, crosses ? opposite + (side === buy ? -1 : 1) : price, 1 + draw(100));
}

function takeBest(drawing: Drawing, quantity: number, side?: Side): void {
  const { draw, book } = drawing;
  const takes = side ?? (draw(2) === 0 ? buy : sell);
  const best = takes === buy ? bestAsk(book) : bestBid(book);
  if (best === 0) restAround(drawing, 50_000, 200);
  else take(drawing, takes, takes === buy ? best + 5 : Math.max(1, best - 5), quantity);
}

function day(drawing: Drawing, middle: number): void {
  const kind = drawing.draw(100);
  const { length } = drawing.live;
  if (length < 1_000 || (kind < 46 && length < 5_000)) restAround(drawing, middle, 200);
  else if (kind < 90) cancelAny(drawing);
  else if (kind < 95) replaceAny(drawing);
  else takeBest(drawing, 1 + drawing.draw(150));
}

function deep(drawing: Drawing, middle: number): void {
  const kind = drawing.draw(100);
  const { length } = drawing.live;
  if (length < 39_000 || (kind < 45 && length < 41_000)) restAround(drawing, middle, 20_000);
  else if (kind < 85) cancelAny(drawing);
  else if (kind < 95) replaceAny(drawing);
  else takeBest(drawing, 1 + drawing.draw(100));
}

/** The price falls by 40,000 ticks in the middle fifth of the stream, and comes back after it. */
function crash(drawing: Drawing, middle: number, progress: number): void {
  const { draw, book } = drawing;
  const falling = progress > 0.4 && progress < 0.6;
  const rising = progress >= 0.6 && progress < 0.8;
  const depth = falling ? (progress - 0.4) * 5 : rising ? (0.8 - progress) * 5 : 0;
  const now = Math.round(middle - depth * 40_000);
  const kind = draw(100);
  const { length } = drawing.live;
  const ask = bestAsk(book);
  const sells = falling && bestBid(book) > now && kind < 60;
  const buys = rising && ask !== 0 && ask < now && kind < 60;
  if (sells || buys) takeBest(drawing, 200 + draw(2_000), sells ? sell : buy);
  else if (length < 5_000 || kind < 48) restAround(drawing, now, 4_000);
  else if (kind < 88) cancelAny(drawing);
  else if (kind < 94) replaceAny(drawing);
  else takeBest(drawing, 1 + draw(150));
}
