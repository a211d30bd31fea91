/**
 * A binary min-heap of orders by key, then by serial. Orders that die stay in it until they come
 * up: whoever pops decides whether an entry still counts.
 */
export interface Heap {
  readonly keys: number[];
  readonly serials: number[];
  readonly orders: number[];
}

export function createHeap(): Heap {
  return { keys: [], serials: [], orders: [] };
}

function swap(heap: Heap, a: number, b: number): void {
  const { keys, serials, orders } = heap;
  [keys[a], keys[b]] = [keys[b]!, keys[a]!];
  [serials[a], serials[b]] = [serials[b]!, serials[a]!];
  [orders[a], orders[b]] = [orders[b]!, orders[a]!];
}

function before(heap: Heap, a: number, b: number): boolean {
  const { keys, serials } = heap;
  return keys[a] === keys[b] ? serials[a]! < serials[b]! : keys[a]! < keys[b]!;
}

export function push(heap: Heap, key: number, serial: number, order: number): void {
  let at = heap.keys.push(key) - 1;
  heap.serials.push(serial);
  heap.orders.push(order);
  while (at > 0) {
    const up = (at - 1) >> 1;
    if (!before(heap, at, up)) return;
    swap(heap, at, up);
    at = up;
  }
}

/** Removes the first entry; the caller has read `keys[0]`, `serials[0]` and `orders[0]`. */
export function pop(heap: Heap): void {
  const last = heap.keys.length - 1;
  swap(heap, 0, last);
  heap.keys.pop();
  heap.serials.pop();
  heap.orders.pop();
  for (let at = 0; ; ) {
    let least = at;
    for (const down of [2 * at + 1, 2 * at + 2]) {
      if (down < last && before(heap, down, least)) least = down;
    }
    if (least === at) return;
    swap(heap, at, least);
    at = least;
  }
}
