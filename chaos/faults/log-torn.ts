import { readFileSync } from 'node:fs';
import { defineFault } from 'proofhouse/contract';
import { z } from 'zod';
import { type BeforeDamage, damageSteps, rememberLog } from './parts/log-damage.ts';
import processKill from './process-kill.ts';

const options = z.strictObject({
  /** How much of the record that was being written got to the disk. */
  bytes: z.int().min(1).max(4_096).default(11),
});

type Options = z.output<typeof options>;

/**
 * One service is killed in the middle of a write: its log ends with half a record. It must cut that
 * off at its restart, and nothing else.
 */
export default defineFault({
  ...processKill,
  summary: 'SIGKILL to one service in the middle of a write: its log ends with half a record.',
  options,
  needs: ['signal', 'restart', 'wal'],
  steps: damageSteps('tear', (given) => given as Options),
  remember: rememberLog,

  async effect(context) {
    const { victims, log } = context.before as BeforeDamage;
    const gone = await processKill.effect({ ...context, before: victims });
    if (gone.holds !== true) return gone;
    const now = readFileSync(context.targets[0]?.walFile ?? '');
    const { bytes } = context.options as Options;
    const torn = now.length >= log.length + bytes && endsWith(now, now.subarray(0, bytes));
    const saw = torn ? `its log ends with ${bytes} bytes of a record` : 'its log is whole';
    return { holds: torn, saw: `${gone.saw}, ${saw}` };
  },

  healed: (context) =>
    processKill.healed({ ...context, before: (context.before as BeforeDamage).victims }),
});

function endsWith(whole: Buffer, tail: Buffer): boolean {
  return whole.subarray(whole.length - tail.length).equals(tail);
}
