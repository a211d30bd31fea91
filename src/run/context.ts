import type { CheckPlugin } from '#contract/check.ts';
import type { ClientPlugin } from '#contract/client.ts';
import type { FaultPlugin, InjectorPlugin, LoadControl } from '#contract/fault.ts';
import type { HistoryEvent } from '#contract/history.ts';
import type { ObserverPlugin } from '#contract/observer.ts';
import type { Plan } from '#contract/plan.ts';
import type { Verdict } from '#contract/run.ts';
import type { Environment, RuntimePlugin } from '#contract/runtime.ts';
import type { VenuePlugin } from '#contract/venue.ts';
import type { RunClock } from '#kit/clock.ts';
import type { Budget } from './budget.ts';
import type { Guardian } from './guardian/guardian.ts';
import type { Journal } from './journal.ts';
import type { Moments } from './moments.ts';

/** The plugins that a plan names, loaded. */
export interface Plugins {
  readonly venue: VenuePlugin;
  readonly runtime: RuntimePlugin;
  readonly client: ClientPlugin;
  readonly faults: ReadonlyMap<string, FaultPlugin>;
  readonly injectors: ReadonlyMap<string, InjectorPlugin>;
  readonly observers: ReadonlyMap<string, ObserverPlugin>;
  readonly checks: ReadonlyMap<string, CheckPlugin>;
}

/** What the run tells while it goes on. */
export interface Progress {
  phase(name: string, because: string): void;
  fault(text: string): void;
  note(text: string): void;
}

export interface RunRequest {
  readonly plan: Plan;
  /** sha256 of the plan's canonical JSON. */
  readonly planDigest: string;
  readonly runId: string;
  readonly runFolder: string;
  readonly plugins: Plugins;
  readonly progress: Progress;
  /** Aborted to end the run early; its reason is a `StopReason`. */
  readonly stop: AbortSignal;
  /** A command line that a guardian starts after it had to heal in this process's place. */
  readonly epilogue?: readonly string[];
  /** Leaves the venue up after the verdict, if it may be left so. */
  readonly keep?: boolean;
  /** Judges the history on disk; called before the venue goes down. */
  judge(plan: Plan, historyFile: string): Promise<Verdict>;
}

export interface StopReason {
  readonly by: 'condition' | 'signal' | 'kill-switch' | 'time-limit' | 'harness';
  readonly breach: boolean;
  readonly because: string;
  readonly delayUs?: number;
}

/** What every phase of a run works with. */
export interface RunState {
  readonly request: RunRequest;
  readonly plan: Plan;
  readonly clock: RunClock;
  readonly record: (event: HistoryEvent) => void;
  readonly moments: Moments;
  readonly journal: Journal;
  readonly guardian: Guardian;
  readonly budget: Budget;
  readonly environment: Environment;
  readonly load: LoadControl;
  /** Aborted by the request's stop, a stop condition, or a failure of the harness. */
  readonly stop: AbortSignal;
}
