import { access, readFile } from 'node:fs/promises';
import path from 'node:path';
import { loadPlugins } from '#catalogue';
import type { Plan } from '#contract/plan.ts';
import { readHistory } from '#judge/history.ts';
import { verifySeal } from '#judge/seal.ts';
import { type ExitCode, exitCodes, messageOf, ProofhouseError } from '#kit/errors.ts';
import type { Invariant, PropertyPlugin } from '#market/evidence/property.ts';
import { commandShortHand } from '#market/evidence/short-hand.ts';
import type { Profile } from '#market/model/types.ts';
import { parseProfile } from '#market/profile.ts';
import { type Judgement, judgeRecording, type Recording, readRecording } from '#trial/recording.ts';
import { recordRun } from '#trial/run-recording.ts';
import type { CliCommand } from '../command.ts';

export default {
  summary: 'Judge a recording, or the history of a run, by the model and every invariant.',
  configure(command) {
    command.option('--commands <file>', 'the commands, NDJSON');
    command.option('--events <file>', 'the events, NDJSON');
    command.option('--run <folder>', 'instead of both: a run, whose last read of orders is judged');
    command.option('--conventions <file>', 'the conventions of the engine, or its hello line');
    command.option('--json', 'machine-readable');
  },
  async run(_args, options) {
    const recording = await recordingFrom(options);
    const profile = await profileFrom(options);
    const properties = await loadPlugins<PropertyPlugin>('property');
    const invariants = new Map<string, Invariant>();
    for (const [name, one] of properties) if (one.kind === 'invariant') invariants.set(name, one);
    const judgement = judgeRecording(recording, invariants, profile);
    const { unanswered } = recording;
    process.stdout.write(
      options.json
        ? `${JSON.stringify({ ...judgement, unanswered }, null, 2)}\n`
        : `${text(recording, judgement)}\n`,
    );
    return exitCodeOf(judgement);
  },
} satisfies CliCommand;

async function recordingFrom(options: Record<string, unknown>): Promise<Recording> {
  const { run, commands, events } = options;
  const whole = commands !== undefined && events !== undefined;
  if (run === undefined ? !whole : commands !== undefined || events !== undefined) {
    throw new ProofhouseError('Expected --commands and --events, or --run alone.', {
      code: 'no-recording',
      exitCode: exitCodes.usage,
      cure: 'Name the two files of a recording, or the folder of a finished run.',
    });
  }
  return run === undefined
    ? readRecording(await read('commands', commands), await read('events', events))
    : await recordingOfRun(String(run));
}

/** What the engine declares; a venue declares it in the plan of its run. */
async function profileFrom({ conventions, run }: Record<string, unknown>): Promise<Profile> {
  if (conventions !== undefined) {
    return parseProfile(await read('conventions', conventions), String(conventions));
  }
  if (run === undefined) return {};
  const file = path.join(String(run), 'plan.json');
  const plan = JSON.parse(await read('run', file)) as Plan;
  return parseProfile(JSON.stringify(plan.venue.conventions ?? {}), file);
}

async function recordingOfRun(folder: string): Promise<Recording> {
  const history = path.join(folder, 'history', 'events.ndjson');
  await access(history).catch(() => read('run', history));
  const [broken] = await verifySeal(folder);
  if (broken !== undefined) {
    throw new ProofhouseError(
      `The seal of ${folder} is broken: ${broken.file} ${broken.because}.`,
      {
        code: 'seal-broken',
        exitCode: exitCodes.broken,
        cure: 'The run was changed after it ended: nothing can be concluded from it.',
      },
    );
  }
  const recorder = recordRun();
  for await (const batch of readHistory(history)) for (const event of batch) recorder.see(event);
  return recorder.end();
}

async function read(option: string, file: unknown): Promise<string> {
  try {
    return await readFile(String(file), 'utf8');
  } catch (cause) {
    throw new ProofhouseError(`--${option}: ${messageOf(cause)}`, {
      code: 'recording-unreadable',
      exitCode: exitCodes.usage,
      cure: 'Name a file that can be read.',
    });
  }
}

function exitCodeOf({ difference, breaches, behavesLike, examined }: Judgement): ExitCode {
  if (examined === 0) return exitCodes.inconclusive;
  const explained = difference !== undefined && behavesLike !== undefined;
  if (explained) return exitCodes.inconclusive;
  return difference || breaches.length > 0 ? exitCodes.violation : exitCodes.pass;
}

function text(recording: Recording, judgement: Judgement): string {
  const { difference, breaches, behavesLike, examined, invariants } = judgement;
  const at = (seq: number): string => {
    const command = recording.commands[seq - 1];
    return `command ${seq}${command ? ` (${commandShortHand(command)})` : ''}`;
  };
  const lines = breaches.map(
    (one) => `${one.invariant}, ${at(one.seq)}: expected ${one.expected}; got ${one.received}`,
  );
  if (difference) {
    const { seq, expected, received } = difference;
    lines.push(`unlike the model, ${at(seq)}: expected ${expected}; got ${received}`);
  }
  if (difference && behavesLike) {
    lines.push(`behaves like ${behavesLike}: declare it (--conventions) and judge again`);
  }
  if (recording.unanswered > 0) lines.push(`${recording.unanswered} commands without any answer`);
  lines.push(`${examined} commands judged by the model and ${invariants.length} invariants`);
  if (examined === 0) lines.push('nothing was examined');
  else if (!difference && breaches.length === 0) lines.push('conforms');
  return lines.join('\n');
}
