import { readFileSync } from 'node:fs';

/**
 * A run's clock: microseconds since `originNs` of the machine's monotonic clock (CLOCK_MONOTONIC).
 */
export interface RunClock {
  readonly originNs: bigint;
  nowUs(): number;
  toUs(monotonicNs: bigint): number;
}

/** Processes of one machine share the monotonic clock, so one origin serves them all. */
export function runClock(originNs: bigint = process.hrtime.bigint()): RunClock {
  return {
    originNs,
    nowUs: () => Number((process.hrtime.bigint() - originNs) / 1000n),
    toUs: (monotonicNs) => Number((monotonicNs - originNs) / 1000n),
  };
}

/** Names this boot of the machine; empty where the system does not tell. */
export function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return '';
  }
}
