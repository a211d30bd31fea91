import path from 'node:path';
import type { Step } from '#contract/fault.ts';
import { milliseconds } from '#contract/figures.ts';
import { exitCodes } from '#kit/errors.ts';
import { describeJournal, type JournalRow } from '#report/journal.ts';
import { type JournalLine, openFaults, readGuardianNotes, readJournal } from '#run/journal.ts';
import type { CliCommand } from '../command.ts';
import { findRun } from '../run/find-run.ts';

export default {
  summary: 'Tell what a run armed, applied and undid, and who undid it.',
  configure(command) {
    command.argument('<run>', 'folder or id of a run, e.g. reports/latest');
    command.option('--json', 'the lines as they stand on disk, as one list');
  },
  async run([named = ''], options) {
    const folder = findRun(named);
    const lines = readJournal(folder);
    const notes = readGuardianNotes(folder);
    const { stdout } = process;
    if (options.json === true) {
      stdout.write(`${JSON.stringify([...lines, ...notes], null, 2)}\n`);
      return exitCodes.pass;
    }
    const told = notes.map(({ wallMs, guardian }) => row(wallMs, '', 'guardian', [guardian]));
    stdout.write(`${path.basename(folder)}\n`);
    stdout.write(`${describeJournal([...lines.map(rowOf), ...told], stdout)}\n`);
    const open = openFaults(lines).map(({ fault }) => fault);
    if (open.length > 0) {
      const cure = `proofhouse heal --run ${path.basename(folder)}`;
      stdout.write(`\nNot seen to be undone: ${open.join(', ')}; if nobody heals it: ${cure}\n`);
    }
    return exitCodes.pass;
  },
} satisfies CliCommand;

function rowOf({ wallMs, fault, state, steps = [], ttlMs, because }: JournalLine): JournalRow {
  const limit = ttlMs === undefined ? [] : [`undone after ${milliseconds(ttlMs)} at the latest`];
  return row(wallMs, fault, state, [
    ...steps.map(stepText),
    ...limit,
    ...(because ? [because] : []),
  ]);
}

function row(wallMs: number, fault: string, state: string, texts: readonly string[]): JournalRow {
  return { wallMs, fault, state, texts };
}

/** `process: kill of engine-a (pid 812)` */
function stepText({ injector, action, target }: Step): string {
  const what = target.pid === undefined ? target.path : `pid ${target.pid}`;
  return `${injector}: ${action} of ${target.service}${what === undefined ? '' : ` (${what})`}`;
}
