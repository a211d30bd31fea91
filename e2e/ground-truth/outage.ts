import { readFileSync } from 'node:fs';
import path from 'node:path';
import { proofhouse, readJson, runFolders, temporaryFolder } from '../cli.ts';

const scenario = path.join('e2e', 'ground-truth', 'outage.yaml');
/** 200 operations a second over 1 gateway, 2 symbols and 3 kinds. */
export const witnessIntervalMs = 30;

export interface OutageTold {
  /** What the stub wrote down, milliseconds. */
  readonly trueMs: number;
  readonly way: string;
  /** What the harness printed. */
  readonly intervalMs: readonly [number, number] | null;
  readonly contained: boolean;
  readonly widthMs: number;
  readonly lostOrders: number | null;
  readonly droppedIds: readonly string[];
  readonly lostIds: readonly string[];
  readonly verdict: string;
  readonly reasons: readonly string[];
}

/**
 * One run against the stub; only this code reads both what it drew and what the harness printed.
 */
export async function tryOutage(seed: number, drop = 0): Promise<OutageTold> {
  const out = temporaryFolder();
  const truthFile = path.join(out.path, 'truth.json');
  try {
    const run = await proofhouse([
      ...['run', scenario, '--seed', String(seed), '--out', path.join(out.path, 'runs')],
      ...['--set', `venue.seed=${seed}`, '--set', `venue.truthFile=${truthFile}`],
      ...['--set', `venue.drop=${drop}`],
    ]);
    const [folder] = runFolders(path.join(out.path, 'runs'));
    if (folder === undefined) throw new Error(run.stderr);
    const report = readJson(folder);
    const truth = JSON.parse(readFileSync(truthFile, 'utf8').trim().split('\n')[0] ?? '{}');
    const trueMs = Number(BigInt(truth.backAtNs) - BigInt(truth.awayFromNs)) / 1e6;
    const { rto, rpo } = report.incidents[0] ?? {};
    const intervalMs = rto?.intervalMs ?? null;
    return {
      trueMs,
      way: truth.way,
      intervalMs,
      contained: intervalMs !== null && intervalMs[0] <= trueMs && trueMs <= intervalMs[1],
      widthMs: intervalMs === null ? Number.POSITIVE_INFINITY : intervalMs[1] - intervalMs[0],
      lostOrders: rpo?.lostOrders ?? null,
      droppedIds: truth.dropped ?? [],
      lostIds: (rpo?.ids ?? []).map((lost: { id: string }) => lost.id),
      verdict: report.verdict,
      reasons: report.reasons,
    };
  } finally {
    out.dispose();
  }
}
