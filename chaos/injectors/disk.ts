import { execFile } from 'node:child_process';
import { existsSync, readFileSync, rmSync, statfsSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import {
  defineInjector,
  imageBelow,
  mountOn,
  type Step,
  signalProcess,
  type World,
} from 'proofhouse/contract';

const run = promisify(execFile);
const ballast = '.proofhouse-ballast';
const throttleFile = 'blkio.throttle.write_iops_device';
const unmountTries = 100;

/** Takes away the room on a disk, the room below it, or its speed; only disks made for the run. */
export default defineInjector({
  summary: 'Fills a data disk, runs the storage below it out of blocks, or slows it down.',
  actions: ['fill', 'exhaust-pool', 'throttle'],

  async apply(step) {
    if (step.action === 'throttle') setThrottle(step, Number(step.parameters?.writesPerSecond));
    else await fill(ballastFolder(step));
  },

  async revert(step, world) {
    if (step.action === 'throttle') {
      if (isThrottled(step)) setThrottle(step, 0);
    } else if (mountOn(folderOf(step)) !== undefined) {
      rmSync(path.join(ballastFolder(step), ballast), { force: true });
      if (step.action === 'exhaust-pool') await repair(step, world);
    }
    await world.environment?.start(step.target.service);
  },

  async inspect(step) {
    if (step.action === 'throttle') return isThrottled(step) ? 'present' : 'absent';
    if (mountOn(folderOf(step)) === undefined) return 'absent';
    return existsSync(path.join(ballastFolder(step), ballast)) ? 'present' : 'absent';
  },
});

function folderOf({ target }: Step): string {
  if (target.path === undefined) throw new Error(`${target.service} has no data folder`);
  return target.path;
}

/** Never a disk that is not the run's own: a full one would hit everybody on this machine. */
function ballastFolder(step: Step): string {
  const folder = folderOf(step);
  const image = imageBelow(folder);
  if (image === undefined) throw new Error(`${folder} is on no disk image`);
  if (step.action === 'fill') return folder;
  const pool = path.dirname(image);
  if (mountOn(pool)?.type !== 'tmpfs') throw new Error(`${pool} is no storage of its own`);
  return pool;
}

/** All that is free is given away, without writing it: in one piece, then in ever smaller ones. */
async function fill(folder: string): Promise<void> {
  const file = path.join(folder, ballast);
  const { bavail, bsize } = statfsSync(folder);
  for (let blocks = bavail; blocks >= 1; blocks = Math.floor(blocks / 2)) {
    const offset = existsSync(file) ? statSync(file).size : 0;
    const filler = ['--offset', String(offset), '--length', String(blocks * bsize), file];
    // The last halves do not fit any more: that is what it is full by.
    await run('fallocate', filler).catch(() => {});
  }
}

/** A file system that met errors is checked before it is used again, and its service restarted. */
async function repair(step: Step, world: World): Promise<void> {
  if (world.environment === undefined) return;
  const folder = folderOf(step);
  const image = imageBelow(folder) ?? '';
  const { process } = world.environment.service(step.target.service);
  if (process !== undefined) signalProcess(process, 'SIGKILL');
  for (let tries = 0; mountOn(folder) !== undefined; tries += 1) {
    await run('umount', [folder]).catch(async (thrown: unknown) => {
      if (tries > unmountTries) throw thrown;
      await new Promise((resolve) => setTimeout(resolve, 20));
    });
  }
  // Exit code 1: errors were found and mended.
  await run('e2fsck', ['-fp', image]).catch((thrown: { code?: number }) => {
    if (thrown.code !== 1) throw thrown;
  });
  await run('mount', ['-o', 'loop,noatime', image, folder]);
}

function setThrottle(step: Step, writesPerSecond: number): void {
  const { device, group } = step.parameters ?? {};
  writeFileSync(path.join(String(group), throttleFile), `${device} ${writesPerSecond}\n`);
}

function isThrottled(step: Step): boolean {
  const { device, group } = step.parameters ?? {};
  const text = readFileSync(path.join(String(group), throttleFile), 'utf8');
  return text.split('\n').some((line) => line.startsWith(`${device} `));
}
