import { defineFault, type Reading } from 'proofhouse/contract';
import { z } from 'zod';
import { andAnswers } from './parts/answers.ts';
import { syncBeside } from './parts/sync-probe.ts';

/**
 * The storage below a service's disk has run out of blocks: writes are taken, and cannot be made
 * durable any more (thin provisioning; fdatasync(2) fails with ENOSPC or EIO). Healed by giving it
 * blocks again, a check of the file system and a restart.
 */
export default defineFault({
  summary: 'Writes to the disk of one service are taken, but can no longer be made durable.',
  options: z.strictObject({}),
  needs: ['thin-disk', 'restart', 'status'],
  targets: 'one',
  heals: ['give-blocks'],
  exceedsQuorum: false,

  steps: (targets) =>
    targets.map((target) => ({
      injector: 'disk',
      action: 'exhaust-pool',
      target: { service: target.name, ...(target.dataFolder && { path: target.dataFolder }) },
    })),

  async effect({ targets }) {
    const { failed } = await syncBeside(targets[0], 'further');
    const saw = failed === undefined ? 'succeeds' : `fails: ${failed.code} of ${failed.call}`;
    return { holds: failed !== undefined, saw: `a write and sync beside the service ${saw}` };
  },

  async healed(context): Promise<Reading> {
    const { failed } = await syncBeside(context.targets[0], 'further');
    if (failed !== undefined) return { holds: false, saw: `${failed.call} fails: ${failed.code}` };
    return andAnswers(context, 'a write and sync beside the service succeeds');
  },
});
