import type { Handlers } from '#contract/check.ts';
import type { Anchor, VenueState } from '#contract/plan.ts';

/**
 * The moments that faults are anchored to: beginnings of phases, effects and heals of other faults,
 * and states of the venue. It learns them from the run's own events, in the order they are
 * recorded.
 */
export interface Moments {
  readonly on: Handlers;
  /** Venue states count from now on. */
  watchVenue(): void;
  /** Resolves at the anchored moment; rejects with the signal's reason when that comes first. */
  reach(anchor: Anchor, signal: AbortSignal): Promise<void>;
}

export function trackMoments(nowUs: () => number): Moments {
  const seenUs = new Map<string, number>();
  const waiting = new Map<string, Set<() => void>>();
  const states = new Map<string, string>();
  let watching = false;
  const happened = (key: string, atUs: number) => {
    if (seenUs.has(key)) return;
    seenUs.set(key, atUs);
    for (const wake of waiting.get(key) ?? []) wake();
    waiting.delete(key);
  };
  const venue = (state: VenueState, atUs: number) => {
    if (watching) happened(`venue ${state}`, atUs);
  };
  return {
    on: {
      phase: (event) => happened(`phase ${event.phase}`, event.atUs),
      fault: (event) => {
        if (event.state === 'verified') happened(`fault ${event.fault} healed`, event.atUs);
      },
      probe: (event) => {
        if (event.about === 'effect' && event.holds) {
          happened(`fault ${event.fault} effect`, event.atUs);
        }
      },
      service: (event) => {
        if (!event.answered) return;
        const now =
          event.inSync === true && event.leader === false ? 'in-sync' : (event.state ?? '');
        if (states.get(event.service) === now) return;
        states.set(event.service, now);
        if (now === 'promoting' || now === 'catching-up' || now === 'in-sync') {
          venue(now, event.atUs);
        }
      },
    },
    watchVenue() {
      watching = true;
    },
    async reach(anchor, signal) {
      const key = keyOf(anchor);
      if (!seenUs.has(key)) await arrival(key, waiting, signal);
      const dueUs = (seenUs.get(key) ?? 0) + anchor.offsetMs * 1000;
      await sleep((dueUs - nowUs()) / 1000, signal);
    },
  };
}

function keyOf(anchor: Anchor): string {
  if (anchor.after === 'phase') return `phase ${anchor.phase}`;
  if (anchor.after === 'fault') return `fault ${anchor.fault} ${anchor.event}`;
  return `venue ${anchor.state}`;
}

function arrival(
  key: string,
  waiting: Map<string, Set<() => void>>,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const wakers = waiting.get(key) ?? new Set();
    waiting.set(key, wakers);
    wakers.add(resolve);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

/**
 * Resolves after `ms` (at once if not positive); rejects with the signal's reason when that comes
 * first.
 */
export function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(
      () => {
        signal.removeEventListener('abort', onAbort);
        resolve();
      },
      Math.max(0, ms),
    );
    signal.addEventListener('abort', onAbort, { once: true });
  });
}
