import type { BookLevel, BookRead } from 'proofhouse/contract';

/** Books as they were read, by symbol: each price level as one line of text. */
export type Books = Map<string, ReadonlyMap<string, string>>;

/** Keeps the first book of a symbol: more gateways show the same one. */
export function addBook(books: Books, { symbol, bids, asks }: BookRead): void {
  if (books.has(symbol)) return;
  books.set(symbol, new Map([...linesOf('bid', bids), ...linesOf('ask', asks)]));
}

/** Where two sets of books part, level by level; counts what was compared. */
export function* bookDifferences(
  one: Books,
  other: Books,
  levels: { compared: number },
): Generator<string> {
  for (const [symbol, own] of one) {
    const its = other.get(symbol);
    if (its === undefined) continue;
    for (const price of new Set([...own.keys(), ...its.keys()])) {
      levels.compared += 1;
      const [before, after] = [own.get(price), its.get(price)];
      if (before === after) continue;
      yield `${symbol} ${price}: ${short(before)} before, ${short(after)} after`;
    }
  }
}

function linesOf(side: string, levels: readonly BookLevel[]): [string, string][] {
  return levels.map(([price, queue]) => {
    const orders = queue.map(([orderId, lots]) => `${orderId}×${lots}`);
    return [`${side} ${price}`, orders.join(' ')];
  });
}

function short(level: string | undefined): string {
  if (level === undefined) return 'nobody';
  return level.length > 60 ? `${level.slice(0, 57)}...` : level;
}
