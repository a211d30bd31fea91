import {
  defineFault,
  groupOf,
  mountOn,
  type ProbeContext,
  type RunningService,
} from 'proofhouse/contract';
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

  /** A disk that is busy with others anyway must not be taken for one that was slowed down. */
  async remember({ targets }): Promise<Before> {
    const tookMs = await twoSyncs(targets);
    return { worstMs: Math.max(...tookMs) };
  },

  async effect(context) {
    const { late, saw } = await measured(context);
    return { holds: late === 2, saw };
  },

  async healed(context) {
    const { late, saw } = await measured(context);
    return late === 0 ? andAnswers(context, saw) : { holds: false, saw };
  },
});

interface Before {
  readonly worstMs: number;
}

/** How much longer than before it must take. */
const factor = 3;

/** A sync is at least two writes, its data and the file system's journal; late is one of them. */
async function measured({ targets, options: given, before }: ProbeContext) {
  const dueMs = 1_000 / (given as Options).writesPerSecond;
  const lateMs = Math.max(dueMs, factor * (before as Before).worstMs);
  const tookMs = await twoSyncs(targets);
  const took = tookMs.map((ms) => ms.toFixed(1)).join(' and ');
  return {
    late: tookMs.filter((ms) => ms >= lateMs).length,
    saw: `two syncs beside the service took ${took} ms (late is ${lateMs.toFixed(1)} ms)`,
  };
}

async function twoSyncs(targets: readonly RunningService[]): Promise<number[]> {
  const tookMs: number[] = [];
  for (let tries = 0; tries < 2; tries += 1) {
    const { tookMs: took, failed } = await syncBeside(targets[0], 'again');
    if (failed !== undefined) throw new Error(`${failed.call} failed: ${failed.code}`);
    tookMs.push(took);
  }
  return tookMs;
}
