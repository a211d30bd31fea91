import { spawnSync } from 'node:child_process';
import path from 'node:path';
import type { Row } from '../row.ts';

const launcher = path.resolve(import.meta.dirname, '..', '..', '..', 'bin', 'proofhouse.cjs');

/** The command line's start beside a Node that does nothing, in turns. */
export async function start(repeats: number): Promise<Row[]> {
  const values: number[] = [];
  const bare: number[] = [];
  for (let n = 0; n < repeats; n++) {
    bare.push(timed(['-e', '0']));
    values.push(timed([launcher, '--version']));
  }
  const beside = { name: 'node -e 0', values: bare };
  return [{ name: 'proofhouse --version', unit: 'ms', values, beside, aim: 150 }];
}

function timed(args: readonly string[]): number {
  const begun = performance.now();
  const { status, error } = spawnSync(process.execPath, args, { stdio: 'ignore' });
  if (status !== 0)
    throw new Error(`node ${args.join(' ')} ended with ${status}`, { cause: error });
  return performance.now() - begun;
}
