/**
 * Numbers as every report prints them: with their unit, grouped, and `not seen` for null. A number
 * that is not finite is a fault of ours, and is said rather than printed.
 */
export const notSeen = 'not seen';

const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** `34,567` */
export function count(value: number | null): string {
  if (value === null || !Number.isFinite(value)) return notSeen;
  return grouped.format(value);
}

/** `1 order`, `3 orders`, `not seen`. */
export function plural(value: number | null, one: string, many = `${one}s`): string {
  return value === null ? notSeen : `${count(value)} ${value === 1 ? one : many}`;
}

/**
 * A duration of any size with three significant digits: `0.35 ms`, `6.2 ms`, `412 ms`, `3.12 s`.
 */
export function milliseconds(ms: number | null): string {
  if (ms === null || !Number.isFinite(ms)) return notSeen;
  const size = Math.abs(ms);
  if (size === 0) return '0 ms';
  if (size < 0.01) return '< 0.01 ms';
  if (size < 999.5) return `${significant(ms)} ms`;
  if (size < 119_500) return `${significant(ms / 1000)} s`;
  const seconds = Math.round(size / 1000);
  const sign = ms < 0 ? '-' : '';
  return `${sign}${grouped.format(Math.floor(seconds / 60))} min ${seconds % 60} s`;
}

/** Seconds as fine as the resolution allows: `0.41` when it was seen to 60 ms, `0.412` to 6 ms. */
export function seconds(ms: number | null, resolutionMs = 10): string {
  if (ms === null || !Number.isFinite(ms)) return notSeen;
  return (ms / 1000).toFixed(resolutionMs >= 10 ? 2 : 3);
}

/** A moment of the run: `7.123 s`. */
export function moment(us: number | null): string {
  if (us === null || !Number.isFinite(us)) return notSeen;
  return `${(us / 1_000_000).toFixed(3)} s`;
}

/** Never rounded up: `99.99 %` is less than all, and only all is `100 %`. */
export function percent(ratio: number | null): string {
  if (ratio === null || !Number.isFinite(ratio)) return notSeen;
  const hundredths = Math.floor(ratio * 10_000 + 1e-6);
  if (ratio > 0 && hundredths === 0) return '< 0.01 %';
  if (ratio > 1.005) return `${grouped.format(ratio * 100)} %`;
  return `${hundredths / 100} %`;
}

function significant(value: number): string {
  const size = Math.abs(value);
  const decimals = size < 9.995 ? 2 : size < 99.95 ? 1 : 0;
  return String(Number(value.toFixed(decimals)));
}
