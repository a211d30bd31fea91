import { defineFault, groupOf, mountOn, type ProbeContext } from 'proofhouse/contract';
import { z } from 'zod';
import { andAnswers } from './parts/answers.ts';
import { syncBeside } from './parts/sync-probe.ts';

const options = z.strictObject({
  writesPerSecond: z.int().min(1).max(1_000).default(20),
});

type Options = z.output<typeof options>;

/** The device below a service's data takes only some writes a second: every sync waits for it. */
export default defineFault({
  summary: 'The disk with the data of one service takes only a few writes a second.',
  options,
  needs: ['disk-throttle', 'status'],
  targets: 'one',
  heals: ['lift'],
  exceedsQuorum: false,

  steps: (targets, given) =>
    targets.map((target) => ({
      injector: 'disk',
      action: 'throttle',
      target: { service: target.name, ...(target.dataFolder && { path: target.dataFolder }) },
      parameters: {
        writesPerSecond: (given as Options).writesPerSecond,
        device: mountOn(target.dataFolder ?? '')?.device ?? '',
        // The group that the service and its probe are both in.
        group: groupOf(target.process?.pid ?? -1, 'blkio') ?? '',
      },
    })),

  effect: async (context) => {
    const { lateMs, tookMs } = await measured(context);
    const saw = `two syncs beside the service took ${tookMs.map((ms) => ms.toFixed(1)).join(' and ')} ms`;
    return { holds: tookMs.every((ms) => ms >= lateMs), saw: `${saw} (late is ${lateMs} ms)` };
  },

  healed: async (context) => {
    const { lateMs, tookMs } = await measured(context);
    const saw = `two syncs beside the service took ${tookMs.map((ms) => ms.toFixed(1)).join(' and ')} ms`;
    return tookMs.every((ms) => ms < lateMs) ? andAnswers(context, saw) : { holds: false, saw };
  },
});

/** A sync is at least two writes, its data and the file system's journal; late is one of them. */
async function measured({ targets, options: given }: ProbeContext) {
  const tookMs: number[] = [];
  for (let tries = 0; tries < 2; tries += 1) {
    const { tookMs: took, failed } = await syncBeside(targets[0], 'again');
    if (failed !== undefined) throw new Error(`${failed.call} failed: ${failed.code}`);
    tookMs.push(took);
  }
  return { lateMs: 1_000 / (given as Options).writesPerSecond, tookMs };
}
