import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Chooses which operations are delivered twice, through which gateway, and when. */
export interface Redelivery {
  /** Every n-th operation from now on; 0 for none. */
  everyNth(n: number): void;
  /** Hears of every operation just sent; calls `again` at once, later, or not at all. */
  consider(gateway: string, again: (gateway: string) => void): void;
  /** Gives up what was to be delivered later. */
  stop(): void;
}

/** Long enough that a second delivery can meet the leader that follows. */
const laterMs = { from: 300, to: 1_000 } as const;

/**
 * By turns: at once the same way, at once through another gateway, later through another gateway.
 */
export function planRedelivery(gateways: readonly string[], seed: number): Redelivery {
  const generator = xoroshiro128plus(seed);
  const timers = new Set<NodeJS.Timeout>();
  let nth = 0;
  let passed = 0;
  let turn = 0;

  const otherThan = (gateway: string): string => {
    const others = gateways.filter((name) => name !== gateway);
    return others[uniformInt(generator, 0, Math.max(0, others.length - 1))] ?? gateway;
  };
  const later = (act: () => void): void => {
    const timer = setTimeout(
      () => {
        timers.delete(timer);
        act();
      },
      uniformInt(generator, laterMs.from, laterMs.to),
    );
    timers.add(timer);
  };

  return {
    everyNth(n) {
      nth = n;
      passed = 0;
    },
    consider(gateway, again) {
      if (nth === 0 || ++passed % nth !== 0) return;
      const way = turn++ % 3;
      if (way === 0) again(gateway);
      else if (way === 1) again(otherThan(gateway));
      else later(() => again(otherThan(gateway)));
    },
    stop() {
      nth = 0;
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}
