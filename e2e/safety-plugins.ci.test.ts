import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { proofhouse, readJson, runFolders, temporaryFolder } from './cli.ts';
import { mutatedCheckout } from './mutant.ts';
import { available } from './requires.ts';
import { leftOnMachine } from './safety/left.ts';
import { plantedFailures } from './safety/planted.ts';

const isRoot = process.getuid?.() === 0;
const needsDisk = (failure: string) => failure.startsWith('a disk');
const possible = plantedFailures.filter(
  ({ failure }) => !needsDisk(failure) || available('disk-image', isRoot),
);

/** Verdict and heal survive every plugin: what fails is named, and nothing of the run is left. */
test.each(possible)(
  '$failure: a verdict, a clean machine, and the reason',
  async ({ failure, mutation, verdicts, exitCodes, says }) => {
    const copy = mutatedCheckout([mutation]);
    const out = temporaryFolder();
    const state = temporaryFolder();
    const disk = needsDisk(failure) ? smallDisk(out.path) : undefined;
    try {
      const env = { PROOFHOUSE_STATE: state.path };
      const to = ['--out', disk ?? out.path];
      const run = await proofhouse(['run', 'e2e/safety/short-pause.yaml', ...to], env, copy.root);
      const [folder = ''] = runFolders(disk ?? out.path).filter((one) => /\d{8}-/.test(one));
      const told = existsSync(path.join(folder, 'run.json')) ? readJson(folder) : undefined;
      const text = `${run.stdout}\n${run.stderr}\n${JSON.stringify(told ?? {}, null, 2)}`;
      expect(text).toContain(says);
      expect(verdicts, text.slice(0, 2_000)).toContain(told?.verdict ?? wordOf(run.stdout));
      expect(exitCodes, text.slice(0, 2_000)).toContain(run.code);
      expect(leftOnMachine(path.basename(folder), folder)).toEqual([]);
    } finally {
      if (disk !== undefined) execFileSync('umount', [disk]);
      out.dispose();
      state.dispose();
      copy.dispose();
    }
  },
  180_000,
);

/** The verdict as it is printed, where nothing could be written. */
function wordOf(stdout: string): string | undefined {
  return /^(PASS|FAIL|VIOLATION|INCONCLUSIVE|STOPPED|BROKEN)\b/m.exec(stdout)?.[1];
}

function smallDisk(below: string): string {
  const folder = path.join(below, 'small');
  mkdirSync(folder);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=48m', 'tmpfs', folder]);
  return folder;
}
