import { accessSync, constants, existsSync, globSync } from 'node:fs';
import path from 'node:path';
import {
  groupOf,
  groupsUnavailable,
  hierarchyOf,
  type RuntimeCapability,
} from 'proofhouse/contract';
import { imagesUnavailable } from './disk-image.ts';

/** Why this machine does not have it, with the cure, in one line; undefined if it has. */
export function lackOf(capability: RuntimeCapability): string | undefined {
  switch (capability) {
    case 'signal':
    case 'restart':
      return undefined;
    case 'disk-image':
    case 'thin-disk':
      return imagesUnavailable();
    case 'disk-throttle':
      return imagesUnavailable() ?? throttleUnavailable();
    case 'cpu-limit':
      return groupsUnavailable('cpu');
    case 'memory-limit':
      return groupsUnavailable('memory');
    case 'descriptor-limit':
      return onPath('prlimit') ? undefined : 'there is no prlimit: apt-get install util-linux';
    case 'clock':
      return clockLibrary() === undefined
        ? 'there is no libfaketime: apt-get install libfaketime, or name it in PROOFHOUSE_LIBFAKETIME'
        : undefined;
  }
}

/** The library that gives a process a wall clock of its own, the build for many threads. */
export function clockLibrary(): string | undefined {
  if (process.platform !== 'linux') return undefined;
  const named = process.env.PROOFHOUSE_LIBFAKETIME;
  if (named !== undefined) return existsSync(named) ? named : undefined;
  const places = ['/usr/lib', '/usr/lib64', '/usr/local/lib'];
  return globSync(
    places.flatMap((place) => [
      `${place}/faketime/libfaketimeMT.so.1`,
      `${place}/*/faketime/libfaketimeMT.so.1`,
    ]),
  )[0];
}

/** Only version 1 slows a device down for a group that we are in ourselves. */
function throttleUnavailable(): string | undefined {
  if (hierarchyOf('blkio')?.version !== 1) {
    return 'no control groups of version 1 with the blkio controller: run on a host that has them';
  }
  const file = path.join(groupOf(process.pid, 'blkio') ?? '', 'blkio.throttle.write_iops_device');
  try {
    accessSync(file, constants.W_OK);
    return undefined;
  } catch {
    return `${file} cannot be written: run as root on a kernel with CONFIG_BLK_DEV_THROTTLING`;
  }
}

function onPath(program: string): boolean {
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter(Boolean);
  return folders.some((folder) => existsSync(path.join(folder, program)));
}
