import type { LaneKind } from './history.ts';
import type { OrderKind, PlantedDefect } from './venue.ts';

export const planSchema = 'proofhouse.plan/1';

/**
 * What is expected of the venue under the scenario's faults; see `docs/scenarios.md`. Under
 * `degrade` the lanes of `mayFail` may fail, under `reject` the fault itself is to be refused.
 */
export type Expectation = 'survive' | 'degrade' | 'halt-safely' | 'reject';

/**
 * A moment: offset after the beginning of a phase, after another fault's event, or a venue state.
 */
export type Anchor =
  | {
      readonly after: 'phase';
      readonly phase: 'baseline' | 'fault' | 'recovery' | 'steady';
      readonly offsetMs: number;
    }
  | {
      readonly after: 'fault';
      readonly fault: string;
      readonly event: 'effect' | 'healed';
      readonly offsetMs: number;
    }
  | { readonly after: 'venue'; readonly state: VenueState; readonly offsetMs: number };

/** States of the venue that a fault can wait for, as its services say of themselves. */
export type VenueState = 'promoting' | 'catching-up' | 'in-sync';

/** Which services a fault hits: resolved from live answers just before arming. */
export interface Selector {
  readonly role: string;
  readonly pick: 'leader' | 'standby' | 'any' | { readonly name: string };
}

export interface PlannedFault {
  readonly id: string;
  readonly kind: string;
  readonly target?: Selector;
  readonly at: Anchor;
  /** When it is healed: an anchor, or the end of the fault phase. */
  readonly until?: Anchor;
  /** The guardian's deadline from the command on. */
  readonly ttlMs: number;
  readonly heal: string;
  readonly options: unknown;
}

export interface PlannedLoad {
  readonly id: string;
  readonly generator: string;
  readonly options: unknown;
  readonly ratePerSecond: number;
  /** The phase with which it begins to trade; it goes on until the reconcile. */
  readonly begins: 'warmup' | 'fault';
  /** 32-bit seed drawn from the run's. */
  readonly seed: number;
  /** Ratios in [0, 1]. */
  readonly minSent: number;
  readonly minAccepted: number;
  readonly minTrades: number;
}

export interface PlannedCheck {
  readonly id: string;
  readonly options: unknown;
}

export interface RtoObjective {
  readonly maxMs: number;
  readonly redundancyMaxMs?: number;
  /** Share of a lane's intended operations over `hold` that must be accepted. */
  readonly serving: number;
}

export interface RpoObjective {
  readonly horizon: 'acked';
  readonly maxOrders: number;
  readonly maxAgeMs?: number;
}

export interface SloObjective {
  readonly id: string;
  readonly withinMs: number;
  readonly ratio: number;
  readonly phases: readonly ('baseline' | 'fault' | 'recovery' | 'steady')[];
  readonly minSamples: number;
  /** Which load it counts; the witness unless named. */
  readonly load: string;
}

/** Witness lanes by what they go through; an absent list stands for all. */
export interface LanePattern {
  readonly gateways?: readonly string[];
  readonly symbols?: readonly string[];
  readonly kinds?: readonly LaneKind[];
}

/** Lanes that no fault should touch, with a limit of their own against their own baseline. */
export interface Bystander extends LanePattern {
  readonly id: string;
  /** The limit is this multiple of the lanes' p99 in the baseline, but at least the floor. */
  readonly p99: { readonly max: number; readonly floorMs: number };
}

export type StopCondition =
  | { readonly check: string }
  | { readonly metric: 'error-ratio'; readonly above: number; readonly forMs: number };

/** A scenario with names resolved and randomness drawn: plain JSON, the reproduction recipe. */
export interface Plan {
  readonly schema: typeof planSchema;
  readonly scenario: {
    readonly id: string;
    readonly title: string;
    readonly file: string;
    /** sha256 of the scenario's text. */
    readonly digest: string;
    readonly requirements: readonly string[];
    readonly tags: readonly string[];
  };
  readonly seed: number;
  readonly expect: Expectation;
  readonly runtime: string;
  readonly venue: {
    readonly name: string;
    readonly version: string;
    readonly options: unknown;
    readonly defects: readonly PlantedDefect[];
    readonly client: string;
    readonly promise: { readonly failover: boolean; readonly power: boolean };
    readonly offers?: readonly OrderKind[];
    readonly conventions?: Readonly<Record<string, string | boolean>>;
  };
  readonly phases: {
    readonly upMaxMs: number;
    readonly warmupMaxMs: number;
    readonly baselineMs: number;
    readonly faultMs: number;
    readonly recoveryMaxMs: number;
    readonly holdMs: number;
    readonly steadyMs: number;
    readonly reconcileMaxMs: number;
  };
  readonly load: readonly PlannedLoad[];
  readonly faults: readonly PlannedFault[];
  readonly checks: readonly PlannedCheck[];
  readonly objectives: {
    readonly rto?: RtoObjective;
    readonly rpo?: RpoObjective;
    readonly slo: readonly SloObjective[];
  };
  readonly stopWhen: readonly StopCondition[];
  /** What a run may break and take at most. */
  readonly limits?: {
    /** A fault that would be one more is not injected; without it, all of them may be in. */
    readonly faultsAtOnce?: number;
    /** Without it, the sum of the phases and two minutes. */
    readonly runTimeMs?: number;
  };
  /** Lanes that may fail while a fault is in: only with `expect: degrade`. */
  readonly mayFail: readonly LanePattern[];
  readonly bystanders: readonly Bystander[];
  /** Microseconds between two operations of a witness lane: the resolution of its times. */
  readonly witnessIntervalUs: number;
}
