import type { z } from 'zod';
import type { Environment, RunningService, RuntimeCapability } from './runtime.ts';

/**
 * One undoable act as data: who acts (`injector`), what, on which identity. `apply` and `revert`
 * are idempotent; the journal holds the step before it is applied, and whoever is alive can revert
 * it.
 */
export interface Step {
  readonly injector: string;
  readonly action: string;
  readonly target: StepTarget;
  readonly parameters?: Readonly<Record<string, string | number | boolean>>;
}

export interface StepTarget {
  readonly service: string;
  readonly pid?: number;
  readonly startTicks?: number;
  readonly path?: string;
}

/** What injectors act on. The guardian has no environment: it only reverts what needs none. */
export interface World {
  readonly environment: Environment | undefined;
  /** Talks to every load process, e.g. to deliver operations twice. */
  readonly load: LoadControl | undefined;
  readonly runFolder: string;
}

export interface LoadControl {
  /**
   * Deliver every n-th operation twice from now on, by turns through another gateway; 0 stops it.
   */
  deliverTwice(everyNth: number): Promise<void>;
  deliversTwice(): Promise<boolean>;
  /**
   * Of every load but the witnesses, `factor` operations leave in the place of one; 1 ends it.
   * Resolves to how many loads heed it.
   */
  multiply(factor: number): Promise<number>;
  multiplies(): Promise<boolean>;
}

/** An injector plugin: `chaos/injectors/<name>.ts`; the only code that touches the world. */
export interface InjectorPlugin {
  readonly summary: string;
  readonly actions: readonly string[];
  apply(step: Step, world: World): Promise<void>;
  revert(step: Step, world: World): Promise<void>;
  /** Is the step's effect still in the world? Used by the residue scan. */
  inspect(step: Step, world: World): Promise<'present' | 'absent'>;
}

/** What a probe saw. `holds` null: it could not see. */
export interface Reading {
  readonly holds: boolean | null;
  readonly saw: string;
}

/**
 * What a probe may use: the process table, the services' own status, files. Never journal or
 * injector.
 */
export interface ProbeContext {
  readonly targets: readonly RunningService[];
  readonly environment: Environment;
  readonly options: unknown;
  readonly signal: AbortSignal;
  /** What `remember` returned just before apply. */
  readonly before: unknown;
}

/**
 * What a venue must have: a status of its services, the names of their write-ahead logs, steps at
 * which they can kill themselves.
 */
export type VenueCapability = 'status' | 'wal' | 'crash-points';

/** `load`: it changes the load itself; `traders`: a load besides the witness. */
export type FaultNeed = RuntimeCapability | VenueCapability | 'load' | 'traders';

/** A fault plugin: `chaos/faults/<name>.ts`: data and probes, no act of its own. */
export interface FaultPlugin {
  readonly summary: string;
  readonly options: z.ZodType;
  readonly needs: readonly FaultNeed[];
  /**
   * `one`: a role and a pick; `all`: every service (no target may be given); `load`: the load
   * itself; `{role}`: every service of that role.
   */
  readonly targets: 'one' | 'all' | 'load' | { readonly role: string };
  /** Ways to heal, the first is the default. */
  readonly heals: readonly string[];
  /**
   * True if it takes away more than the venue promises to survive: `expect: halt-safely` is
   * required.
   */
  readonly exceedsQuorum: boolean;
  /** True if a venue should refuse it, and the effect's probe sees the refusals. */
  readonly refusable?: true;
  steps(targets: readonly RunningService[], options: unknown): readonly Step[];
  /** Reads what the probes will compare with, just before apply. */
  remember?(context: Omit<ProbeContext, 'before'>): Promise<unknown>;
  effect(context: ProbeContext): Promise<Reading>;
  healed(context: ProbeContext): Promise<Reading>;
}

export function defineFault(plugin: FaultPlugin): FaultPlugin {
  return plugin;
}
export function defineInjector(plugin: InjectorPlugin): InjectorPlugin {
  return plugin;
}
