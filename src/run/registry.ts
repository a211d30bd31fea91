import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { registryVariable, stateOf } from '#contract/process-table.ts';
import type { ProcessIdentity } from '#contract/runtime.ts';
import { bootId } from '#kit/clock.ts';
import { exitCodes, ProofhouseError } from '#kit/errors.ts';

/**
 * A run that has begun on this machine and has not yet been seen to end clean. It is written before
 * anything is started and removed when nothing of the run is left, so that whoever comes later
 * knows what to look for, also after the run's folder moved out of sight.
 */
export interface RunRecord {
  readonly runId: string;
  readonly runFolder: string;
  readonly startedAt: string;
  /** Runs of another boot have nothing left that could be undone. */
  readonly bootId: string;
  readonly harness: ProcessIdentity;
  readonly guardians: readonly ProcessIdentity[];
  /** Its venue was left up on purpose, for somebody to look at: `down` ends it. */
  readonly kept?: true;
}

/**
 * Folder of this user's runs and of the kill switch: `$PROOFHOUSE_STATE`, else below the temporary
 * folder.
 */
export function stateFolder(): string {
  const user = process.getuid?.() ?? 0;
  const folder = process.env[registryVariable] ?? path.join(tmpdir(), `proofhouse-runs-${user}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  // What stands there is acted on: a folder that somebody else could have filled is not believed.
  const found = lstatSync(folder);
  if (!found.isDirectory() || found.uid !== user) {
    throw new ProofhouseError(`${folder} is not a folder of this user`, {
      code: 'state-foreign',
      exitCode: exitCodes.unavailable,
      cure: 'Name a folder of your own in PROOFHOUSE_STATE.',
    });
  }
  return folder;
}

export function enrol(record: RunRecord): void {
  const file = recordFile(record.runId);
  writeFileSync(`${file}.part`, JSON.stringify(record));
  renameSync(`${file}.part`, file);
}

export function strike(runId: string): void {
  rmSync(recordFile(runId), { force: true });
}

/** Runs that have not been seen to end clean, oldest first; those of another boot are forgotten. */
export function readRecords(): RunRecord[] {
  const folder = stateFolder();
  const boot = bootId();
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .flatMap((name) => {
      const record = readRecord(path.join(folder, name));
      if (record === undefined) return [];
      if (record.bootId === boot) return [record];
      rmSync(path.join(folder, name), { force: true });
      return [];
    });
}

/**
 * `running`: its harness lives; `healing`: only a guardian does; `kept`: it is over, and its venue
 * was left up on purpose; `dead`: nobody looks after it.
 */
export type RunCondition = 'running' | 'healing' | 'kept' | 'dead';

export function conditionOf({ harness, guardians, kept }: RunRecord): RunCondition {
  if (stateOf(harness) !== undefined) return 'running';
  if (guardians.some((one) => stateOf(one) !== undefined)) return 'healing';
  return kept === true ? 'kept' : 'dead';
}

function recordFile(runId: string): string {
  return path.join(stateFolder(), `${runId}.json`);
}

/** A record that was removed meanwhile, or is none, is nobody's. */
function readRecord(file: string): RunRecord | undefined {
  if (!existsSync(file)) return undefined;
  try {
    const read = JSON.parse(readFileSync(file, 'utf8')) as Partial<RunRecord>;
    const { runId, runFolder, harness, guardians } = read;
    const whole = runId && runFolder && harness && Array.isArray(guardians);
    return whole ? (read as RunRecord) : undefined;
  } catch {
    return undefined;
  }
}
