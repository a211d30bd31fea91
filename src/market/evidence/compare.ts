import type { StreamEvent } from '../stream/schema.ts';
import type { Answer, PlacedBreach } from './property.ts';
import { eventShortHand } from './short-hand.ts';

/** An answer in one line: the events in short hand, the `done` left out. */
export function tellAnswer(answer: Answer | undefined): string {
  if (answer === undefined) return 'nothing';
  const told = answer.filter((event) => event.event !== 'done').map(eventShortHand);
  return told.length === 0 ? 'nothing to tell' : told.join('; ');
}

export interface CompareOptions {
  /** Also compares digests, where both sides give one. */
  readonly digests?: boolean;
  /** Rewrites an expected event before it is compared, to what the other run should tell. */
  readonly rewrite?: (event: StreamEvent) => StreamEvent;
  /** Which command of the second run answers command `index` of the first; -1 for none. */
  readonly indexOf?: (index: number) => number;
}

/** The first command at which two runs answer differently. */
export function compareAnswers(
  expected: readonly Answer[],
  received: readonly Answer[],
  options: CompareOptions = {},
): PlacedBreach | undefined {
  const rewrite = options.rewrite ?? ((event: StreamEvent) => event);
  for (const [index, answer] of expected.entries()) {
    const other = options.indexOf ? options.indexOf(index) : index;
    if (other < 0) continue;
    const wanted = tellAnswer(answer.map(rewrite));
    const got = tellAnswer(received[other]);
    if (wanted !== got) return { seq: index + 1, expected: wanted, received: got };
    if (!options.digests || sameDigest(answer, received[other])) continue;
    return {
      seq: index + 1,
      expected: `${wanted}, and the book of ${short(digestOf(answer))}`,
      received: `the same, and the book of ${short(digestOf(received[other]))}`,
    };
  }
  return undefined;
}

function digestOf(answer: Answer | undefined): string | undefined {
  const last = answer?.at(-1);
  return last?.event === 'done' ? last.digest : undefined;
}

function sameDigest(one: Answer, other: Answer | undefined): boolean {
  const [a, b] = [digestOf(one), digestOf(other)];
  return a === undefined || b === undefined || a === b;
}

function short(digest: string | undefined): string {
  return `digest ${(digest ?? 'none').slice(0, 12)}`;
}
