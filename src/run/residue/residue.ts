import type { OpenFault } from '../journal.ts';
import { cgroups } from './cgroups.ts';
import { faultsStillIn } from './faults.ts';
import { folders } from './folders.ts';
import { loopDevices, mounts } from './mounts.ts';
import { processes } from './processes.ts';

/** Whose things are looked for. Everything that a run makes carries one of the two. */
export interface Owner {
  readonly runId: string;
  readonly runFolder: string;
}

/** Something of a run that is still there. */
export interface Residue {
  /** By name, for a reader: `process 812 (engine.ts), stopped`. */
  readonly what: string;
  /** The command that removes it by hand. */
  readonly command: string;
  /** Removes it; whether it is gone is seen by looking again. */
  remove(): Promise<void>;
}

/** One kind of thing that can be left behind. Finding changes nothing. */
export interface Inventory {
  find(owner: Owner): Promise<Residue[]>;
}

/** In the order in which they must go: what is used by what comes before it. */
const inventories: readonly Inventory[] = [processes, mounts, loopDevices, cgroups, folders];

/** Everything of the run that is still there. */
export async function findResidue(
  owner: Owner,
  open: readonly OpenFault[] = [],
): Promise<Residue[]> {
  const found = await faultsStillIn(owner, open);
  for (const inventory of inventories) found.push(...(await inventory.find(owner)));
  return found;
}

export function describeResidue({ what, command }: Residue): string {
  return `${what}; remove it with: ${command}`;
}
