import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { defineFault, type ProcessIdentity, type RunningService } from 'proofhouse/contract';
import { z } from 'zod';
import processKill from './process-kill.ts';

const text = 'this line was written just before the power went';

/**
 * Power loss of every machine: SIGKILL to all services, and each data folder as its disk had it
 * before any further sync. The probe's canary is a file written but never synced: it must be gone,
 * while one that was synced must be there.
 */
export default defineFault({
  ...processKill,
  summary: 'Power loss: every service gone, and with it all that was not synced to disk.',
  options: z.strictObject({}),
  needs: ['signal', 'restart', 'disk-image'],
  targets: 'all',
  heals: ['restart'],
  exceedsQuorum: true,

  steps: () => [{ injector: 'power', action: 'cut', target: { service: '*' } }],

  async remember({ targets }): Promise<Before> {
    // A new name each time: ext4 flushes a file that is truncated and written again
    // (auto_da_alloc).
    const canary = `.canary-${process.hrtime.bigint()}`;
    for (const folder of dataFolders(targets)) {
      const file = openSync(path.join(folder, `${canary}-synced`), 'w');
      writeSync(file, text);
      fsyncSync(file);
      closeSync(file);
      writeFileSync(path.join(folder, canary), text);
    }
    return { canary, victims: targets.map((target) => target.process) };
  },

  async effect(context) {
    const { canary, victims } = context.before as Before;
    const gone = await processKill.effect({ ...context, before: victims });
    if (gone.holds !== true) return gone;
    const folders = dataFolders(context.targets);
    const kept = folders.filter((folder) => contentOf(folder, canary) === text);
    const lost = folders.filter((folder) => contentOf(folder, `${canary}-synced`) !== text);
    if (folders.length === 0) return { holds: null, saw: 'no service keeps data' };
    if (lost.length > 0)
      return { holds: false, saw: 'the disks are not back, or lost a synced file' };
    return kept.length === 0
      ? { holds: true, saw: `the un-synced canary is gone from ${folders.length} disks` }
      : { holds: false, saw: `the un-synced canary survived on ${kept.length} disks` };
  },

  healed: (context) =>
    processKill.healed({ ...context, before: (context.before as Before).victims }),
});

interface Before {
  readonly canary: string;
  readonly victims: readonly (ProcessIdentity | undefined)[];
}

function dataFolders(targets: readonly RunningService[]): string[] {
  return targets.flatMap((target) => target.dataFolder ?? []);
}

function contentOf(folder: string, name: string): string | undefined {
  const file = path.join(folder, name);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}
