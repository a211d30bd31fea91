/** Greatest sequence that had been told by a moment, of one epoch: a rising staircase. */
export interface Staircase {
  readonly atUs: number[];
  readonly sequence: number[];
}

/** Steps are as wide, so that their number grows with time and not with the rate. */
const stepUs = 1_000;

/** A step carries a time not earlier than what it holds: it can hide a fault, never invent one. */
export function raise({ atUs, sequence }: Staircase, toldUs: number, told: number): void {
  const last = atUs.length - 1;
  if (last >= 0 && (sequence[last] as number) >= told) return;
  if (last < 0 || toldUs - (atUs[last] as number) > stepUs) {
    atUs.push(toldUs);
    sequence.push(told);
  } else {
    atUs[last] = Math.max(atUs[last] as number, toldUs);
    sequence[last] = told;
  }
}

export function floorAt({ atUs, sequence }: Staircase, beforeUs: number): number {
  let low = 0;
  let high = atUs.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((atUs[middle] as number) < beforeUs) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? 0 : (sequence[low - 1] as number);
}
