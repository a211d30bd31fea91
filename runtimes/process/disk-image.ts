import { execFile } from 'node:child_process';
import { mkdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { imageBelow, mountOn } from 'proofhouse/contract';

const run = promisify(execFile);
const imageBytes = 96 * 1024 * 1024;
/** A thin disk promises more than there is: so much is really there for it. */
const poolBytes = 64 * 1024 * 1024;

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
 * Makes an ext4 image beside `folder` and mounts it there. A thin one lies on a small file system
 * of its own, in memory: when that is full, a write that was taken can no longer be made durable.
 */
export async function mountImage(folder: string, kind: 'whole' | 'thin'): Promise<void> {
  const image = kind === 'thin' ? path.join(poolOf(folder), 'disk.img') : `${folder}.img`;
  mkdirSync(folder, { recursive: true });
  if (kind === 'thin') {
    mkdirSync(poolOf(folder), { recursive: true });
    await run('mount', ['-t', 'tmpfs', '-o', `size=${poolBytes}`, 'tmpfs', poolOf(folder)]);
  }
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
  const image = imageBelow(folder);
  if (image === undefined) throw new Error(`${folder} is on no disk image`);
  const copy = `${image}.cut`;
  await run('cp', ['--sparse=always', image, copy]);
  await unmount(folder);
  await run('mv', [copy, image]);
  await run('mount', ['-o', 'loop,noatime', image, folder]);
}

/** Unmounts and removes an image; nothing to do if there is none. */
export async function removeImage(folder: string): Promise<void> {
  await unmount(folder);
  await unmount(poolOf(folder));
  for (const left of [`${folder}.img`, `${folder}.img.cut`, poolOf(folder)]) {
    rmSync(left, { force: true, recursive: true });
  }
}

function poolOf(folder: string): string {
  return `${folder}.pool`;
}

async function unmount(folder: string): Promise<void> {
  while (mountOn(folder) !== undefined) await run('umount', [folder]);
}
