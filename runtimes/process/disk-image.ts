import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';

const run = promisify(execFile);
const imageBytes = 96 * 1024 * 1024;

/** Why loop images cannot be had here, with the cure; undefined if they can. */
export function imagesUnavailable(): string | undefined {
  if (process.platform !== 'linux') return 'loop images need Linux';
  if (process.getuid?.() !== 0)
    return 'loop images need root: run as root, or in a privileged CI job';
  try {
    statSync('/dev/loop-control');
  } catch {
    return 'there is no /dev/loop-control: load the loop module, or allow loop devices in the sandbox';
  }
  return undefined;
}

/**
 * Makes an ext4 image beside `folder` and mounts it there. Idempotent over a folder already
 * mounted.
 */
export async function mountImage(folder: string): Promise<void> {
  const image = imageOf(folder);
  mkdirSync(folder, { recursive: true });
  writeFileSync(image, '');
  truncateSync(image, imageBytes);
  await run('mkfs.ext4', ['-q', '-F', '-m', '0', image]);
  await run('mount', ['-o', 'loop,noatime', image, folder]);
}

/**
 * What a power cut leaves: the image as the disk has it now, without what the kernel still holds.
 * The image is copied before anything syncs it; the mount then moves to the copy.
 */
export async function dropUnsynced(folder: string): Promise<void> {
  const image = imageOf(folder);
  const copy = `${image}.cut`;
  await run('cp', ['--sparse=always', image, copy]);
  await unmount(folder);
  await run('mv', [copy, image]);
  await run('mount', ['-o', 'loop,noatime', image, folder]);
}

/** Unmounts and removes an image; nothing to do if it is not mounted. */
export async function removeImage(folder: string): Promise<void> {
  await unmount(folder);
  rmSync(imageOf(folder), { force: true });
  rmSync(`${imageOf(folder)}.cut`, { force: true });
}

export function isMounted(folder: string): boolean {
  return readFileSync('/proc/self/mounts', 'utf8').includes(` ${folder} `);
}

export function imageOf(folder: string): string {
  return `${folder}.img`;
}

async function unmount(folder: string): Promise<void> {
  while (isMounted(folder)) await run('umount', [folder]);
}
