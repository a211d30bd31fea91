import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { GeneratorLag } from '#contract/history.ts';

/** How late operations were sent, and how the event loop fared, window by window. */
export interface LagMeter {
  sent(lagUs: number): void;
  /** Ends the window at `atUs`; `overdueUs` is how late the next operation is already. */
  window(atUs: number, overdueUs: number): Omit<GeneratorLag, 'type' | 'gen'>;
}

const loopResolutionMs = 10;

export function lagMeter(startUs: number): LagMeter {
  const loop = monitorEventLoopDelay({ resolution: loopResolutionMs });
  loop.enable();
  let fromUs = startUs;
  let lags: number[] = [];
  return {
    sent: (lagUs) => {
      lags.push(lagUs);
    },
    window(atUs, overdueUs) {
      const count = lags.length;
      if (overdueUs > 0) lags.push(overdueUs);
      lags.sort((one, other) => one - other);
      // The histogram counts the interval itself; what goes beyond it is delay.
      const delayUs = loop.max / 1_000 - loopResolutionMs * 1_000;
      const window = {
        atUs,
        fromUs,
        sent: count,
        lagP50Us: quantile(lags, 0.5),
        lagP99Us: quantile(lags, 0.99),
        lagMaxUs: lags.at(-1) ?? 0,
        loopDelayMaxUs: Math.max(0, Math.round(delayUs)),
      };
      loop.reset();
      fromUs = atUs;
      lags = [];
      return window;
    },
  };
}

/** Nearest rank; 0 of nothing. */
export function quantile(ascending: readonly number[], share: number): number {
  return ascending[Math.max(0, Math.ceil(ascending.length * share) - 1)] ?? 0;
}
