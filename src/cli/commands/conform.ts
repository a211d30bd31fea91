import { readFile } from 'node:fs/promises';
import { loadPlugins } from '#catalogue';
import { type ExitCode, exitCodes, messageOf, ProofhouseError } from '#kit/errors.ts';
import type { Invariant, PropertyPlugin } from '#market/evidence/property.ts';
import { commandShortHand } from '#market/evidence/short-hand.ts';
import { parseProfile } from '#market/profile.ts';
import { type Judgement, judgeRecording, type Recording, readRecording } from '#trial/recording.ts';
import type { CliCommand } from '../command.ts';

export default {
  summary: 'Judge a recording of commands and events by the model and every invariant.',
  configure(command) {
    command.requiredOption('--commands <file>', 'the commands, NDJSON');
    command.requiredOption('--events <file>', 'the events, NDJSON');
    command.option('--conventions <file>', 'the conventions of the engine, or its hello line');
    command.option('--json', 'machine-readable');
  },
  async run(_args, options) {
    const recording = readRecording(
      await read('commands', options.commands),
      await read('events', options.events),
    );
    const profile =
      options.conventions === undefined
        ? {}
        : parseProfile(await read('conventions', options.conventions), String(options.conventions));
    const properties = await loadPlugins<PropertyPlugin>('property');
    const invariants = new Map<string, Invariant>();
    for (const [name, one] of properties) if (one.kind === 'invariant') invariants.set(name, one);
    const judgement = judgeRecording(recording, invariants, profile);
    const { unanswered } = recording;
    process.stdout.write(
      options.json
        ? `${JSON.stringify({ ...judgement, unanswered }, null, 2)}\n`
        : `${text(recording, judgement, invariants.size)}\n`,
    );
    return exitCodeOf(judgement);
  },
} satisfies CliCommand;

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

function text(recording: Recording, judgement: Judgement, invariants: number): string {
  const { difference, breaches, behavesLike, examined } = judgement;
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
  lines.push(`${examined} commands judged by the model and ${invariants} invariants`);
  if (examined === 0) lines.push('nothing was examined');
  else if (!difference && breaches.length === 0) lines.push('conforms');
  return lines.join('\n');
}
