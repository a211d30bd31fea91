import type { Conventions } from '#market/conventions.ts';
import { createDraw } from '#market/hostile-commands.ts';
import { createBook, type Sink } from '#market/model/book.ts';
import { cancel, submit } from '#market/model/core.ts';
import { buy, sell } from '#market/model/order-flags.ts';

/** Cost against the size of the book, and the memory of a resting order. */

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
  closed: ignore,
};

export interface Sizes {
  readonly books: { orders: number; ns: { min: number; median: number; max: number } }[];
  readonly bytesPerOrder: number;
}

export function measureSizes(repeats: number, conventions: Conventions, seed: number): Sizes {
  const sizes = [1_000, 1_000_000];
  const samples = sizes.map(() => [] as number[]);
  let bytesPerOrder = 0;
  for (let n = 0; n < repeats; n++) {
    for (const [at, orders] of sizes.entries()) {
      const { ns, bytes } = churn(orders, conventions, seed + n);
      samples[at]!.push(ns);
      // Buffers of an earlier round may be freed meanwhile: the greatest reading is the book's.
      if (orders === 1_000_000) bytesPerOrder = Math.max(bytesPerOrder, bytes / orders);
    }
  }
  const books = sizes.map((orders, at) => {
    const sorted = samples[at]!.toSorted((a, b) => a - b);
    const median = sorted[sorted.length >> 1]!;
    return { orders, ns: { min: sorted[0]!, median, max: sorted.at(-1)! } };
  });
  return { books, bytesPerOrder };
}

/** Fills a book, then cancels any order and enters another, again and again. */
function churn(orders: number, conventions: Conventions, seed: number) {
  const draw = createDraw(seed);
  const before = process.memoryUsage().arrayBuffers;
  const book = createBook({ conventions, sink, byAccount: true, capacity: orders });
  const enter = (order: number) => {
    const side = draw(2) === 0 ? buy : sell;
    const away = draw(10_000);
    const price = side === buy ? 49_999 - away : 50_001 + away;
    submit(book, order, draw(64), side, price, 1 + draw(100));
  };
  for (let order = 0; order < orders; order++) enter(order);
  const bytes = process.memoryUsage().arrayBuffers - before;
  const rounds = 200_000;
  const chosen = Int32Array.from({ length: rounds }, () => draw(orders));
  for (let n = 0; n < rounds / 4; n++) {
    cancel(book, chosen[n]!);
    enter(chosen[n]!);
  }
  const begun = performance.now();
  for (const order of chosen) {
    cancel(book, order);
    enter(order);
  }
  return { ns: ((performance.now() - begun) / rounds) * 1e6, bytes };
}
