/** One line of the table: what was measured, and beside it what the machine does without us. */
export interface Row {
  readonly name: string;
  /** How a value is printed. */
  readonly unit: 'ms' | 's';
  readonly values: readonly number[];
  /** Measured in turns with it, in the same minutes. */
  readonly beside?: { readonly name: string; readonly values: readonly number[] };
  /** The largest median that we want; not a limit. */
  readonly aim?: number;
}

export interface Spread {
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

export function spreadOf(values: readonly number[]): Spread | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  const [min, median, max] = [sorted[0], sorted[sorted.length >> 1], sorted.at(-1)];
  return min === undefined || median === undefined || max === undefined
    ? undefined
    : { min, median, max };
}

/** `118 / 121 / 140 ms`; what was not measured is said so. */
export function sayValues(values: readonly number[], unit: Row['unit']): string {
  const spread = spreadOf(values);
  if (spread === undefined) return 'not measured';
  const say = (value: number) => String(Number(value.toPrecision(3)));
  return `${say(spread.min)} / ${say(spread.median)} / ${say(spread.max)} ${unit}`;
}

export function sayAim(row: Row): string {
  const median = spreadOf(row.values)?.median;
  if (row.aim === undefined || median === undefined) return '';
  return `< ${row.aim} ${row.unit}: ${median < row.aim ? 'met' : 'missed'}`;
}
