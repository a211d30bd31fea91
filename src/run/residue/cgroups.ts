import { readdirSync, readFileSync, rmdirSync } from 'node:fs';
import path from 'node:path';
import type { Inventory, Residue } from './residue.ts';

const root = '/sys/fs/cgroup';
/** A controller of version 1, and a group of ours below it or below the one that we run in. */
const depthMax = 4;

/** Control groups that have the run's id in their name: limits on processor, memory, disk. */
export const cgroups: Inventory = {
  async find({ runId }) {
    return groupsBelow(root, runId, depthMax).map(groupResidue);
  },
};

function groupResidue(folder: string): Residue {
  const members = membersOf(folder);
  const inside = members.length === 0 ? '' : ` with process ${members.join(', ')}`;
  return {
    what: `control group ${folder}${inside}`,
    command: `rmdir ${folder}`,
    remove: async () => rmdirSync(folder),
  };
}

/** The deepest first: a group goes only when it is empty. */
function groupsBelow(folder: string, runId: string, depth: number): string[] {
  if (depth === 0) return [];
  let names: string[];
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  } catch {
    return [];
  }
  return names.flatMap((name) => {
    const below = path.join(folder, name);
    const found = groupsBelow(below, runId, depth - 1);
    return name.includes(runId) ? [...found, below] : found;
  });
}

function membersOf(folder: string): string[] {
  try {
    const text = readFileSync(path.join(folder, 'cgroup.procs'), 'utf8');
    return text.split('\n').filter(Boolean);
  } catch {
    return [];
  }
}
