import { mkdirSync } from 'node:fs';
import type { Environment, LifecycleNotice, RuntimePlugin } from '#contract/runtime.ts';
import type { PlantedDefect, Topology, VenuePlugin } from '#contract/venue.ts';
import { messageOf } from '#kit/errors.ts';
import { enrolRun } from './enrolment.ts';
import { startGuardian } from './guardian/guardian.ts';

export interface StandRequest {
  readonly runId: string;
  readonly runFolder: string;
  readonly venue: VenuePlugin;
  readonly runtime: RuntimePlugin;
  /** As the venue's schema decodes them. */
  readonly options: unknown;
  readonly defects: readonly PlantedDefect[];
  readonly upTimeoutMs: number;
  readonly onLifecycle: (notice: LifecycleNotice) => void;
  /** Told once if a guardian is lost: nobody would end the venue for us any more. */
  readonly onLost: (because: string) => void;
  readonly note: (text: string) => void;
}

/** A venue that is up outside of any run, watched by a guardian like one. */
export interface StandingVenue {
  readonly environment: Environment;
  readonly topology: Topology;
  /** Ends it; resolves to what is still there, one sentence each. */
  end(): Promise<readonly string[]>;
}

/** Brings a venue up and leaves it so until `end`; whoever dies, its processes end. */
export async function standVenue(request: StandRequest): Promise<StandingVenue> {
  const { runId, runFolder, venue, runtime, options, defects, note, onLost } = request;
  mkdirSync(runFolder, { recursive: true });
  const enrolled = enrolRun(runId, runFolder);
  const guardian = await startGuardian({ runId, runFolder, onLost });
  enrolled.guardedBy(guardian);
  const silent = { phase() {}, fault: note, note };
  const leave = async () => {
    await enrolled.sweep(silent);
    await guardian.finish();
    return enrolled.left();
  };
  const topology = venue.topology(options, defects);
  const { upTimeoutMs, onLifecycle } = request;
  const context = { runId, runFolder, topology, venue, prepare: [], upTimeoutMs, onLifecycle };
  try {
    const environment = await runtime.up(context);
    return {
      environment,
      topology,
      async end() {
        try {
          await environment[Symbol.asyncDispose]();
        } catch (thrown) {
          note(`the venue did not end by itself: ${messageOf(thrown)}`);
        }
        return leave();
      },
    };
  } catch (thrown) {
    await leave();
    throw thrown;
  }
}
