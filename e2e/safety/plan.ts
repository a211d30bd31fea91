import { existsSync } from 'node:fs';
import path from 'node:path';
import { checkout } from '#kit/checkout.ts';
import { deriveSeed } from '#kit/random.ts';
import type { Strike } from './strike.ts';

/** Every transition of the journal, and the steps between two of them. */
export const crashPoints = [
  'journal-planned',
  'journal-arming',
  'armed',
  'journal-active',
  'applied',
  'journal-healing',
  'reverted',
  'journal-healed',
  'journal-verified',
  'disarmed',
] as const;

/** What is struck at random moments: faults of each kind that leaves something behind. */
const scenarios = [
  'leader-paused',
  'leader-killed',
  'power-loss',
  'duplicate-delivery',
  'new-leader-killed',
  'grey-failure',
  'disk-full-under-log',
  'fd-exhaustion',
  'memory-pressure',
  'clock-skew-leader',
].map((name) => `scenarios/${name}.yaml`);

/** Runs take about so long: later than that there is nothing left to kill. */
const runsForMs = 12_000;

/** A scenario whose fault, left in, would be seen: a stopped process. */
const paused = 'scenarios/leader-paused.yaml';

/** The harness asleep for three leases between arm and apply, and awake again too late. */
export const asleep: Strike = { scenario: paused, at: 'armed:SIGSTOP', guardianToo: false };

/** At every crash point, the guardian too in half of them. */
export function strikesAtCrashPoints(): Strike[] {
  return crashPoints.map((at, index) => ({
    scenario: paused,
    at,
    guardianToo: index % 2 === 1,
  }));
}

/** At moments drawn from the seed, over all scenarios, the guardian too in half of them. */
export function strikesAtRandom(seed: number, count: number): Strike[] {
  const known = scenarios.filter((file) => existsSync(path.join(checkout, file)));
  return Array.from({ length: count }, (_, index) => ({
    scenario: known[index % known.length] as string,
    afterMs: deriveSeed(seed, `moment ${index}`) % runsForMs,
    guardianToo: index % 2 === 1,
  }));
}

export function nameOf({ scenario, at, afterMs, guardianToo }: Strike): string {
  const moment = at ?? `${afterMs} ms`;
  return `${scenario} killed at ${moment}${guardianToo ? ', a guardian too' : ''}`;
}
