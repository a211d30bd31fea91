import type { ToldOutcome } from 'proofhouse/contract';
import type { Draw } from './draw.ts';

/**
 * Deep orders that can be cancelled. A cancel whose fate is unknown leaves a suspect: its order may
 * be gone. So may be orders told accepted just before an outage, where a venue loses some: they
 * become suspects too. Fresh targets are used while the venue answers or the stock lasts, so that a
 * cancel that is sent as the venue comes back meets an open order; suspects only fill the rest of a
 * long outage.
 */
export interface Stock {
  size(): number;
  add(op: number): void;
  /** An order was sent; the last resort where nothing was ever told accepted. */
  known(op: number): void;
  take(): number;
  settle(target: number, outcome: ToldOutcome): void;
  /** Some operation was sent. */
  passed(op: number): void;
  /** Some operation was told. */
  heard(outcome: ToldOutcome): void;
}

/** Kept for the moment at which the venue answers again. */
const reserve = 16;

export interface StockSetting {
  readonly draw: Draw;
  /** Operations that may pass without an acceptance before the venue counts as silent. */
  readonly patience: number;
  /** Orders among the last so many operations before an outage are in doubt. */
  readonly doubtful: number;
}

export function targetStock({ draw, patience, doubtful }: StockSetting): Stock {
  let fresh: number[] = [];
  const suspects = new Set<number>();
  const doubted = new Set<number>();
  let unanswered = 0;
  let lastSent = 0;
  let latest = 0;

  const doubt = (): void => {
    const from = lastSent - doubtful;
    for (const op of fresh.filter((one) => one > from)) {
      suspects.add(op);
      doubted.add(op);
    }
    fresh = fresh.filter((op) => op <= from);
  };
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
      const silent = unanswered > patience;
      if (silent) doubt();
      const spare = fresh.length > (silent ? reserve : 0);
      if (!spare && suspects.size === 0 && fresh.length === 0) return latest;
      const target = spare || suspects.size === 0 ? takeFresh() : takeSuspect();
      suspects.add(target);
      return target;
    },
    settle(target, outcome) {
      if (outcome === 'indeterminate') return;
      if (outcome === 'not-executed' && doubted.has(target)) return;
      doubted.delete(target);
      const suspected = suspects.delete(target);
      if (outcome === 'not-executed' && suspected) fresh.push(target);
    },
    passed(op) {
      unanswered++;
      lastSent = op;
    },
    heard(outcome) {
      if (outcome === 'accepted') unanswered = 0;
      if (outcome === 'not-executed' || outcome === 'indeterminate') doubt();
    },
  };
}
