/** A binary heap: the item that comes before all others is `items[0]`. */
export interface Heap<T> {
  readonly items: T[];
  readonly before: (a: T, b: T) => boolean;
}

export function push<T>({ items, before }: Heap<T>, item: T): void {
  let at = items.push(item) - 1;
  while (at > 0) {
    const up = (at - 1) >> 1;
    if (!before(item, items[up]!)) break;
    items[at] = items[up]!;
    at = up;
  }
  items[at] = item;
}

/** Removes the first item. */
export function pop<T>({ items, before }: Heap<T>): void {
  const item = items.pop();
  if (item === undefined || items.length === 0) return;
  let at = 0;
  for (let down = 1; down < items.length; down = 2 * at + 1) {
    if (down + 1 < items.length && before(items[down + 1]!, items[down]!)) down += 1;
    if (!before(items[down]!, item)) break;
    items[at] = items[down]!;
    at = down;
  }
  items[at] = item;
}
