import type { BookRead } from './book-read.ts';
import type { FeedLost, FeedSnapshot, FeedUpdate, OperationExecuted } from './feed.ts';

/**
 * The history (`proofhouse.history/1`): the append-only evidence of a run, one JSON object a line.
 *
 * One process writes it, in the order in which events reach it. `atUs` is stamped where the event
 * happened, in integer microseconds since the run began on the machine's monotonic clock, so lines
 * of different processes may stand out of order by the batching delay (at most 50 ms). Prices are
 * ticks, quantities are lots, both safe integers. Types, not classes: what is not here was not
 * seen.
 */
export const historySchema = 'proofhouse.history/1';

export type Side = 'buy' | 'sell';
export type TimeInForce = 'gtc' | 'ioc' | 'fok';
export type OperationKind = 'new' | 'cancel' | 'replace' | 'mass-cancel';
export type PhaseName =
  | 'up'
  | 'warmup'
  | 'baseline'
  | 'fault'
  | 'recovery'
  | 'steady'
  | 'reconcile'
  | 'down';
export type LaneKind = 'rest' | 'match' | 'cancel';

/** A way through the venue that can fail alone: gateway × symbol × kind. */
export interface Lane {
  readonly gateway: string;
  readonly symbol: string;
  readonly kind: LaneKind;
}

/** First line. `clock` names the machine's boot, so that a suspend or another boot is noticed. */
export interface RunBegan {
  readonly type: 'run-began';
  readonly atUs: 0;
  readonly schema: typeof historySchema;
  readonly run: string;
  readonly planDigest: string;
  readonly wallMs: number;
  readonly bootId: string;
}

export interface PhaseBegan {
  readonly type: 'phase';
  readonly atUs: number;
  readonly phase: PhaseName;
  /** Why the phase before ended, e.g. `p99 stable`, `all lanes back`, `limit reached`. */
  readonly because?: string;
}

/**
 * Declares generator number `gen` before its first operation. `measured`: its lanes carry
 * objectives.
 */
export interface GeneratorDeclared {
  readonly type: 'generator';
  readonly atUs: number;
  readonly gen: number;
  readonly id: string;
  readonly generator: string;
  /** Operations a second over all lanes, at the base rate. */
  readonly ratePerSecond: number;
  readonly lanes: readonly Lane[];
  readonly witness: boolean;
  /** Offset and error of this process's clock against the harness's, microseconds. */
  readonly clockOffsetUs: number;
  readonly clockErrorUs: number;
}

/** An operation left for the venue. `op` counts from 0 without gaps within its generator. */
export interface OperationSent {
  readonly type: 'sent';
  readonly atUs: number;
  readonly gen: number;
  readonly op: number;
  readonly intendedUs: number;
  /** Index into the generator's lanes; -1 for operations outside every lane (seeding, barrier). */
  readonly lane: number;
  readonly kind: OperationKind;
  readonly account: number;
  /** A mass cancel takes the account's open orders in this symbol. */
  readonly symbol: string;
  readonly gateway: string;
  /** For `new`. */
  readonly side?: Side;
  /** For `new` and `replace`; 0 for a market order. */
  readonly price?: number;
  /** For `new` and `replace`; what a replace counts is the venue's convention. */
  readonly quantity?: number;
  readonly tif?: TimeInForce;
  readonly market?: true;
  readonly postOnly?: true;
  /** For `cancel` and `replace`: the operation number (same generator) of the order. */
  readonly target?: number;
}

/** The same operation was delivered again (same client order id), maybe through another gateway. */
export interface OperationRedelivered {
  readonly type: 'redelivered';
  readonly atUs: number;
  readonly gen: number;
  readonly op: number;
  readonly gateway: string;
}

export type ToldOutcome = 'accepted' | 'rejected' | 'not-executed' | 'indeterminate';

/**
 * Somebody told the client what became of an operation. The first definite outcome counts for
 * service; a later one that contradicts it is evidence. No `told` at all means indeterminate.
 */
export interface OperationTold {
  readonly type: 'told';
  readonly atUs: number;
  readonly gen: number;
  readonly op: number;
  readonly outcome: ToldOutcome;
  /**
   * Codes of the venue (`unknown-order`, …) or of the wire: `refused`, `reset`, `timeout`,
   * `not-forwarded`, `outcome-unknown`, `closed-at-drain`.
   */
  readonly code?: string;
  /** Position in the venue's sequence and the epoch that assigned it, on accepted operations. */
  readonly sequence?: number;
  readonly epoch?: number;
  readonly orderId?: string;
  /** Lots executed (new, replace) or cancelled (cancel, mass-cancel) as told. */
  readonly quantity?: number;
  /** Fills told with the answer, in order: [price, lots]. */
  readonly fills?: readonly (readonly [number, number])[];
  /** True for the answer to a second delivery. */
  readonly repeat?: true;
}

/**
 * Every 100 ms from each generator: how late it sent (intended to sent) and how its event loop
 * fared.
 */
export interface GeneratorLag {
  readonly type: 'lag';
  readonly atUs: number;
  readonly gen: number;
  readonly fromUs: number;
  readonly sent: number;
  readonly lagP50Us: number;
  readonly lagP99Us: number;
  readonly lagMaxUs: number;
  readonly loopDelayMaxUs: number;
}

export type FaultState =
  | 'planned'
  | 'arming'
  | 'active'
  | 'healing'
  | 'healed'
  | 'verified'
  | 'failed';

/** One identity a fault acted on; `identity` is e.g. `pid 812 start 99120`. */
export interface FaultTarget {
  readonly service: string;
  readonly identity: string;
}

/**
 * A fault changed state. `arming` carries the resolved targets; `active` is stamped with the moment
 * just before apply (the command); `healing` just before revert (the heal command).
 */
export interface FaultEvent {
  readonly type: 'fault';
  readonly atUs: number;
  readonly fault: string;
  readonly kind: string;
  readonly state: FaultState;
  readonly targets?: readonly FaultTarget[];
  readonly because?: string;
}

/**
 * A reading of the world by a fault's probe. `holds` is null when the probe could not see.
 * `startedUs` is when the reading began: a negative reading speaks for that moment, a positive for
 * `atUs`.
 */
export interface ProbeReading {
  readonly type: 'probe';
  readonly atUs: number;
  readonly startedUs: number;
  readonly fault: string;
  readonly about: 'effect' | 'heal';
  readonly holds: boolean | null;
  readonly saw: string;
}

/**
 * What a service said of itself, or that it did not answer. Written at every change and each
 * second.
 */
export interface ServiceObserved {
  readonly type: 'service';
  readonly atUs: number;
  /** When the question was asked; the state lies in [askedUs, atUs]. */
  readonly askedUs: number;
  /** When the previous question to this service was asked. */
  readonly previousUs: number;
  readonly service: string;
  readonly role: string;
  readonly answered: boolean;
  readonly ready?: boolean;
  readonly leader?: boolean;
  readonly epoch?: number;
  readonly sequence?: number;
  readonly inSync?: boolean;
  readonly solo?: boolean;
  /** `open`, `cancel-only`, `halted`. */
  readonly mode?: string;
  /** `starting`, `standby`, `catching-up`, `promoting`, `leading`. */
  readonly state?: string;
}

/** A reading of a service's process: `/proc/<pid>`. */
export interface ProcessSampled {
  readonly type: 'process';
  readonly atUs: number;
  readonly service: string;
  readonly pid: number;
  readonly state: string;
  readonly rssBytes: number;
  readonly cpuMs: number;
  readonly descriptors: number;
  /** What its data folder holds, in bytes, if it keeps data. */
  readonly dataBytes?: number;
}

/** A service of the venue started, exited or was ended by the harness. */
export interface ServiceLifecycle {
  readonly type: 'lifecycle';
  readonly atUs: number;
  readonly service: string;
  readonly event: 'started' | 'ready' | 'exited' | 'ended';
  readonly pid: number;
  readonly because?: string;
}

/**
 * Wall clock beside monotonic clock, each second: a step or a suspend shows as a gap between the
 * two.
 */
export interface ClockAnchor {
  readonly type: 'clock';
  readonly atUs: number;
  readonly wallMs: number;
}

/**
 * A full read of the venue's orders through one gateway begins. `cold`: after a restart from disk.
 */
export interface ReadBegan {
  readonly type: 'read-began';
  readonly atUs: number;
  readonly read: number;
  readonly stage: 'live' | 'cold';
  readonly gateway: string;
}

/**
 * One order as read; rows of a read come in ascending `sequence`. Foreign orders have gen and op
 * -1.
 */
export interface OrderRead {
  readonly type: 'order';
  readonly read: number;
  readonly gen: number;
  readonly op: number;
  readonly orderId: string;
  readonly account: number;
  readonly symbol: string;
  readonly side: Side;
  /** As it was entered; {@link termsOf} tells what is in force. */
  readonly price: number;
  readonly quantity: number;
  readonly tif: TimeInForce;
  readonly market?: true;
  readonly postOnly?: true;
  readonly executed: number;
  /** `rejected`: refused for what stood in the book, and told so; `code` says why. */
  readonly status: 'open' | 'filled' | 'cancelled' | 'rejected';
  readonly code?: string;
  readonly sequence: number;
  readonly epoch: number;
  /** Sequence of the command that closed it (its own for an IOC), absent while open. */
  readonly closedSequence?: number;
  /** [trade id, sequence, price, lots, 1 if maker else 0], in the order they happened. */
  readonly fills?: readonly (readonly [string, number, number, number, 0 | 1])[];
  /**
   * New terms that it was given, in ascending sequence: [sequence, price, lots, 1 if they were
   * refused for what stood in the book else 0].
   */
  readonly replaces?: readonly (readonly [number, number, number, 0 | 1])[];
}

/** Price in ticks and quantity in lots, executed ones included, that are in force. */
export function termsOf(row: OrderRead): { readonly price: number; readonly quantity: number } {
  const last = row.replaces?.findLast(([, , , refused]) => refused === 0);
  return last === undefined ? row : { price: last[1], quantity: last[2] };
}

/**
 * The read ended. `complete` only if rows = total and every page agreed on total, position and
 * epoch.
 */
export interface ReadEnded {
  readonly type: 'read-ended';
  readonly atUs: number;
  readonly read: number;
  readonly complete: boolean;
  readonly rows: number;
  readonly total: number;
  readonly asOfSequence: number;
  readonly epoch: number;
  readonly because?: string;
}

/** One entry of the venue's own command log, as the leader serves it after the live reads. */
export interface LoggedCommand {
  readonly type: 'logged';
  readonly sequence: number;
  readonly epoch: number;
  readonly kind: OperationKind;
  /** The client's operation that the entry names; -1 for a foreign one. */
  readonly gen: number;
  readonly op: number;
}

/** A part of the harness failed or recovered: later observations of that part are unknown. */
export interface HarnessEvent {
  readonly type: 'harness';
  readonly atUs: number;
  /** e.g. `generator:witness`, `observer:status`, `guardian`, `run`. */
  readonly part: string;
  readonly event: 'failed' | 'note';
  readonly because: string;
}

/**
 * The run was ended early, by whom and why. `breach`: a stop condition that is a breach of the
 * venue.
 */
export interface StopRequested {
  readonly type: 'stop';
  readonly atUs: number;
  /** `harness`: a part of it failed that nothing can go on without. */
  readonly by: 'condition' | 'signal' | 'kill-switch' | 'time-limit' | 'harness';
  readonly breach: boolean;
  readonly because: string;
  /** For a condition: from the event that showed it to the stop. */
  readonly delayUs?: number;
}

/** Last line of a complete history. */
export interface RunEnded {
  readonly type: 'run-ended';
  readonly atUs: number;
}

export type HistoryEvent =
  | RunBegan
  | PhaseBegan
  | GeneratorDeclared
  | OperationSent
  | OperationRedelivered
  | OperationTold
  | OperationExecuted
  | GeneratorLag
  | FaultEvent
  | ProbeReading
  | ServiceObserved
  | ProcessSampled
  | ServiceLifecycle
  | ClockAnchor
  | ReadBegan
  | OrderRead
  | ReadEnded
  | BookRead
  | LoggedCommand
  | FeedSnapshot
  | FeedUpdate
  | FeedLost
  | HarnessEvent
  | StopRequested
  | RunEnded;

export type HistoryEventType = HistoryEvent['type'];
export type EventOf<T extends HistoryEventType> = Extract<HistoryEvent, { type: T }>;
