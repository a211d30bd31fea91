import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { defineFault, type ProbeContext, type Reading } from 'proofhouse/contract';
import { z } from 'zod';
import { andAnswers } from './parts/answers.ts';

/** More than a block, so that no half-used one can take it. */
const probeBytes = 64 * 1024;

/** The disk below a service's data has no room left; healed by making room and a restart. */
export default defineFault({
  summary: 'The disk with the data of one service is full.',
  options: z.strictObject({}),
  needs: ['disk-image', 'restart', 'status'],
  targets: 'one',
  heals: ['make-room'],
  exceedsQuorum: false,

  steps: (targets) =>
    targets.map((target) => ({
      injector: 'disk',
      action: 'fill',
      target: { service: target.name, ...(target.dataFolder && { path: target.dataFolder }) },
    })),

  async effect(context) {
    const { code, saw } = tryWrite(context);
    return { holds: code === undefined ? false : code === 'ENOSPC' || null, saw };
  },

  async healed(context): Promise<Reading> {
    const { code, saw } = tryWrite(context);
    return code === undefined ? andAnswers(context, saw) : { holds: false, saw };
  },
});

/** A write from beside the service, to a file of its own on the same disk. */
function tryWrite({ targets }: ProbeContext): { code: string | undefined; saw: string } {
  const folder = targets[0]?.dataFolder;
  if (folder === undefined) return { code: 'none', saw: 'the service keeps no data' };
  const file = path.join(folder, '.proofhouse-probe');
  try {
    writeFileSync(file, Buffer.alloc(probeBytes));
    return { code: undefined, saw: `a write of ${probeBytes} bytes beside the service succeeds` };
  } catch (thrown) {
    const code = (thrown as NodeJS.ErrnoException).code ?? 'unknown';
    return { code, saw: `a write of ${probeBytes} bytes beside the service fails: ${code}` };
  } finally {
    rmSync(file, { force: true });
  }
}
