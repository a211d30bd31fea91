import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Where the kernel keeps a controller's control groups (cgroups(7)). Version 1 has a hierarchy for
 * each controller, version 2 one for all. Both are read; what is tried here is version 1.
 */
export type GroupController = 'cpu' | 'memory' | 'blkio';

export interface GroupHierarchy {
  readonly version: 1 | 2;
  /** Folder of the root group. */
  readonly root: string;
}

/** The hierarchy that has a controller; undefined if this machine has none. */
export function hierarchyOf(controller: GroupController): GroupHierarchy | undefined {
  for (const line of linesOf('/proc/self/mounts')) {
    const [, folder = '', type, options = ''] = line.split(' ');
    if (type === 'cgroup' && options.split(',').includes(controller)) {
      return { version: 1, root: folder };
    }
    if (type !== 'cgroup2') continue;
    const shared = textOf(path.join(folder, 'cgroup.subtree_control')).trim().split(' ');
    if (shared.includes(controller)) return { version: 2, root: folder };
  }
  return undefined;
}

/** Why groups of a controller cannot be made here, with the cure; undefined if they can. */
export function groupsUnavailable(controller: GroupController): string | undefined {
  if (process.platform !== 'linux') return 'control groups need Linux';
  const hierarchy = hierarchyOf(controller);
  if (hierarchy === undefined) {
    return `no control groups with the ${controller} controller: mount them, or run on the host`;
  }
  try {
    accessSync(hierarchy.root, constants.W_OK);
    return undefined;
  } catch {
    return `${hierarchy.root} cannot be written: run as root with control groups writable`;
  }
}

/** Folder of the group that a process is in now; undefined if it is gone, or has no such group. */
export function groupOf(pid: number, controller: GroupController): string | undefined {
  const hierarchy = hierarchyOf(controller);
  if (hierarchy === undefined) return undefined;
  for (const line of linesOf(`/proc/${pid}/cgroup`)) {
    const [, controllers = '', ...rest] = line.split(':');
    const fits =
      hierarchy.version === 2 ? controllers === '' : controllers.split(',').includes(controller);
    if (fits) return path.join(hierarchy.root, rest.join(':'));
  }
  return undefined;
}

/** A counter of a group's file, e.g. `nr_throttled` of `cpu.stat`; undefined if it is not there. */
export function groupCounter(folder: string, file: string, name?: string): number | undefined {
  const place = path.join(folder, file);
  if (!existsSync(place)) return undefined;
  const lines = linesOf(place);
  const text = name === undefined ? lines[0] : lines.find((line) => line.split(' ')[0] === name);
  if (text === undefined) return undefined;
  return Number(name === undefined ? text : text.split(' ')[1]);
}

function linesOf(file: string): string[] {
  return textOf(file).split('\n').filter(Boolean);
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
