import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { exitCodes, ProofhouseError } from '#kit/errors.ts';
import { suggest } from '#kit/suggest.ts';
import { readRecords } from '#run/registry.ts';

const home = path.join('reports', 'out');

/**
 * The folder of a run that is named by its folder, a file in it, or its id: a run of this checkout,
 * or one that this machine still knows of.
 */
export function findRun(named: string): string {
  if (existsSync(named)) {
    const real = realpathSync(named);
    return statSync(real).isDirectory() ? real : path.dirname(real);
  }
  const own = path.resolve(home, named);
  if (isPlainName(named) && existsSync(own)) return own;
  const record = readRecords().find(({ runId }) => runId === named);
  if (record !== undefined) return record.runFolder;
  const near = suggest(named, existsSync(home) ? readdirSync(home) : []);
  throw new ProofhouseError(`There is no run ${named}.`, {
    code: 'unknown-run',
    exitCode: exitCodes.usage,
    cure: `Name the folder of a run, or the id of one in ${home}.${near === undefined ? '' : ` Did you mean ${near}?`}`,
  });
}

/** An id is no path: what leads elsewhere must be a folder that exists. */
function isPlainName(named: string): boolean {
  return named !== '' && path.basename(named) === named && named !== '..' && named !== '.';
}
