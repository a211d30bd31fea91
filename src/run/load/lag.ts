import type { GeneratorLag } from '#contract/history.ts';

/** How late operations were sent, and how the event loop fared, window by window. */
export interface LagMeter {
  sent(lagUs: number): void;
  /** Ends the window; `overdueUs` is how late the next operation is already. */
  window(overdueUs: number): Omit<GeneratorLag, 'type' | 'gen'>;
  stop(): void;
}

const tickMs = 10;

/** `nowUs` is the clock of everything that is written down. */
export function lagMeter(nowUs: () => number): LagMeter {
  let fromUs = nowUs();
  let lags: number[] = [];
  let tickedUs = fromUs;
  let delayMaxUs = 0;
  // Node's own histogram forgets the interval under way when it is reset, and with it a pause.
  const tick = (): void => {
    const atUs = nowUs();
    delayMaxUs = Math.max(delayMaxUs, atUs - tickedUs - tickMs * 1_000);
    tickedUs = atUs;
  };
  const timer = setInterval(tick, tickMs);
  return {
    sent: (lagUs) => {
      lags.push(lagUs);
    },
    window(overdueUs) {
      tick();
      const count = lags.length;
      if (overdueUs > 0) lags.push(overdueUs);
      lags.sort((one, other) => one - other);
      const window = {
        atUs: tickedUs,
        fromUs,
        sent: count,
        lagP50Us: quantile(lags, 0.5),
        lagP99Us: quantile(lags, 0.99),
        lagMaxUs: lags.at(-1) ?? 0,
        loopDelayMaxUs: delayMaxUs,
      };
      fromUs = tickedUs;
      delayMaxUs = 0;
      lags = [];
      return window;
    },
    stop: () => clearInterval(timer),
  };
}

/** Nearest rank; 0 of nothing. */
export function quantile(ascending: readonly number[], share: number): number {
  return ascending[Math.max(0, Math.ceil(ascending.length * share) - 1)] ?? 0;
}
