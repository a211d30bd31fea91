import { codeFrame, positionOf, printable, type Span } from '#kit/code-frame.ts';
import { exitCodes, ProofhouseError } from '#kit/errors.ts';

/** Keys and indexes from the root of a scenario to a value. */
export type Path = readonly (string | number)[];

/** Something that keeps a scenario from being run. */
export interface Problem {
  /** Where it stands; a path that is missing is shown at its nearest ancestor. */
  readonly path: Path;
  /** Mark the key, or the value (the default). */
  readonly about?: 'key' | 'value';
  readonly message: string;
  /** Lines below the frame: what was expected, what was meant, what to do. */
  readonly hints: readonly string[];
  /** True if the file is right and only this machine cannot run it. */
  readonly hereOnly?: true;
}

/** Where a path stands: a text with a name (the file, or a flag of the command line) and a span. */
export interface Place {
  readonly name: string;
  readonly text: string;
  readonly span: Span;
}

export type Locate = (path: Path, about: 'key' | 'value') => Place;

/** Problems as a reader meets them: in the order of the file, each with its frame. */
export function describeProblems(problems: readonly Problem[], locate: Locate): string {
  const placed = problems.map((problem) => ({
    problem,
    place: locate(problem.path, problem.about ?? 'value'),
  }));
  placed.sort((a, b) => a.place.span.start - b.place.span.start);
  return [...new Set(placed.map(({ problem, place }) => describe(problem, place)))].join('\n\n');
}

function describe(problem: Problem, place: Place): string {
  const { line, column } = positionOf(place.text, place.span.start);
  const head = `${place.name}:${line}:${column}: ${printable(problem.message)}`;
  const hints = problem.hints.map((hint) => `  ${printable(hint)}`);
  return [head, codeFrame(place.text, place.span), ...hints].join('\n');
}

/** One error for all problems of all files: nothing is started. */
export function refuse(texts: readonly string[], problems: readonly Problem[]): ProofhouseError {
  const hereOnly = problems.length > 0 && problems.every((problem) => problem.hereOnly === true);
  const files = texts.length === 1 ? 'The scenario' : `${texts.length} scenarios`;
  return new ProofhouseError(texts.join('\n\n'), {
    code: hereOnly ? 'unavailable' : 'invalid-scenario',
    exitCode: hereOnly ? exitCodes.unavailable : exitCodes.usage,
    cure: hereOnly
      ? `\n${files} cannot run on this machine; nothing was started.`
      : `\n${files} cannot be run as written (${count(problems.length)}); nothing was started.`,
  });
}

function count(problems: number): string {
  return problems === 1 ? '1 problem' : `${problems} problems`;
}
