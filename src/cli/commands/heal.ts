import { existsSync } from 'node:fs';
import path from 'node:path';
import { type ExitCode, exitCodes, messageOf, ProofhouseError } from '#kit/errors.ts';
import { conditionOf, type RunRecord, readRecords } from '#run/registry.ts';
import { describeResidue, type Residue } from '#run/residue/residue.ts';
import { healLeftover, surveyResidue } from '#run/residue/survey.ts';
import type { CliCommand } from '../command.ts';
import { concludeRun } from '../run/conclude.ts';

export default {
  summary: 'Say what dead runs left behind; --all or --run removes it.',
  configure(command) {
    command.option('--run <id>', 'heal this run: its id, or its folder');
    command.option('--all', 'heal every run that nobody looks after any more');
  },
  async run(_args, options) {
    const wanted = options.run as string | undefined;
    if (wanted !== undefined) return await healOne(wanted);
    return options.all === true ? await healAll() : await show();
  },
} satisfies CliCommand;

async function show(): Promise<ExitCode> {
  const found = await surveyResidue();
  for (const { runId, residues } of found) tell(runId, residues);
  for (const record of readRecords()) sayAlive(record);
  if (found.length === 0) process.stdout.write('Nothing of a dead run is left.\n');
  return found.length === 0 ? exitCodes.pass : exitCodes.residue;
}

/** Beside runs that go on, without touching them. */
async function healAll(): Promise<ExitCode> {
  const ours = (record: RunRecord) => ['dead', 'healing'].includes(conditionOf(record));
  const dead = readRecords().filter(ours);
  const left: Residue[] = [];
  for (const record of dead) left.push(...(await heal(record.runId, record)));
  for (const { runId, record } of await surveyResidue()) left.push(...(await heal(runId, record)));
  for (const record of readRecords()) sayAlive(record);
  if (left.length === 0) process.stdout.write('Nothing of a dead run is left.\n');
  return left.length === 0 ? exitCodes.pass : exitCodes.residue;
}

async function healOne(wanted: string): Promise<ExitCode> {
  const runId = path.basename(path.resolve(wanted));
  const record = readRecords().find((one) => one.runId === runId);
  if (record !== undefined && conditionOf(record) === 'running') {
    throw new ProofhouseError(`${runId} is running (pid ${record.harness.pid})`, {
      code: 'run-active',
      exitCode: exitCodes.usage,
      cure: `It heals itself when it ends. To end it now: proofhouse stop --run ${runId}`,
    });
  }
  const left = await heal(runId, record, existsSync(wanted) ? path.resolve(wanted) : undefined);
  if (left.length === 0) process.stdout.write(`Nothing of ${runId} is left.\n`);
  return left.length === 0 ? exitCodes.pass : exitCodes.residue;
}

/** Removes what is left of a run, and judges it if its harness could not. */
async function heal(
  runId: string,
  record: RunRecord | undefined,
  folder = record?.runFolder,
): Promise<readonly Residue[]> {
  const say = (text: string) => void process.stderr.write(`${runId}: ${text}\n`);
  const left = await healLeftover({ runId, record }, say);
  tell(runId, left);
  if (folder === undefined) return left;
  try {
    const report = await concludeRun(folder, left.map(describeResidue));
    if (report !== undefined) say(`judged what there is: ${report.verdict}`);
  } catch (thrown) {
    say(`what there is could not be judged: ${messageOf(thrown)}`);
  }
  return left;
}

function tell(runId: string, residues: readonly Residue[]): void {
  for (const one of residues) process.stdout.write(`${runId}: ${describeResidue(one)}\n`);
}

function sayAlive(record: RunRecord): void {
  const condition = conditionOf(record);
  if (condition === 'dead') return;
  const texts = {
    running: 'is running',
    healing: 'is being healed by its guardian',
    kept: `was kept (proofhouse down ${record.runId} ends it)`,
  };
  process.stderr.write(`${record.runId} ${texts[condition]}; it was not touched\n`);
}
