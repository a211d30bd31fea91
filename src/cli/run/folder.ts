import { accessSync, constants, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { exitCodes, ProofhouseError } from '#kit/errors.ts';

/** Makes the run's folder before anything is started; an unwritable place is said at once. */
export function prepareRunFolder(runFolder: string): void {
  try {
    mkdirSync(runFolder, { recursive: true });
    accessSync(runFolder, constants.W_OK);
  } catch (thrown) {
    const reason = (thrown as NodeJS.ErrnoException).code ?? String(thrown);
    throw new ProofhouseError(
      `run folders cannot be written below ${path.dirname(runFolder)} (${reason})`,
      {
        code: 'output-unwritable',
        exitCode: exitCodes.unavailable,
        cure: 'Name a folder that can be written with --out.',
        cause: thrown,
      },
    );
  }
}

/** `reports/latest` (or `latest` in a folder named by --out) points at the newest run. */
export function pointLatestAt(runFolder: string): void {
  const out = path.dirname(runFolder);
  const home = path.basename(out) === 'out' ? path.dirname(out) : out;
  const link = path.join(home, 'latest');
  try {
    rmSync(link, { force: true });
    symlinkSync(path.relative(home, runFolder), link);
  } catch {
    // A convenience: a file system without links, or a race with another run, changes no verdict.
  }
}
