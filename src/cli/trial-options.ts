import { exitCodes, ProofhouseError } from '#kit/errors.ts';
import { capabilities } from '#market/stream/schema.ts';

function refuse(option: string, expected: string, received: unknown): never {
  throw new ProofhouseError(`--${option} expects ${expected}, received "${String(received)}".`, {
    code: 'bad-option',
    exitCode: exitCodes.usage,
    cure: 'Correct the option; nothing was started.',
  });
}

/** A whole number of at least `min`, or the fallback for an option that was not given. */
export function wholeNumber(option: string, text: unknown, fallback: number, min = 1): number {
  if (text === undefined) return fallback;
  const value = Number(text);
  const fits = Number.isSafeInteger(value) && value >= min && String(text).trim() !== '';
  return fits ? value : refuse(option, `a whole number of at least ${min}`, text);
}

/** Milliseconds from `500ms`, `30s` or `5m`. */
export function durationMs(option: string, text: unknown, fallbackMs: number): number {
  if (text === undefined) return fallbackMs;
  const match = /^([1-9][0-9]*)(ms|s|m)$/.exec(String(text));
  if (!match) return refuse(option, 'a time with its unit, such as 500ms, 30s or 5m', text);
  const units: Record<string, number> = { ms: 1, s: 1_000, m: 60_000 };
  return Number(match[1]) * (units[match[2] as string] as number);
}

/** Capabilities from a list with commas; undefined for all. */
export function featureList(option: string, text: unknown): string[] | undefined {
  if (text === undefined) return undefined;
  const names = String(text)
    .split(',')
    .map((name) => name.trim());
  const unknown = names.find((name) => !(capabilities as readonly string[]).includes(name));
  if (unknown !== undefined) refuse(option, `some of ${capabilities.join(', ')}`, unknown);
  return names;
}
