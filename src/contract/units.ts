import { z } from 'zod';

/**
 * Quantities with their unit, as scenario files write them and plugins' options declare them.
 * Each is a codec: decoding gives the number that code uses, encoding gives the text back, so that
 * a plan (which holds numbers) can be validated again with the same option schema.
 */

const millisecondsOf = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const;
const secondsOf = { s: 1, m: 60 } as const;

/**
 * What each quantity looks like, for error messages; keyed by the `unit` of a schema's metadata.
 */
export const unitExamples = {
  duration: 'a duration such as 500ms, 2s, 1.5s, 5m or 1h',
  rate: 'a rate such as 200/s or 600/m',
  share: 'a share such as 95% or 99.9%',
} as const;

/** `500ms`, `2s`, `1.5s`, `5m`, `1h` → milliseconds; at least 0 and at most 24 h. */
export function duration() {
  return z
    .codec(z.string().regex(/^\d+(\.\d+)?(ms|s|m|h)$/), z.number().min(0).max(86_400_000), {
      decode: (text) => scaled(text, /^[\d.]+/, millisecondsOf),
      encode: (ms) => `${ms}ms`,
    })
    .meta({ description: unitExamples.duration });
}

/** `200/s`, `600/m` → operations a second. */
export function rate() {
  return z
    .codec(z.string().regex(/^\d+(\.\d+)?\/(s|m)$/), z.number().gt(0).max(1_000_000), {
      decode: (text) => {
        const [number, unit] = text.split('/') as [string, keyof typeof secondsOf];
        return rounded(Number(number) / secondsOf[unit]);
      },
      encode: (perSecond) => `${perSecond}/s`,
    })
    .meta({ description: unitExamples.rate });
}

/** `95%`, `99.9%` → a ratio in [0, 1]. */
export function share() {
  return z
    .codec(z.string().regex(/^\d+(\.\d+)?%$/), z.number().min(0).max(1), {
      decode: (text) => rounded(Number(text.slice(0, -1)) / 100),
      encode: (ratio) => `${rounded(ratio * 100)}%`,
    })
    .meta({ description: unitExamples.share });
}

function scaled(text: string, number: RegExp, factors: Readonly<Record<string, number>>): number {
  const digits = number.exec(text)?.[0] ?? '';
  return rounded(Number(digits) * (factors[text.slice(digits.length)] ?? Number.NaN));
}

/** Nine decimals are finer than anything measured, and hide what binary fractions add. */
function rounded(value: number): number {
  return Math.round(value * 1e9) / 1e9;
}
