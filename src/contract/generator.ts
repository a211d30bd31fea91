import type { z } from 'zod';
import type { Lane, Side, TimeInForce, ToldOutcome } from './history.ts';
import type { OrderKind } from './venue.ts';

/** What a generator wants sent at one moment. */
export type Intent =
  | {
      readonly kind: 'new';
      /** Index into `lanes`; -1 outside every lane. */
      readonly lane: number;
      readonly gateway: string;
      readonly account: number;
      readonly symbol: string;
      readonly side: Side;
      readonly tif: TimeInForce;
      /** 0 for a market order. */
      readonly price: number;
      readonly quantity: number;
      readonly market?: true;
      readonly postOnly?: true;
    }
  | {
      readonly kind: 'mass-cancel';
      readonly lane: number;
      readonly gateway: string;
      readonly account: number;
      readonly symbol: string;
    }
  | {
      readonly kind: 'replace';
      readonly lane: number;
      readonly gateway: string;
      readonly symbol: string;
      /** Operation number of the order that gets new terms. */
      readonly target: number;
      readonly price: number;
      readonly quantity: number;
    }
  | {
      readonly kind: 'cancel';
      readonly lane: number;
      readonly gateway: string;
      readonly symbol: string;
      /** Operation number of the order to cancel; its account and order id are looked up. */
      readonly target: number;
    };

/**
 * What became of an earlier operation, as a generator may use it (e.g. to choose what to cancel).
 * Heard at most once an operation: the first answer, or the acceptance of a second delivery.
 */
export interface Told {
  readonly op: number;
  readonly outcome: ToldOutcome;
  /** Lots executed (new, replace) or cancelled (cancel, mass-cancel) as told. */
  readonly quantity?: number;
  /** Fills told with the answer: [price, lots]. */
  readonly fills?: readonly (readonly [number, number])[];
}

/**
 * Price in ticks around which every generator quotes, whatever the symbol, each in ticks of its
 * own: up to 2 away the burst trades, 3 to 6 are the witness's liquidity, at 8 to 10 wait the
 * burst's and from 20 on the witness's orders that never trade.
 */
export const referencePrice = 10_000;

export interface GeneratorSetting {
  readonly gateways: readonly string[];
  readonly symbols: readonly string[];
  /** 32-bit seed drawn for this generator from the run's seed. */
  readonly seed: number;
  /** First account number of the block of 1,000 that belongs to this generator. */
  readonly firstAccount: number;
  /** What the venue takes besides limit orders, gtc or ioc, and cancels: nothing else is sent. */
  readonly offers?: readonly OrderKind[];
}

/**
 * A stream of operations: pure and seeded. The load process asks when the next operation is due and
 * what it is; it sends, stamps and records. `phaseUs` is time since the generator's load began.
 */
export interface Flow {
  readonly lanes: readonly Lane[];
  /** Operations a second at the base rate. */
  readonly ratePerSecond: number;
  /** Operations to place and see answered before the load begins, outside every lane: op 0, 1, … */
  readonly seeding: readonly Intent[];
  /** What it leaves out that one might expect, and why; told in the history. */
  readonly notes?: readonly string[];
  /**
   * Microseconds after the start of load at which operation number `index` (from 0) is intended.
   */
  dueUs(index: number): number;
  /** The operation for that moment; `op` is the number it will have. */
  intent(index: number, op: number): Intent;
  /** Hears what became of operations, in the order of hearing. */
  told(told: Told): void;
}

/** A generator plugin: `load/generators/<name>.ts`. */
export interface GeneratorPlugin {
  readonly summary: string;
  readonly options: z.ZodType;
  /** True if its lanes carry RTO, availability and SLO. */
  readonly witness: boolean;
  flow(options: unknown, setting: GeneratorSetting): Flow;
}

export function defineGenerator(plugin: GeneratorPlugin): GeneratorPlugin {
  return plugin;
}
