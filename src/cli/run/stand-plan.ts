import path from 'node:path';
import { loadPlugin } from '#catalogue';
import type { LifecycleNotice, RuntimePlugin } from '#contract/runtime.ts';
import type { PlantedDefect, VenuePlugin } from '#contract/venue.ts';
import { exitCodes, messageOf, ProofhouseError } from '#kit/errors.ts';
import { type StandingVenue, standVenue } from '#run/stand.ts';
import { prepareRunFolder } from './folder.ts';
import { newRunId } from './identity.ts';

export interface Standing extends StandingVenue {
  readonly runId: string;
  readonly runFolder: string;
  readonly venue: VenuePlugin;
}

interface Wanted {
  readonly venue: { readonly name: string; readonly options: unknown };
  readonly defects: readonly PlantedDefect[];
  readonly runtime: string;
  readonly upMaxMs: number;
  readonly out: string;
  /** What its folder is named after. */
  readonly purpose: string;
  readonly onLost: (because: string) => void;
}

/** Brings up what a command names; a venue that does not come up is `unavailable`, with its log. */
export async function stand(wanted: Wanted, note: (text: string) => void): Promise<Standing> {
  const runId = newRunId(wanted.purpose, new Date());
  const runFolder = path.resolve(wanted.out, runId);
  prepareRunFolder(runFolder);
  const venue = await loadPlugin<VenuePlugin>('venue', wanted.venue.name);
  const runtime = await loadPlugin<RuntimePlugin>('runtime', wanted.runtime);
  let ending = false;
  const onLifecycle = ({ service, event, pid, because }: LifecycleNotice) => {
    if (event === 'exited' && !ending) note(`${service} (pid ${pid}) exited: ${because ?? ''}`);
  };
  const { options } = wanted.venue;
  const { defects, onLost, upMaxMs: upTimeoutMs } = wanted;
  try {
    const shown = { runId, runFolder, venue, runtime, options, defects };
    const up = await standVenue({ ...shown, upTimeoutMs, onLifecycle, onLost, note });
    const end = () => {
      ending = true;
      return up.end();
    };
    return { ...up, end, runId, runFolder, venue };
  } catch (thrown) {
    throw new ProofhouseError(`${wanted.venue.name} did not come up: ${messageOf(thrown)}`, {
      code: 'venue-not-up',
      exitCode: exitCodes.unavailable,
      cure: `Its logs are in ${path.relative('', path.join(runFolder, 'logs'))}.`,
      cause: thrown,
    });
  }
}
