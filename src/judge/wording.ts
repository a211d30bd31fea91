/** Microseconds as milliseconds with at most three decimals. */
export function ms(us: number): number {
  return Math.round(us) / 1000;
}

export function msOrNull(us: number | null): number | null {
  return us === null || !Number.isFinite(us) ? null : ms(us);
}

/** Microseconds as seconds with three decimals, for moments within a run. */
export function seconds(us: number): string {
  return (us / 1_000_000).toFixed(3);
}

export function percent(ratio: number): string {
  return `${(Math.round(ratio * 100_000) / 1000).toString()} %`;
}

/** `1 order`, `2 orders`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
