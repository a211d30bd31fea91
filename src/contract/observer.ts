import type { HistoryEvent } from './history.ts';
import type { Environment } from './runtime.ts';

export interface ObserverContext {
  readonly environment: Environment;
  readonly record: (event: HistoryEvent) => void;
  /** Microseconds since the run began. */
  readonly nowUs: () => number;
  /** Aborted when the run no longer wants to know. */
  readonly signal: AbortSignal;
}

/** An observer plugin: `observers/<name>.ts`: what is watched besides the clients. */
export interface ObserverPlugin {
  readonly summary: string;
  /**
   * Resolves when the signal is aborted; a rejection is written down as a failed part of the
   * harness.
   */
  observe(context: ObserverContext): Promise<void>;
}

export function defineObserver(plugin: ObserverPlugin): ObserverPlugin {
  return plugin;
}
