/** Greatest sequence that had been told by a moment, of one epoch: a rising staircase. */
export interface Staircase {
  readonly atUs: number[];
  readonly sequence: number[];
  /** Generator and operation that were told it. */
  readonly who: (readonly [gen: number, op: number])[];
}

export function createStaircase(): Staircase {
  return { atUs: [], sequence: [], who: [] };
}

/** Steps are as wide, so that their number grows with time and not with the rate. */
const stepUs = 1_000;

/** A step carries a time not earlier than what it holds: it can hide a fault, never invent one. */
export function raise(
  { atUs, sequence, who }: Staircase,
  toldUs: number,
  told: number,
  teller: readonly [number, number],
): void {
  const last = atUs.length - 1;
  if (last >= 0 && (sequence[last] as number) >= told) return;
  const fresh = last < 0 || toldUs - (atUs[last] as number) > stepUs;
  const step = fresh ? last + 1 : last;
  atUs[step] = fresh ? toldUs : Math.max(atUs[last] as number, toldUs);
  sequence[step] = told;
  who[step] = teller;
}

/** Index of the highest step that had been told before `beforeUs`; -1 if none was. */
export function stepAt({ atUs }: Staircase, beforeUs: number): number {
  // What is looked for is nearly always among the last steps: the search widens from the end.
  let high = atUs.length;
  let width = 8;
  while (width < high && (atUs[high - width] as number) >= beforeUs) width *= 2;
  let low = Math.max(0, high - width);
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((atUs[middle] as number) < beforeUs) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
