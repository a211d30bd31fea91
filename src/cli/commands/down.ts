import { existsSync } from 'node:fs';
import path from 'node:path';
import { sealRun } from '#judge/seal.ts';
import { exitCodes, ProofhouseError } from '#kit/errors.ts';
import { runFile } from '#report/run-json.ts';
import { conditionOf, readRecords } from '#run/registry.ts';
import { describeResidue } from '#run/residue/residue.ts';
import { healLeftover } from '#run/residue/survey.ts';
import type { CliCommand } from '../command.ts';

export default {
  summary: 'End the venue that run --keep left up, and seal the run.',
  configure(command) {
    command.argument('<run>', 'id or folder of the run');
  },
  async run([named = '']) {
    const runId = path.basename(path.resolve(named));
    const records = readRecords();
    const record = records.find((one) => one.runId === runId);
    if (record === undefined || conditionOf(record) !== 'kept') {
      const kept = records.filter((one) => conditionOf(one) === 'kept').map((one) => one.runId);
      throw notKept(runId, record && conditionOf(record), kept);
    }
    const say = (text: string) => void process.stderr.write(`${text}\n`);
    const left = await healLeftover({ runId, record }, say);
    for (const one of left) process.stdout.write(`${describeResidue(one)}\n`);
    if (left.length > 0) return exitCodes.residue;
    if (existsSync(path.join(record.runFolder, runFile))) await sealRun(record.runFolder);
    process.stdout.write(`Nothing of ${runId} is left, and the run is sealed.\n`);
    return exitCodes.pass;
  },
} satisfies CliCommand;

function notKept(
  runId: string,
  condition: string | undefined,
  kept: readonly string[],
): ProofhouseError {
  const cures: Readonly<Record<string, string>> = {
    running: `It is running: proofhouse stop --run ${runId}`,
    healing: 'Its guardian is ending it.',
    dead: `It died: proofhouse heal --run ${runId}`,
  };
  return new ProofhouseError(`No venue of ${runId} was kept.`, {
    code: 'not-kept',
    exitCode: exitCodes.usage,
    cure: cures[condition ?? ''] ?? `Kept: ${kept.join(', ') || 'none'}.`,
  });
}
