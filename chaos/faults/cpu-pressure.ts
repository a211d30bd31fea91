import { defineFault, groupCounter, groupOf, share } from 'proofhouse/contract';
import { z } from 'zod';
import { andAnswers, nudge } from './parts/answers.ts';

const options = z.strictObject({
  /** Of one processor, over periods of 100 ms. */
  share: share().default(0.05),
});

type Options = z.output<typeof options>;

/** A service that gets a small share of one processor: alive, answering, and much too slow. */
export default defineFault({
  summary: 'One service gets only a share of a processor (grey failure: 5 %).',
  options,
  needs: ['cpu-limit', 'status'],
  targets: 'one',
  heals: ['lift'],
  exceedsQuorum: false,

  steps: (targets, given) =>
    targets.map((target) => ({
      injector: 'cgroup',
      action: 'limit-cpu',
      target: { service: target.name, ...target.process },
      parameters: {
        share: (given as Options).share,
        group: groupOf(target.process?.pid ?? -1, 'cpu') ?? '',
      },
    })),

  async effect(context) {
    const pid = context.targets[0]?.process?.pid ?? -1;
    await nudge(context);
    const { quota, throttled } = readingOf(pid);
    const limited = quota !== undefined && quota <= (context.options as Options).share * 1.05;
    const percent = quota === undefined ? 'no limit' : `${(quota * 100).toFixed(1)} % at most`;
    const saw = `pid ${pid}: ${percent} of a processor, throttled in ${throttled} periods`;
    return { holds: limited && throttled > 0, saw };
  },

  async healed(context) {
    const name = context.targets[0]?.name ?? '';
    const pid = context.environment.service(name).process?.pid ?? -1;
    const { quota } = readingOf(pid);
    if (quota !== undefined && quota <= (context.options as Options).share * 1.05) {
      return { holds: false, saw: `pid ${pid} still has ${(quota * 100).toFixed(1)} %` };
    }
    return andAnswers(context, `pid ${pid} is out of the limited group`);
  },
});

/** What the scheduler has about the group that the process is in. */
function readingOf(pid: number): { quota: number | undefined; throttled: number } {
  const group = groupOf(pid, 'cpu');
  if (group === undefined) return { quota: undefined, throttled: 0 };
  const throttled = groupCounter(group, 'cpu.stat', 'nr_throttled') ?? 0;
  // Version 1 says -1, version 2 says max, where there is no limit.
  const periodUs = groupCounter(group, 'cpu.cfs_period_us');
  const quotaUs =
    periodUs === undefined
      ? groupCounter(group, 'cpu.max')
      : groupCounter(group, 'cpu.cfs_quota_us');
  const limited = quotaUs !== undefined && quotaUs > 0;
  return { quota: limited ? quotaUs / (periodUs ?? 100_000) : undefined, throttled };
}
