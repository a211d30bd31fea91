import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import {
  defineInjector,
  descriptorLimit,
  nextDescriptor,
  type Step,
  stateOf,
} from 'proofhouse/contract';

const run = promisify(execFile);

/** Lowers the limit on open descriptors of a running process to what it has open (prlimit(1)). */
export default defineInjector({
  summary: 'Lowers the limit on open descriptors of a running process to what it has open.',
  actions: ['exhaust'],

  async apply(step) {
    const pid = livingPid(step);
    if (pid === undefined) throw new Error(`pid ${step.target.pid} is gone`);
    const next = nextDescriptor(pid);
    if (next === undefined) throw new Error(`the descriptors of pid ${pid} cannot be read`);
    await limit(pid, Math.min(next, softOf(step)));
  },

  async revert(step, world) {
    const pid = livingPid(step);
    if (pid !== undefined) await limit(pid, softOf(step));
    await world.environment?.start(step.target.service);
  },

  async inspect(step) {
    const pid = livingPid(step);
    const soft = pid === undefined ? undefined : descriptorLimit(pid);
    return soft !== undefined && soft < softOf(step) ? 'present' : 'absent';
  },
});

/** Only the soft limit: the hard one could not be raised again without privileges. */
async function limit(pid: number, soft: number): Promise<void> {
  await run('prlimit', ['--pid', String(pid), `--nofile=${soft}:`]);
}

function livingPid({ target: { pid, startTicks } }: Step): number | undefined {
  if (pid === undefined || startTicks === undefined) throw new Error('no process is named');
  return stateOf({ pid, startTicks }) === undefined ? undefined : pid;
}

function softOf(step: Step): number {
  const soft = Number(step.parameters?.soft);
  if (!Number.isInteger(soft)) throw new Error('the limit from before is not known');
  return soft;
}
