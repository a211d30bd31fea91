import { defineFault, groupCounter, groupOf, type ProbeContext } from 'proofhouse/contract';
import { z } from 'zod';
import { answers, nudge } from './parts/answers.ts';

const options = z.strictObject({
  /** Memory that the service may take from then on, beyond what it has. */
  roomMib: z.int().min(1).max(4_096).default(2),
});

type Options = z.output<typeof options>;

/**
 * A service that may take hardly any more memory: the kernel takes back what it can, and kills the
 * service when that is not enough, which is what happens on a machine that runs out of memory.
 */
export default defineFault({
  summary: 'One service may take only a little more memory; the kernel may kill it for more.',
  options,
  needs: ['memory-limit', 'restart', 'status'],
  targets: 'one',
  heals: ['lift'],
  exceedsQuorum: false,

  steps: (targets, given) =>
    targets.map((target) => ({
      injector: 'cgroup',
      action: 'limit-memory',
      target: { service: target.name, ...target.process },
      parameters: {
        bytes: (given as Options).roomMib * 1024 * 1024,
        group: groupOf(target.process?.pid ?? -1, 'memory') ?? '',
      },
    })),

  remember: async (): Promise<Before> => ({ group: undefined }),

  async effect(context) {
    const before = context.before as Before;
    const pid = context.targets[0]?.process?.pid ?? -1;
    before.group ??= limitedGroupOf(pid, context.options as Options);
    await nudge(context);
    if (before.group === undefined) {
      const gone = groupOf(pid, 'memory') === undefined;
      const saw = `pid ${pid} is ${gone ? 'gone, nobody saw why' : 'in no limited group'}`;
      return { holds: gone ? null : false, saw };
    }
    const refused = refusals(before.group);
    return { holds: refused > 0, saw: `memory was refused to pid ${pid} ${refused} times` };
  },

  async healed(context: ProbeContext) {
    const name = context.targets[0]?.name ?? '';
    const pid = context.environment.service(name).process?.pid ?? -1;
    if (limitedGroupOf(pid, context.options as Options) !== undefined) {
      return { holds: false, saw: `pid ${pid} is still in the limited group` };
    }
    return answers(context);
  },
});

/** A process that was killed names no group any more: where it was seen last is kept. */
interface Before {
  group: string | undefined;
}

/** The group that the process is in, if that may have no more memory than was asked for. */
function limitedGroupOf(pid: number, { roomMib }: Options): string | undefined {
  const group = groupOf(pid, 'memory');
  if (group === undefined) return undefined;
  const version1 = groupCounter(group, 'memory.limit_in_bytes');
  const bytes = version1 ?? groupCounter(group, 'memory.max') ?? Number.NaN;
  return bytes <= roomMib * 1024 * 1024 ? group : undefined;
}

/** How often the group's limit was met; version 1 counts it apart, version 2 among its events. */
function refusals(group: string): number {
  const version1 = groupCounter(group, 'memory.failcnt');
  return version1 ?? groupCounter(group, 'memory.events', 'max') ?? 0;
}
