import { type Conventions, completeConventions, flippedConventions } from '#market/conventions.ts';
import { compareAnswers } from '#market/evidence/compare.ts';
import { type InvariantBreach, judgeStream } from '#market/evidence/judge-stream.ts';
import type { Answer, Invariant, PlacedBreach } from '#market/evidence/property.ts';
import { usedBy } from '#market/evidence/uses.ts';
import { createModel } from '#market/model/market.ts';
import type { Profile } from '#market/model/types.ts';
import { MalformedLine, parseCommand, parseEvent } from '#market/stream/codec.ts';
import type { Command, StreamEvent } from '#market/stream/schema.ts';

/** Commands and what was answered to each, from two files. */
export interface Recording {
  readonly commands: readonly Command[];
  readonly answers: readonly Answer[];
  /** Commands after the last one that was answered at all. */
  readonly unanswered: number;
}

export interface Judgement {
  /** The first difference from the model. */
  readonly difference: PlacedBreach | undefined;
  readonly breaches: readonly InvariantBreach[];
  /** A single entry of the closed list under which model and invariants agree throughout. */
  readonly behavesLike: string | undefined;
  /** Commands. */
  readonly examined: number;
  /** The invariants for which the recording has something to see. */
  readonly invariants: readonly string[];
}

/** Reads a recording; throws {@link MalformedLine} with the line for what is not of the stream. */
export function readRecording(commandText: string, eventText: string): Recording {
  const commands = numberedLines(commandText).map(([line, text]) => parseCommand(text, line));
  const answers: StreamEvent[][] = commands.map(() => []);
  let last = 0;
  for (const [line, text] of numberedLines(eventText)) {
    if (line === 1 && text.includes('"hello"')) continue;
    const event = parseEvent(text, line);
    const answer = answers[event.seq - 1];
    if (!answer) {
      throw new MalformedLine(line, `a seq of 1 to ${commands.length}, as many as commands`, text);
    }
    if (event.seq < last) throw new MalformedLine(line, `a seq of at least ${last}`, text);
    last = event.seq;
    answer.push(event);
  }
  const kept = answers.slice(0, last);
  return { commands: commands.slice(0, last), answers: kept, unanswered: commands.length - last };
}

function numberedLines(text: string): [number, string][] {
  return text
    .split('\n')
    .map((line, index): [number, string] => [index + 1, line])
    .filter(([, line]) => line.trim() !== '');
}

/** Judges a recording by the model and by every invariant. */
export function judgeRecording(
  recording: Recording,
  invariants: ReadonlyMap<string, Invariant>,
  profile: Profile,
): Judgement {
  const { commands } = recording;
  const used = usedBy(commands);
  const spoken = new Map(
    [...invariants].filter(([, one]) => one.needs.every((need) => used.has(need))),
  );
  const declared = completeConventions(profile.conventions);
  const difference = differenceUnder(recording, profile, declared);
  const breaches = breachesUnder(recording, spoken, profile, declared);
  const flip = difference
    ? flippedConventions(declared).find(
        ({ conventions }) =>
          differenceUnder(recording, profile, conventions) === undefined &&
          breachesUnder(recording, spoken, profile, conventions).length === 0,
      )
    : undefined;
  return {
    difference,
    breaches,
    behavesLike: flip && `${flip.name}=${flip.value}`,
    examined: commands.length,
    invariants: [...spoken.keys()],
  };
}

function breachesUnder(
  { commands, answers }: Recording,
  invariants: ReadonlyMap<string, Invariant>,
  { instruments }: Profile,
  conventions: Conventions,
): readonly InvariantBreach[] {
  const judge = judgeStream(invariants, { conventions, instruments });
  for (const [index, command] of commands.entries()) judge.see(command, answers[index] ?? []);
  return judge.breaches;
}

function differenceUnder(
  { commands, answers }: Recording,
  profile: Profile,
  conventions: Conventions,
): PlacedBreach | undefined {
  const digests = answers.some((answer) => answer.at(-1)?.event === 'done' && hasDigest(answer));
  const model = createModel({ ...profile, conventions }, { digest: digests });
  const expected = commands.map((command) => model.apply(command));
  return compareAnswers(expected, answers, { digests });
}

function hasDigest(answer: Answer): boolean {
  const last = answer.at(-1);
  return last?.event === 'done' && last.digest !== undefined;
}
