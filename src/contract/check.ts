import type { z } from 'zod';
import type { EventOf, HistoryEvent, HistoryEventType } from './history.ts';
import type { Outcomes } from './operations/outcomes.ts';
import type { Plan } from './plan.ts';

/**
 * Safety is never allowed to fail; an objective is a limit; `sometimes` must have been seen once.
 */
export type CheckClass = 'safety' | 'objective' | 'sometimes';
export type CheckOutcome = 'pass' | 'fail' | 'unknown' | 'skipped';

export interface CheckResult {
  readonly outcome: CheckOutcome;
  /** How many things were looked at; a pass on 0 is turned into unknown by the judge. */
  readonly examined: number;
  /** One sentence: what was seen, with numbers. */
  readonly because: string;
  /** At most 20 lines that show it: operations, orders, sequences. */
  readonly evidence: readonly string[];
  /** How many breaches there are, where that is more than one can list. */
  readonly found?: number;
}

/** A handler a type of event; only the subscribed types are delivered. */
export type Handlers = { readonly [T in HistoryEventType]?: (event: EventOf<T>) => void };

/** A fold over the history: memory is bounded by open orders plus a few bytes a told operation. */
export interface Fold {
  readonly on: Handlers;
  end(): CheckResult;
}

/** What a check may know besides the history. Pure: no clock, no network, no randomness. */
export interface CheckContext {
  readonly plan: Plan;
  readonly options: unknown;
  /** What the clients were told so far; a check's handlers run after it has seen the same event. */
  readonly outcomes: Outcomes;
  /** Told facts that the judge took out, e.g. the lost suffix of an async venue. Known at `end`. */
  excused(gen: number, op: number): boolean;
}

export interface CheckExample {
  readonly name: string;
  readonly outcome: CheckOutcome;
  readonly history: readonly HistoryEvent[];
  readonly options?: unknown;
}

/** A check plugin: `property/checks/<name>.ts`. */
export interface CheckPlugin {
  readonly summary: string;
  readonly class: CheckClass;
  /** True if every scenario runs it; else it is named in `checks:`. */
  readonly always: boolean;
  /** What a venue must have for it; where it is missing the check is not run, or refused. */
  readonly needs?: 'feed' | 'books';
  readonly options: z.ZodType;
  /** What a pass does not say. */
  readonly doesNotVerify: string;
  /** Usable in `stopWhen`: its fold can say so before the end. */
  readonly online: boolean;
  begin(context: CheckContext): Fold & { breached?(): string | undefined };
  readonly examples: readonly CheckExample[];
}

export function defineCheck(plugin: CheckPlugin): CheckPlugin {
  return plugin;
}
