import * as fc from 'fast-check';
import type { StreamSource } from '#market/evidence/draw.ts';
import type { PropertyPlugin } from '#market/evidence/property.ts';
import { type DrawOptions, drawCase } from './draw-case.ts';
import { type Broken, engineAnswers, examine } from './examine.ts';
import { type DrawnCase, streamArbitrary } from './shrink.ts';
import type { Answers, Subject } from './subject.ts';
import { isUnsteady, type Reproduction, reproduce, triesMax } from './unsteady.ts';

export interface TrialOptions extends DrawOptions {
  readonly seed: number;
  /** Streams to draw at most. */
  readonly runs: number;
  /** Milliseconds for the search; a counterexample is shrunk for as long again. */
  readonly timeMsMax: number;
  readonly relationsMax?: number;
  readonly onProgress?: (progress: TrialProgress) => void;
}

export interface TrialProgress {
  readonly runs: number;
  readonly commands: number;
}

/** A counterexample, as small as it could be made. */
export interface Finding {
  readonly broken: Broken;
  /** Everything else that does not hold on the smallest stream, and on the stream first found. */
  readonly alsoBroken: readonly string[];
  readonly brokenFirst: readonly string[];
  readonly drawn: DrawnCase;
  readonly answers: Answers;
  /** How often it broke when it was tried again; absent where it broke every time. */
  readonly unsteady?: Reproduction;
  readonly foundAfter: { readonly runs: number; readonly commands: number; readonly ms: number };
  readonly shrink: { readonly from: number; readonly attempts: number; readonly ms: number };
}

export interface TrialResult {
  readonly seed: number;
  readonly runs: number;
  readonly commands: number;
  /** The length of every stream that was run. */
  readonly lengths: readonly number[];
  /** How many cases examined each property. */
  readonly examined: ReadonlyMap<string, number>;
  readonly finding: Finding | null;
  readonly ms: number;
}

interface FirstFound {
  readonly drawn: DrawnCase;
  readonly broken: readonly Broken[];
  readonly answers: Answers;
  readonly ms: number;
}

interface Search {
  runs: number;
  commands: number;
  readonly lengths: number[];
  readonly examined: Map<string, number>;
  first: FirstFound | null;
  /** Shrinking follows the property that was found broken, not whatever breaks on the way. */
  pinned: string;
  failedAt: number;
  attempts: number;
}

/** Draws streams until a property breaks, the runs are done or the time is up; then shrinks. */
export async function runTrial(
  subject: Subject,
  properties: ReadonlyMap<string, PropertyPlugin>,
  sources: ReadonlyMap<string, StreamSource>,
  options: TrialOptions,
): Promise<TrialResult> {
  const startMs = performance.now();
  const elapsed = (): number => performance.now() - startMs;
  const search: Search = {
    runs: 0,
    commands: 0,
    lengths: [],
    examined: new Map(),
    first: null,
    pinned: '',
    failedAt: 0,
    attempts: 0,
  };
  const draw = (random: fc.Random) => drawCase(random, subject.hello, sources, options);
  const arbitrary = streamArbitrary(draw, () => search.failedAt);
  const judge = async (drawn: DrawnCase): Promise<boolean> => {
    if (search.first) return !(await stillBroken(subject, properties, drawn, search));
    return await holds(subject, properties, drawn, search, options, elapsed);
  };
  let pending: Promise<boolean> = Promise.resolve(true);
  const predicate = (drawn: DrawnCase): Promise<boolean> => {
    pending = judge(drawn);
    return pending;
  };
  const details = await fc.check(fc.asyncProperty(arbitrary, predicate), {
    seed: options.seed,
    numRuns: options.runs,
    interruptAfterTimeLimit: options.timeMsMax,
    markInterruptAsFailure: false,
  });
  // At its time limit fast-check lets go of the case at work: the engine must be free first.
  await pending.catch(() => {});
  const { runs, commands, lengths, examined, first } = search;
  const smallest = details.counterexample?.[0] ?? first?.drawn;
  const finding =
    first && smallest ? await conclude({ subject, properties, search }, smallest, elapsed) : null;
  return { seed: options.seed, runs, commands, lengths, examined, finding, ms: elapsed() };
}

interface Trying {
  readonly subject: Subject;
  readonly properties: ReadonlyMap<string, PropertyPlugin>;
  readonly search: Search;
}

/** An engine that does not break every time is shrunk further, each try many times over. */
async function conclude(
  { subject, properties, search }: Trying,
  smallest: DrawnCase,
  elapsed: () => number,
): Promise<Finding> {
  const { pinned } = search;
  const fault = search.first?.broken.find((one) => one.property === pinned)?.fault;
  const property = properties.get(pinned);
  const measures = property && property.kind !== 'invariant' && property.ignoresStream;
  // To wait for an engine that falls silent, again and again, would cost more than it tells.
  const dear = fault?.kind === 'silent' || measures || pinned === restoredIsNew;
  if (dear || !(await isUnsteady(subject, properties, smallest, pinned))) {
    return await describe(subject, properties, smallest, search, elapsed());
  }
  const breaks = async (drawn: DrawnCase): Promise<boolean> => {
    search.attempts += 1;
    const again = await reproduce(subject, properties, drawn, pinned, triesMax, 1);
    return again.broken > 0;
  };
  const again = await fc.check(
    fc.asyncProperty(
      streamArbitrary(() => smallest),
      async (drawn) => !(await breaks(drawn)),
    ),
    { numRuns: 1, examples: [[smallest]], interruptAfterTimeLimit: elapsed() },
  );
  const drawn = again.counterexample?.[0] ?? smallest;
  const unsteady = await reproduce(subject, properties, drawn, pinned, triesMax);
  const tries = unsteady.broken === 0 ? 1 : triesMax;
  return { ...(await describe(subject, properties, drawn, search, elapsed(), tries)), unsteady };
}

async function holds(
  subject: Subject,
  properties: ReadonlyMap<string, PropertyPlugin>,
  drawn: DrawnCase,
  search: Search,
  options: TrialOptions,
  elapsed: () => number,
): Promise<boolean> {
  const { relationsMax } = options;
  const limits = relationsMax === undefined ? {} : { relationsMax };
  const { broken, examined, answers } = await examine(subject, properties, drawn, limits);
  search.runs += 1;
  search.commands += drawn.commands.length;
  search.lengths.push(drawn.commands.length);
  for (const name of examined) search.examined.set(name, (search.examined.get(name) ?? 0) + 1);
  options.onProgress?.(search);
  if (broken.length === 0) return true;
  const confirmed = await confirm(subject, properties, drawn, broken);
  search.first = { drawn, broken: confirmed, answers, ms: elapsed() };
  const telling = mostTelling(confirmed, properties);
  search.pinned = telling.property;
  search.failedAt = telling.seq;
  return false;
}

/** An engine that is only wrong after it was emptied by a restore is wrong in just that. */
export const restoredIsNew = 'restored-engine-is-like-new';

async function confirm(
  subject: Subject,
  properties: ReadonlyMap<string, PropertyPlugin>,
  drawn: DrawnCase,
  broken: readonly Broken[],
): Promise<readonly Broken[]> {
  if (!subject.runFresh) return broken;
  const only = new Set(names(broken));
  const again = await examine(freshly(subject), properties, drawn, { only });
  if (again.broken.length > 0) return again.broken;
  const { seq, expected, received } = broken[0] as Broken;
  const message = `${expected}, as a new engine answers after the same commands`;
  return [{ property: restoredIsNew, seq, expected: message, received }];
}

function freshly(subject: Subject): Subject {
  return { ...subject, run: subject.runFresh ?? subject.run };
}

/** The oracle names the exact answer, an invariant a rule, a relation only that two runs differ. */
function mostTelling(
  broken: readonly Broken[],
  properties: ReadonlyMap<string, PropertyPlugin>,
): Broken {
  const order = ['oracle', 'invariant', 'recovery', 'metamorphic'];
  const rank = (one: Broken): number =>
    one.property === engineAnswers ? -1 : order.indexOf(properties.get(one.property)?.kind ?? '');
  return broken.toSorted((a, b) => rank(a) - rank(b))[0] as Broken;
}

async function stillBroken(
  subject: Subject,
  properties: ReadonlyMap<string, PropertyPlugin>,
  drawn: DrawnCase,
  search: Search,
): Promise<boolean> {
  search.attempts += 1;
  const property = properties.get(search.pinned);
  if (property && property.kind !== 'invariant' && property.ignoresStream) return true;
  const only = new Set([search.pinned]);
  const { broken } = await examine(subject, properties, drawn, { only });
  return broken.some((one) => one.property === search.pinned);
}

async function describe(
  subject: Subject,
  properties: ReadonlyMap<string, PropertyPlugin>,
  smallest: DrawnCase,
  search: Search,
  ms: number,
  tries = 1,
): Promise<Finding> {
  const first = search.first as FirstFound;
  const only = new Set([search.pinned]);
  const findBroken = async () => {
    const confirmed = await examine(freshly(subject), properties, smallest, { only });
    return { confirmed, told: confirmed.broken.find((one) => one.property === search.pinned) };
  };
  let { confirmed, told } = await findBroken();
  for (let n = 1; n < tries && !told; n += 1) ({ confirmed, told } = await findBroken());
  const { broken } = await examine(subject, properties, smallest);
  return {
    // An engine that answers differently when asked again is told by what was seen first.
    broken: told ?? (first.broken.find((one) => one.property === search.pinned) as Broken),
    alsoBroken: names(broken).filter((name) => name !== search.pinned),
    brokenFirst: names(first.broken),
    drawn: told ? smallest : first.drawn,
    answers: told ? confirmed.answers : first.answers,
    foundAfter: { runs: search.runs, commands: search.commands, ms: first.ms },
    shrink: {
      from: first.drawn.commands.length,
      attempts: search.attempts,
      ms: ms - first.ms,
    },
  };
}

function names(broken: readonly Broken[]): string[] {
  return [...new Set(broken.map((one) => one.property))];
}

/** Runs one stored case and judges it again; the property it was stored for is told first. */
export async function replayTrial(
  subject: Subject,
  properties: ReadonlyMap<string, PropertyPlugin>,
  drawn: DrawnCase,
  property: string,
): Promise<TrialResult> {
  const startMs = performance.now();
  const { broken, examined, answers } = await examine(subject, properties, drawn);
  const ms = performance.now() - startMs;
  const commands = drawn.commands.length;
  const told = broken.find((one) => one.property === property) ?? broken[0];
  const finding: Finding | null = told
    ? {
        broken: told,
        alsoBroken: names(broken).filter((name) => name !== told.property),
        brokenFirst: names(broken),
        drawn,
        answers,
        foundAfter: { runs: 1, commands, ms },
        shrink: { from: commands, attempts: 0, ms: 0 },
      }
    : null;
  const counts = new Map(examined.map((name) => [name, 1]));
  return { seed: 0, runs: 1, commands, lengths: [commands], examined: counts, finding, ms };
}
