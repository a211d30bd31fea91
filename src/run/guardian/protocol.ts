import type { Step } from '#contract/fault.ts';
import type { ProcessIdentity } from '#contract/runtime.ts';

/** Lines from the harness to a guardian, on its standard input. The end of input is a death. */
export type ToGuardian =
  | {
      readonly say: 'begin';
      readonly runId: string;
      readonly runFolder: string;
      readonly harness: ProcessIdentity;
      /** The guardian that acts first; absent for that one itself. */
      readonly first?: ProcessIdentity;
      /** A command line to start when all is healed, so that somebody judges what there is. */
      readonly epilogue: readonly string[];
    }
  | {
      readonly say: 'arm';
      readonly fault: string;
      readonly steps: readonly Step[];
      readonly ttlMs: number;
    }
  | { readonly say: 'disarm'; readonly fault: string }
  | { readonly say: 'alive' }
  | { readonly say: 'finished' };

/** Lines back, on its standard output; each answers one line of the harness. */
export type FromGuardian = { readonly said: 'ready' | 'armed' | 'disarmed' | 'bye' };

/**
 * How often the harness says that it is alive, and after how long a silence it counts as paused.
 */
export const leaseBeatMs = 500;
export const leaseMs = 5_000;
