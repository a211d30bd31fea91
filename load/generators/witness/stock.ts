import type { ToldOutcome } from 'proofhouse/contract';
import type { Draw } from './draw.ts';

/**
 * Deep orders that can be cancelled. A cancel whose fate is unknown leaves a suspect: its order may be
 * gone. Fresh targets are used while the venue answers or the stock lasts, so that a cancel that is
 * sent as the venue comes back meets an open order; suspects only fill the rest of a long outage.
 */
export interface Stock {
  size(): number;
  add(op: number): void;
  /** An order was sent; the last resort where nothing was ever told accepted. */
  known(op: number): void;
  take(): number;
  settle(target: number, outcome: ToldOutcome): void;
  /** Some operation was sent, or was told accepted. */
  passed(): void;
  answered(): void;
}

/** Kept for the moment at which the venue answers again. */
const reserve = 16;

/** `patience`: operations that may pass without an acceptance before the venue counts as silent. */
export function targetStock(draw: Draw, patience: number): Stock {
  const fresh: number[] = [];
  const suspects = new Set<number>();
  let unanswered = 0;
  let latest = 0;

  const takeFresh = (): number => {
    const at = draw(0, fresh.length - 1);
    const target = fresh[at] as number;
    fresh[at] = fresh.at(-1) as number;
    fresh.pop();
    return target;
  };
  // The latest suspects were most probably never executed.
  const takeSuspect = (): number => {
    const list = [...suspects];
    return list[draw(Math.floor(list.length / 2), list.length - 1)] as number;
  };

  return {
    size: () => fresh.length,
    add: (op) => {
      fresh.push(op);
    },
    known: (op) => {
      latest = op;
    },
    take() {
      const silent = unanswered > Math.max(patience, reserve);
      const spare = fresh.length > (silent ? reserve : 0);
      if (!spare && suspects.size === 0 && fresh.length === 0) return latest;
      const target = spare || suspects.size === 0 ? takeFresh() : takeSuspect();
      suspects.add(target);
      return target;
    },
    settle(target, outcome) {
      if (outcome === 'indeterminate') return;
      const suspected = suspects.delete(target);
      if (outcome === 'not-executed' && suspected) fresh.push(target);
    },
    passed: () => {
      unanswered++;
    },
    answered: () => {
      unanswered = 0;
    },
  };
}
