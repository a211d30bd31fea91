import type { CheckClass, CheckOutcome } from './check.ts';
import type { OperationKind, PhaseName } from './history.ts';

/**
 * The verdict and run.json (`proofhouse.run/1`): the stable contract; every report is a projection
 * of it. Times are integers of microseconds (`…Us`, since the run began) or milliseconds with at
 * most three decimals (`…Ms`). null means: not seen, and is never to be read as zero.
 */
export const runSchema = 'proofhouse.run/1';

export type VerdictWord = 'PASS' | 'INCONCLUSIVE' | 'STOPPED' | 'BROKEN' | 'FAIL' | 'VIOLATION';
/** Outcome of an objective: `unknown` is never pass. */
export type ObjectiveOutcome = 'pass' | 'fail' | 'unknown' | 'not-required';

export interface FaultReport {
  readonly id: string;
  readonly kind: string;
  readonly target: string;
  readonly status: 'confirmed' | 'mismatch' | 'inconclusive' | 'not-injected';
  readonly because: string;
  readonly commandUs: number | null;
  readonly lastNegativeUs: number | null;
  readonly effectUs: number | null;
  readonly healCommandUs: number | null;
  readonly healedUs: number | null;
}

/**
 * Parts of an outage as far as they were seen, milliseconds from the effect; null where not seen.
 */
export interface RtoSplit {
  readonly impactMs: number | null;
  readonly detectMs: number | null;
  readonly switchMs: number | null;
  readonly reopenMs: number | null;
  readonly redundantMs: number | null;
}

export interface RtoReport {
  readonly outcome: ObjectiveOutcome;
  readonly because: string;
  /** Last negative reading to back, as the gate counts it; null if not back or not seen. */
  readonly serviceMs: number | null;
  readonly redundancyMs: number | null;
  readonly afterHealMs: number | null;
  readonly redundancyAfterHealMs: number | null;
  /** [back - effect - resolution, back - lastNegative]. */
  readonly intervalMs: readonly [number, number] | null;
  /** True if no lane went longer than `unseenBelowMs` without a told acceptance. */
  readonly noInterruption: boolean;
  readonly unseenBelowMs: number;
  readonly limitMs: number | null;
  readonly redundancyLimitMs: number | null;
  readonly resolutionMs: number;
  readonly effectWindowMs: number | null;
  readonly by: 'self-recovery' | 'repair' | 'none';
  readonly split: RtoSplit;
  readonly relapse: boolean;
  /** The rung of availability practice that was reached, e.g. `high availability (1-5 s)`. */
  readonly rung: string;
}

export interface LostOperation {
  readonly id: string;
  /** The order it is about: itself, or what a cancel wanted to cancel. */
  readonly order: string;
  readonly kind: OperationKind;
  readonly toldUs: number;
  readonly period: 'before-effect' | 'during-outage' | 'after-recovery';
  readonly ageMs: number;
  readonly notional: number;
  readonly what: string;
}

/** Something that the history says of an order; `atUs` is null where no time was stamped. */
export interface OrderEvent {
  readonly atUs: number | null;
  readonly by: 'sent' | 'told' | 'log' | 'read';
  readonly what: string;
}

/** An order with a lost operation, and all that was seen of it, in the order it was seen. */
export interface LostOrder {
  readonly id: string;
  readonly events: readonly OrderEvent[];
}

export interface RpoReport {
  readonly outcome: ObjectiveOutcome;
  readonly because: string;
  readonly horizon: string;
  /**
   * Distinct orders with a lost told operation; null if the recovered state was not read
   * completely.
   */
  readonly lostOrders: number | null;
  readonly lostOperations: number | null;
  /** Lost plus vanished indeterminates: what it would be if those had been acked unheard. */
  readonly upperBound: number | null;
  readonly limitOrders: number | null;
  readonly lostAgeMs: number | null;
  readonly limitAgeMs: number | null;
  readonly exposure: {
    readonly toldLast100Ms: number;
    readonly toldLast1s: number;
    readonly neededLast100Ms: number;
    readonly indeterminate: number;
    readonly indeterminateExecuted: number;
    readonly indeterminateVanished: number;
  };
  readonly byPeriod: {
    readonly beforeEffect: number;
    readonly duringOutage: number;
    readonly afterRecovery: number;
  };
  readonly phantom: number;
  readonly resurrected: number;
  readonly duplicated: number;
  readonly reordered: number;
  /** At most 50, oldest first. */
  readonly ids: readonly LostOperation[];
  /** The orders that `ids` names, each once. */
  readonly orders: readonly LostOrder[];
}

export interface IncidentReport {
  readonly faults: readonly string[];
  readonly fromUs: number;
  readonly toUs: number | null;
  readonly rto: RtoReport;
  readonly rpo: RpoReport;
}

export interface SloReport {
  readonly id: string;
  readonly phase: string;
  readonly outcome: ObjectiveOutcome;
  readonly because: string;
  readonly withinMs: number;
  readonly good: number;
  readonly total: number;
  readonly ratio: number | null;
  readonly target: number;
  /** Share of the phase's error budget that was spent; 1 is all of it. */
  readonly budgetSpent: number | null;
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
  readonly p999Ms: number | null;
}

/** Lanes that no fault should touch, from the first command to the end of the recovery. */
export interface BystanderReport {
  readonly id: string;
  readonly outcome: ObjectiveOutcome;
  readonly because: string;
  readonly lanes: number;
  readonly samples: number;
  /** Of the lanes' operations from the intended time; null if more than 1 % were not served. */
  readonly p99Ms: number | null;
  readonly baselineP99Ms: number | null;
  readonly limitMs: number | null;
}

export interface CheckReport {
  readonly id: string;
  readonly class: CheckClass;
  readonly outcome: CheckOutcome;
  readonly examined: number;
  readonly because: string;
  readonly evidence: readonly string[];
  readonly doesNotVerify: string;
}

export interface LoadReport {
  readonly id: string;
  readonly generator: string;
  readonly witness: boolean;
  readonly intended: number;
  readonly sent: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly notExecuted: number;
  readonly indeterminate: number;
  readonly trades: number;
  readonly outcome: ObjectiveOutcome;
  readonly because: string;
  readonly lagMs: {
    readonly p50: number | null;
    readonly p99: number | null;
    readonly max: number | null;
  };
}

export interface PhaseReport {
  readonly name: PhaseName;
  readonly fromUs: number;
  readonly toUs: number;
  readonly because: string;
}

export interface AvailabilityReport {
  readonly phase: string;
  readonly accepted: number;
  readonly intended: number;
  readonly ratio: number | null;
  /** The same of every witness lane, worst first. */
  readonly lanes: readonly LaneAvailability[];
}

export interface LaneAvailability {
  readonly lane: string;
  readonly accepted: number;
  readonly intended: number;
  readonly ratio: number | null;
}

/** Points of the timeline, binned by the judge: `binMs` wide from 0. Latencies in milliseconds. */
export interface TimelineReport {
  readonly binMs: number;
  readonly accepted: readonly number[];
  readonly rejected: readonly number[];
  readonly indeterminate: readonly number[];
  readonly p50Ms: readonly (number | null)[];
  readonly p99Ms: readonly (number | null)[];
  /** Largest witness lag of the bin. */
  readonly lagMs: readonly (number | null)[];
  /** Changes of leadership as the services said: from this time on. */
  readonly leaders: readonly {
    readonly atUs: number;
    readonly leader: string | null;
    readonly epoch: number | null;
  }[];
  readonly lanes: readonly {
    readonly lane: string;
    readonly outages: readonly (readonly [number, number])[];
  }[];
}

/** verdict.json: what the judge says; a pure function of plan and history. */
export interface Verdict {
  readonly schema: 'proofhouse.verdict/1';
  readonly verdict: VerdictWord;
  /** Worst first, each one sentence with its numbers. */
  readonly reasons: readonly string[];
  readonly phases: readonly PhaseReport[];
  readonly faults: readonly FaultReport[];
  readonly incidents: readonly IncidentReport[];
  readonly slo: readonly SloReport[];
  readonly availability: readonly AvailabilityReport[];
  readonly bystanders: readonly BystanderReport[];
  readonly checks: readonly CheckReport[];
  readonly load: readonly LoadReport[];
  readonly timeline: TimelineReport;
  /** Lines of the history that were judged. */
  readonly events: number;
}

export interface NoiseFloor {
  /** Round trip to a server that does nothing, and lag of a timer, on this machine. */
  readonly roundTripP50Ms: number | null;
  readonly roundTripP99Ms: number | null;
  readonly timerLagP99Ms: number | null;
  readonly measuredAt: string | null;
}

export interface RunReport extends Omit<Verdict, 'schema'> {
  readonly schema: typeof runSchema;
  readonly id: string;
  readonly tool: { readonly version: string; readonly commit: string };
  readonly scenario: {
    readonly id: string;
    readonly title: string;
    readonly file: string;
    readonly digest: string;
    readonly requirements: readonly string[];
  };
  readonly plan: { readonly digest: string };
  readonly seed: number;
  readonly runtime: string;
  readonly venue: {
    readonly name: string;
    readonly version: string;
    readonly commit: string;
    readonly configDigest: string;
    readonly defects: readonly string[];
  };
  readonly startedAt: string;
  readonly durationMs: number;
  readonly residue: 'clean' | 'dirty';
  readonly residues: readonly string[];
  readonly exitCode: number;
  readonly noiseFloor: NoiseFloor;
  readonly environment: Readonly<Record<string, string>>;
  /** The command that repeats it. */
  readonly reproduce: string;
}
