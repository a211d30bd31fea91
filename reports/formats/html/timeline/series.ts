import { count, milliseconds, type TimelineReport } from 'proofhouse/contract';
import { html, type Markup } from '../markup.ts';
import { type Frame, left, linePath, type Strip } from './frame.ts';

/** More columns than pixels show nothing more, and make the page heavy. */
const columnsMax = 420;

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

export function columns(timeline: TimelineReport): Columns {
  const bins = Math.max(timeline.accepted.length, timeline.p99Ms.length, timeline.lagMs.length);
  const joined = Math.max(1, Math.ceil(bins / columnsMax));
  const sum = (values: readonly number[]) => join(values, joined, (a, b) => a + b);
  const largest = (values: readonly Seen[]) =>
    join(values, joined, (a, b) => (a === null ? b : b === null ? a : Math.max(a, b)));
  return {
    joined,
    columnUs: timeline.binMs * 1000 * joined,
    accepted: sum(timeline.accepted),
    rejected: sum(timeline.rejected),
    indeterminate: sum(timeline.indeterminate),
    p50Ms: largest(timeline.p50Ms),
    p99Ms: largest(timeline.p99Ms),
    lagMs: largest(timeline.lagMs),
  };
}

function join<T>(values: readonly T[], by: number, both: (a: T, b: T) => T): T[] {
  if (by === 1) return [...values];
  const groups = Array.from({ length: Math.ceil(values.length / by) }, (_, index) =>
    values.slice(index * by, (index + 1) * by),
  );
  return groups.map((group) => group.reduce(both));
}

/** Latency on a logarithmic axis: a stall of a second and a median of a millisecond both show. */
export function latencyStrip(data: Columns): Strip {
  const seen = [...data.p50Ms, ...data.p99Ms].filter((ms) => ms !== null && ms > 0) as number[];
  const low = Math.floor(Math.log10(seen.reduce((a, b) => Math.min(a, b), 1)));
  const high = Math.max(low + 1, Math.ceil(Math.log10(seen.reduce((a, b) => Math.max(a, b), 10))));
  const height = 104;
  return {
    name: 'latency',
    title: 'Time from the intended moment to the answer, logarithmic',
    height,
    draw: (top, frame) => {
      const y = (ms: number) =>
        top + height - (height * (Math.log10(Math.max(ms, 10 ** low)) - low)) / (high - low);
      const decades = Array.from({ length: high - low + 1 }, (_, index) => 10 ** (low + index));
      const grid = decades.map((ms) => gridLine(frame, y(ms), milliseconds(ms)));
      const line = (values: readonly Seen[]) => path(values, data.columnUs, frame, y);
      return html`${grid}<path class="t-p50" d="${line(data.p50Ms)}"/><path class="t-p99" d="${line(data.p99Ms)}"/>`;
    },
  };
}

/** Answers a second: accepted at the bottom, rejected and indeterminate on top of it. */
export function rateStrip(data: Columns): Strip {
  const perSecond = 1_000_000 / data.columnUs;
  const totals = data.accepted.map(
    (value, index) => value + (data.rejected[index] ?? 0) + (data.indeterminate[index] ?? 0),
  );
  const most = Math.max(1, totals.reduce((a, b) => Math.max(a, b), 0) * perSecond);
  const height = 84;
  return {
    name: 'operations',
    title: 'Operations a second, by what became of them',
    height,
    draw: (top, frame) => {
      const y = (rate: number) => top + height - (height * rate) / (most * 1.08);
      const base = totals.map(() => 0);
      const bars = (values: readonly number[], kind: string) => {
        const d = values.map((value, index) => {
          const from = (base[index] ?? 0) * perSecond;
          base[index] = (base[index] ?? 0) + value;
          if (value === 0) return '';
          const x = frame.x(index * data.columnUs);
          const wide = frame.x((index + 1) * data.columnUs) - x;
          const high = y(from) - y(from + value * perSecond);
          return `M${tenth(x)} ${tenth(y(from))}h${tenth(wide)}v${tenth(-high)}h${tenth(-wide)}z`;
        });
        return html`<path class="${kind}" d="${d.join('')}"/>`;
      };
      const grid = [0, most].map((rate) => gridLine(frame, y(rate), `${count(rate)} /s`));
      return html`${grid}${bars(data.accepted, 't-accepted')}${bars(data.rejected, 't-rejected')}${bars(data.indeterminate, 't-indeterminate')}`;
    },
  };
}

/** How late the witness itself was: what it cannot keep up with, it cannot judge. */
export function lagStrip(data: Columns): Strip {
  const most = data.lagMs.reduce<number>((a, b) => Math.max(a, b ?? 0), 1);
  const height = 34;
  return {
    name: 'witness lag',
    title: 'Largest time from intended to sent',
    height,
    draw: (top, frame) => {
      const y = (ms: number) => top + height - (height * ms) / most;
      const grid = [0, most].map((ms) => gridLine(frame, y(ms), milliseconds(ms)));
      return html`${grid}<path class="t-lag" d="${path(data.lagMs, data.columnUs, frame, y)}"/>`;
    },
  };
}

function path(
  values: readonly Seen[],
  columnUs: number,
  frame: Frame,
  y: (value: number) => number,
): string {
  return linePath(
    values.map((ms, index) => (ms === null ? null : [frame.x((index + 0.5) * columnUs), y(ms)])),
  );
}

function gridLine(frame: Frame, y: number, label: string): Markup {
  return html`<path class="t-grid" d="M${left} ${y}H${frame.x(frame.endUs)}"/><text class="end faint tiny" x="${left - 4}" y="${y + 3}">${label}</text>`;
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}
