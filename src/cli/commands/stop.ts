import { hostname, userInfo } from 'node:os';
import { type ExitCode, exitCodes, ProofhouseError } from '#kit/errors.ts';
import { engageKillSwitch, releaseKillSwitch } from '#run/kill-switch.ts';
import { conditionOf, type RunRecord, readRecords } from '#run/registry.ts';
import type { CliCommand } from '../command.ts';

const withinMs = 120_000;
const lookEveryMs = 100;

export default {
  summary: 'The kill switch: runs stop and heal, and with --all no new one begins.',
  configure(command) {
    command.option('--all', 'every run; new ones are refused until --release');
    command.option('--run <id>', 'this run only');
    command.option('--release', 'let runs begin again');
    command.option('--because <text>', 'why, as the runs will report it');
  },
  async run(_args, options) {
    if (options.release === true) return release();
    const runId = options.run as string | undefined;
    if (runId === undefined && options.all !== true) {
      process.stderr.write('Say which: --all, --run ID, or --release.\n');
      return exitCodes.usage;
    }
    const alive = readRecords().filter(isGoingOn);
    const meant = runId === undefined ? alive : alive.filter((one) => one.runId === runId);
    if (runId !== undefined && meant.length === 0) throw unknownRun(runId, alive);
    const who = `proofhouse stop by ${userInfo().username} on ${hostname()}`;
    const because = options.because === undefined ? who : `${options.because} (${who})`;
    const file = engageKillSwitch(because, runId);
    if (runId === undefined) {
      process.stdout.write(`Nothing new begins until proofhouse stop --release (${file}).\n`);
    }
    return await untilEnded(meant);
  },
} satisfies CliCommand;

function release(): ExitCode {
  const files = releaseKillSwitch();
  process.stdout.write(files.length === 0 ? 'The kill switch was off.\n' : 'Released.\n');
  return exitCodes.pass;
}

function unknownRun(runId: string, alive: readonly RunRecord[]): ProofhouseError {
  const names = alive.map((one) => one.runId).join(', ') || 'none';
  return new ProofhouseError(`No run ${runId} is going on.`, {
    code: 'unknown-run',
    exitCode: exitCodes.usage,
    cure: `Going on: ${names}.`,
  });
}

/** Resolves when all of them have healed and ended, or says which did not. */
async function untilEnded(records: readonly RunRecord[]): Promise<ExitCode> {
  const deadlineMs = performance.now() + withinMs;
  let going = [...records];
  while (going.length > 0 && performance.now() < deadlineMs) {
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
    const ended = going.filter((record) => !isGoingOn(record) || isStruck(record));
    for (const { runId } of ended) process.stdout.write(`${runId} has stopped.\n`);
    going = going.filter((record) => !ended.includes(record));
  }
  for (const { runId } of going) {
    process.stdout.write(`${runId} goes on: proofhouse heal --run ${runId} once it is dead.\n`);
  }
  return going.length === 0 ? exitCodes.pass : exitCodes.residue;
}

function isGoingOn(record: RunRecord): boolean {
  return ['running', 'healing'].includes(conditionOf(record));
}

/** A run takes itself off the list when nothing of it is left, a little before it is reported. */
function isStruck({ runId }: RunRecord): boolean {
  return !readRecords().some((one) => one.runId === runId);
}
