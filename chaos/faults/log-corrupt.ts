import { readFileSync } from 'node:fs';
import { defineFault, share } from 'proofhouse/contract';
import { z } from 'zod';
import { type BeforeDamage, damageSteps, rememberLog } from './parts/log-damage.ts';
import processKill from './process-kill.ts';

const options = z.strictObject({
  bytes: z.int().min(1).max(4_096).default(1),
  /** Where in the log: a share of its length. */
  offset: share().default(0.5),
});

type Options = z.output<typeof options>;

/**
 * One service is killed, and its disk damages bytes in the middle of its log. The heal first starts
 * it on the damaged log: it must refuse. Only then it gets the log back as it was.
 */
export default defineFault({
  ...processKill,
  summary: 'SIGKILL to one service, whose log is damaged in the middle before its restart.',
  options,
  needs: ['signal', 'restart', 'status', 'wal'],
  heals: ['restart-then-restore'],
  steps: damageSteps('corrupt', (given) => given as Options),
  remember: rememberLog,

  async effect(context) {
    const { victims, log } = context.before as BeforeDamage;
    const gone = await processKill.effect({ ...context, before: victims });
    if (gone.holds !== true) return gone;
    const now = readFileSync(context.targets[0]?.walFile ?? '').subarray(0, log.length);
    const at = now.findIndex((byte, index) => byte !== log[index]);
    if (at < 0) return { holds: false, saw: `${gone.saw}, its log is as it was written` };
    return { holds: true, saw: `${gone.saw}, byte ${at} of its log is another` };
  },

  healed: (context) =>
    processKill.healed({ ...context, before: (context.before as BeforeDamage).victims }),
});
