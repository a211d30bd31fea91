import { messageOf } from '#kit/errors.ts';
import { within } from '#kit/within.ts';
import type { OpenFault } from '../journal.ts';
import { revertStep } from './faults.ts';
import { describeResidue, findResidue, type Owner, type Residue } from './residue.ts';

const rounds = 5;
const removeMaxMs = 6_000;
const betweenMs = 20;

/**
 * Heals and ends a run: reverts what was armed, in reverse order, then
 * removes everything that the run made, and looks again until nothing is found. Idempotent, and
 * never throws; what it did and could not do is told to `note`. Resolves to what is left.
 */
export async function undoRun(
  owner: Owner,
  open: readonly OpenFault[],
  note: (text: string) => void,
): Promise<Residue[]> {
  for (const one of open.toReversed()) await revertFault(one, owner, note);
  for (let round = 0; round < rounds; round += 1) {
    const found = await findResidue(owner, open);
    if (found.length === 0) return [];
    for (const residue of found) await remove(residue, note);
    await new Promise((resolve) => setTimeout(resolve, betweenMs));
  }
  const left = await findResidue(owner, open);
  for (const residue of left) note(`still there: ${describeResidue(residue)}`);
  return left;
}

async function revertFault(
  { fault, steps }: OpenFault,
  owner: Owner,
  note: (text: string) => void,
): Promise<void> {
  for (const step of steps.toReversed()) {
    const what = `${fault}: ${step.action} on ${step.target.service}`;
    try {
      await revertStep(step, owner);
      note(`reverted ${what}`);
    } catch (thrown) {
      // Tried again below, as long as its injector still sees it in the world.
      note(`could not revert ${what}: ${messageOf(thrown)}`);
    }
  }
}

async function remove(residue: Residue, note: (text: string) => void): Promise<void> {
  try {
    await within(`removing ${residue.what}`, removeMaxMs, residue.remove);
    note(`removed ${residue.what}`);
  } catch (thrown) {
    note(`could not remove ${residue.what}: ${messageOf(thrown)}`);
  }
}
