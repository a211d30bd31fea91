import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  defineInjector,
  type GroupController,
  hierarchyOf,
  type Step,
  stateOf,
  type World,
} from 'proofhouse/contract';

const periodUs = 100_000;
const removeTries = 100;

/**
 * Puts a process into a control group of its own, named after the run, and limits the group. The
 * revert moves it back to where it was and removes the group.
 */
export default defineInjector({
  summary: 'Limits the processor time or the memory of a process by a control group.',
  actions: ['limit-cpu', 'limit-memory'],

  async apply(step, world) {
    const { pid, startTicks } = step.target;
    if (pid === undefined || startTicks === undefined) throw new Error('no process is named');
    const folder = folderOf(step, world);
    mkdirSync(folder, { recursive: true });
    for (const [file, value] of limitsOf(step)) writeFileSync(path.join(folder, file), value);
    if (stateOf({ pid, startTicks }) === undefined) throw new Error(`pid ${pid} is gone`);
    writeFileSync(path.join(folder, 'cgroup.procs'), String(pid));
  },

  async revert(step, world) {
    const folder = folderOf(step, world);
    for (let tries = 0; existsSync(folder); tries += 1) {
      moveAll(folder, String(step.parameters?.group));
      try {
        rmdirSync(folder);
      } catch (thrown) {
        // A process that was just killed stays a member until it is quite gone.
        if (tries > removeTries) throw thrown;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    }
    // Who has too little memory may have been killed by the kernel.
    await world.environment?.start(step.target.service);
  },

  async inspect(step, world) {
    return existsSync(folderOf(step, world)) ? 'present' : 'absent';
  },
});

function controllerOf(step: Step): GroupController {
  return step.action === 'limit-cpu' ? 'cpu' : 'memory';
}

function folderOf(step: Step, world: World): string {
  const controller = controllerOf(step);
  const hierarchy = hierarchyOf(controller);
  if (hierarchy === undefined) throw new Error(`there is no ${controller} controller`);
  const run = path.basename(world.runFolder);
  return path.join(hierarchy.root, `proofhouse-${run}-${step.target.service}`);
}

/** Files of the group and what is written into them, for the version that is mounted here. */
function limitsOf(step: Step): [file: string, value: string][] {
  const version = hierarchyOf(controllerOf(step))?.version;
  if (step.action === 'limit-cpu') {
    const quotaUs = Math.max(1_000, Math.round(Number(step.parameters?.share) * periodUs));
    return version === 2
      ? [['cpu.max', `${quotaUs} ${periodUs}`]]
      : [
          ['cpu.cfs_period_us', String(periodUs)],
          ['cpu.cfs_quota_us', String(quotaUs)],
        ];
  }
  const bytes = String(step.parameters?.bytes);
  return [[version === 2 ? 'memory.max' : 'memory.limit_in_bytes', bytes]];
}

function moveAll(from: string, to: string): void {
  const members = readFileSync(path.join(from, 'cgroup.procs'), 'utf8').split('\n').filter(Boolean);
  for (const pid of members) {
    try {
      writeFileSync(path.join(to, 'cgroup.procs'), pid);
    } catch (thrown) {
      // It ended between the reading and the moving.
      if ((thrown as NodeJS.ErrnoException).code !== 'ESRCH') throw thrown;
    }
  }
}
