import type { TimelineReport } from 'proofhouse/contract';

type Seen = number | null;

/** The timeline with neighbouring bins joined: counts add up, of times the largest stands. */
export interface Columns {
  /** Bins in a column. */
  readonly joined: number;
  readonly columnUs: number;
  readonly accepted: readonly number[];
  readonly rejected: readonly number[];
  readonly indeterminate: readonly number[];
  readonly p50Ms: readonly Seen[];
  readonly p99Ms: readonly Seen[];
  readonly lagMs: readonly Seen[];
}

/** At most `most` columns, each as many bins wide as it takes. */
export function columns(timeline: TimelineReport, most: number): Columns {
  const { accepted, p99Ms, lagMs } = timeline;
  const bins = Math.max(accepted.length, p99Ms.length, lagMs.length);
  const joined = Math.max(1, Math.ceil(bins / most));
  const sum = (values: readonly number[]) => join(values, joined, (a, b) => a + b);
  const largest = (values: readonly Seen[]) =>
    join(values, joined, (a, b) => (a === null ? b : b === null ? a : Math.max(a, b)));
  return {
    joined,
    columnUs: timeline.binMs * 1000 * joined,
    accepted: sum(accepted),
    rejected: sum(timeline.rejected),
    indeterminate: sum(timeline.indeterminate),
    p50Ms: largest(timeline.p50Ms),
    p99Ms: largest(p99Ms),
    lagMs: largest(lagMs),
  };
}

function join<T>(values: readonly T[], by: number, both: (a: T, b: T) => T): T[] {
  const groups = Array.from({ length: Math.ceil(values.length / by) }, (_, index) =>
    values.slice(index * by, (index + 1) * by),
  );
  return groups.map((group) => group.reduce(both));
}
