/** A binary heap by sequence; the first element is the lowest. */
export type Heap<T extends { readonly sequence: number }> = T[];

export function pushInto<T extends { readonly sequence: number }>(heap: Heap<T>, item: T): void {
  let at = heap.length;
  heap.push(item);
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if ((heap[parent] as T).sequence <= item.sequence) break;
    heap[at] = heap[parent] as T;
    at = parent;
  }
  heap[at] = item;
}

export function popFirst<T extends { readonly sequence: number }>(heap: Heap<T>): T | undefined {
  const top = heap[0];
  const item = heap.pop();
  if (item === undefined || heap.length === 0) return top;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    const right = heap[child + 1];
    if (right !== undefined && right.sequence < (heap[child] as T).sequence) child += 1;
    if ((heap[child] as T).sequence >= item.sequence) break;
    heap[at] = heap[child] as T;
    at = child;
  }
  heap[at] = item;
  return top;
}
