import { loadPlugin } from '#catalogue';
import type { InjectorPlugin, Step } from '#contract/fault.ts';
import { messageOf } from '#kit/errors.ts';
import { within } from '#kit/within.ts';
import type { OpenFault } from '../journal.ts';
import type { Owner, Residue } from './residue.ts';

const inspectMaxMs = 2_000;
const revertMaxMs = 3_000;

/** Steps of the journal whose effect an injector still sees in the world, the youngest first. */
export async function faultsStillIn(owner: Owner, open: readonly OpenFault[]): Promise<Residue[]> {
  const found: Residue[] = [];
  for (const { fault, steps } of open.toReversed()) {
    for (const step of steps.toReversed()) {
      const seen = await inspect(step, owner);
      if (seen === 'absent') continue;
      found.push({
        what: `fault ${fault}: ${step.action} on ${step.target.service} ${seen}`,
        command: `proofhouse heal --run ${owner.runId}`,
        remove: () => revertStep(step, owner),
      });
    }
  }
  return found;
}

/** Reverts one step from the journal alone, without the run that applied it. */
export async function revertStep(step: Step, { runFolder }: Owner): Promise<void> {
  const injector = await loadPlugin<InjectorPlugin>('injector', step.injector);
  const world = { environment: undefined, load: undefined, runFolder };
  await within(`the revert of ${step.action}`, revertMaxMs, () => injector.revert(step, world));
}

/** An injector that cannot say is no reason to believe that the fault is gone. */
async function inspect(step: Step, { runFolder }: Owner): Promise<string> {
  try {
    const injector = await loadPlugin<InjectorPlugin>('injector', step.injector);
    const world = { environment: undefined, load: undefined, runFolder };
    const look = () => injector.inspect(step, world);
    const seen = await within(`the inspection of ${step.action}`, inspectMaxMs, look);
    return seen === 'present' ? 'is still in' : 'absent';
  } catch (thrown) {
    return `may still be in (${messageOf(thrown)})`;
  }
}
