import { unitExamples } from '#contract/units.ts';

const durations: Readonly<Record<string, string>> = {
  ms: 'ms',
  msec: 'ms',
  millis: 'ms',
  milliseconds: 'ms',
  s: 's',
  sec: 's',
  secs: 's',
  second: 's',
  seconds: 's',
  m: 'm',
  min: 'm',
  mins: 'm',
  minute: 'm',
  minutes: 'm',
  h: 'h',
  hour: 'h',
  hours: 'h',
};
const rates: Readonly<Record<string, string>> = {
  '': '/s',
  rps: '/s',
  tps: '/s',
  s: '/s',
  '/s': '/s',
  '/sec': '/s',
  '/second': '/s',
  'per second': '/s',
  '/m': '/m',
  '/min': '/m',
  '/minute': '/m',
};

/**
 * A quantity written without its unit, or with one that is spelled differently here, as it should
 * be.
 */
export function unitHint(expected: string, received: unknown): string | undefined {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)\s*([a-zA-Z%/ ]*)$/.exec(String(received)) ?? [];
  if (number === undefined) return undefined;
  const spelled = unit.toLowerCase().trim();
  if (expected === unitExamples.share) {
    if (spelled !== '' && spelled !== '%') return undefined;
    return Number(number) <= 1 ? `${Math.round(Number(number) * 1e7) / 1e5}%` : `${number}%`;
  }
  if (expected === unitExamples.rate) return spell(rates, number, spelled);
  if (expected !== unitExamples.duration) return undefined;
  // Nobody means 500 s or 2 ms by a bare number in a scenario.
  return spelled === ''
    ? `${number}${Number(number) < 50 ? 's' : 'ms'}`
    : spell(durations, number, spelled);
}

function spell(table: Readonly<Record<string, string>>, number: string, unit: string) {
  return Object.hasOwn(table, unit) ? `${number}${table[unit]}` : undefined;
}
