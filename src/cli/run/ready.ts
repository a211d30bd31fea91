import { exitCodes, ProofhouseError } from '#kit/errors.ts';
import { refuseWhileStopped } from '#run/kill-switch.ts';
import { describeResidue } from '#run/residue/residue.ts';
import { healLeftover, settledResidue } from '#run/residue/survey.ts';

/**
 * Throws where nothing may be started: the kill switch is on, or an earlier run left something
 * behind that would be in the way of what is measured now. `healFirst` removes that instead.
 */
export async function readyToStart(healFirst: boolean, say: (text: string) => void): Promise<void> {
  refuseWhileStopped();
  const found = await settledResidue();
  if (found.length === 0) return;
  const left = [];
  if (healFirst) for (const one of found) left.push(...(await healLeftover(one, say)));
  else left.push(...found.flatMap((one) => one.residues));
  if (left.length === 0) return;
  const lines = left.map((one) => `  ${describeResidue(one)}`);
  const runs = [...new Set(found.map((one) => one.runId))].join(', ');
  throw new ProofhouseError(`Something of ${runs} is still there:\n${lines.join('\n')}`, {
    code: 'residue',
    exitCode: exitCodes.residue,
    cure: healFirst
      ? 'Healing first did not remove it: remove it by hand, by the commands above.'
      : 'Remove it with proofhouse heal --all, or start with --heal-first.',
  });
}
