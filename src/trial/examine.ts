import { completeConventions } from '#market/conventions.ts';
import { judgeStream } from '#market/evidence/judge-stream.ts';
import type {
  Answer,
  Choices,
  Invariant,
  PlacedBreach,
  PropertyPlugin,
  Relation,
} from '#market/evidence/property.ts';
import { usedBy } from '#market/evidence/uses.ts';
import type { Command } from '#market/stream/schema.ts';
import type { DrawnCase } from './shrink.ts';
import type { Answers, EngineFault, Subject } from './subject.ts';

/**
 * A property that did not hold on a case; `engine-answers` stands for an engine that broke down.
 */
export interface Broken extends PlacedBreach {
  readonly property: string;
  readonly fault?: EngineFault;
}

/** What one case examined, and what broke in it. */
export interface Examination {
  readonly broken: readonly Broken[];
  readonly examined: readonly string[];
  readonly answers: Answers;
}

export interface ExamineOptions {
  /** Only these properties; all when absent. */
  readonly only?: ReadonlySet<string>;
  /** Relations cost runs of the engine: at most this many a case, drawn by its salt. */
  readonly relationsMax?: number;
}

/**
 * Streams of thousands of commands are for the model and the invariants: a relation doubles them.
 */
const relationsUpTo = 1_000;

/** What measures the engine and not the stream is done for one stream in so many. */
const oneIn = 40;

export const engineAnswers = 'engine-answers';

/** Runs one case and judges it by every property, or by those asked for. */
export async function examine(
  subject: Subject,
  properties: ReadonlyMap<string, PropertyPlugin>,
  drawn: DrawnCase,
  options: ExamineOptions = {},
): Promise<Examination> {
  const { commands } = drawn;
  const answers = await subject.run(commands);
  const wanted = (name: string): boolean => options.only?.has(name) ?? true;
  if (answers.fault) {
    const broken = wanted(engineAnswers) ? [brokenByFault(answers.fault)] : [];
    return { broken, examined: [engineAnswers], answers };
  }
  const chosen = [...properties].filter(([name]) => wanted(name));
  const broken: Broken[] = judgeInvariants(subject, chosen, commands, answers.events);
  const used = usedBy(commands);
  const examined = chosen
    .filter(([, one]) => one.kind === 'invariant' && one.needs.every((need) => used.has(need)))
    .map(([name]) => name);
  for (const [name, relation] of chooseRelations(subject, chosen, drawn, options)) {
    const outcome = await checkRelation(subject, relation, drawn, answers.events);
    if (outcome === 'unexamined') continue;
    examined.push(name);
    if (outcome !== 'holds') broken.push({ property: name, ...outcome });
  }
  return { broken, examined, answers };
}

function brokenByFault(fault: EngineFault): Broken {
  return {
    property: engineAnswers,
    seq: fault.seq,
    expected: 'the events of the command, ended by done',
    received: `${fault.kind}: ${fault.message}`,
    fault,
  };
}

function judgeInvariants(
  subject: Subject,
  chosen: readonly (readonly [string, PropertyPlugin])[],
  commands: readonly Command[],
  events: readonly Answer[],
): Broken[] {
  const invariants = new Map<string, Invariant>();
  for (const [name, one] of chosen) if (one.kind === 'invariant') invariants.set(name, one);
  if (invariants.size === 0) return [];
  const judge = judgeStream(invariants, {
    conventions: completeConventions(subject.hello.conventions),
    instruments: subject.hello.instruments,
  });
  for (const [index, command] of commands.entries()) judge.see(command, events[index] ?? []);
  return judge.breaches.map(({ invariant, ...breach }) => ({ property: invariant, ...breach }));
}

function chooseRelations(
  subject: Subject,
  chosen: readonly (readonly [string, PropertyPlugin])[],
  { commands, salt }: DrawnCase,
  options: ExamineOptions,
): [string, Relation][] {
  const capabilities = new Set(subject.hello.capabilities);
  const relations: [string, Relation][] = [];
  for (const [name, one] of chosen) {
    if (one.kind === 'invariant' || one.needs.some((need) => !capabilities.has(need))) continue;
    relations.push([name, one]);
  }
  const oracles = relations.filter(([, one]) => one.kind === 'oracle');
  const measures = relations.filter(([, one]) => one.ignoresStream);
  const measured = options.only !== undefined || salt % oneIn === 0 ? measures : [];
  // Nothing is the same as nothing: that would not be worth a word.
  if (commands.length === 0) return measured;
  const others = relations.filter(([, one]) => one.kind !== 'oracle' && !one.ignoresStream);
  const few = commands.length > relationsUpTo && options.only === undefined;
  const max = few ? 0 : (options.relationsMax ?? others.length);
  if (max >= others.length) return [...oracles, ...others, ...measured];
  const from = salt % others.length;
  const turned = [...others.slice(from), ...others.slice(0, from)];
  return [...oracles, ...turned.slice(0, max), ...measured];
}

async function checkRelation(
  subject: Subject,
  relation: Relation,
  drawn: DrawnCase,
  answers: readonly Answer[],
): Promise<PlacedBreach | 'holds' | 'unexamined'> {
  const faults: EngineFault[] = [];
  const outcome = await relation.check({
    commands: drawn.commands,
    answers,
    hello: subject.hello,
    conventions: completeConventions(subject.hello.conventions),
    choices: choicesFrom(drawn.salt),
    cpuMs: async (commands) => await subject.cpuMs?.(commands),
    run: async (commands) => eventsOf(await subject.run(commands), faults),
    deliver: (commands, delivery) =>
      subject.deliver?.(commands, delivery).then((answers) => eventsOf(answers, faults)),
  });
  const fault = faults[0];
  if (!fault) return outcome;
  const received = `${fault.kind}: ${fault.message}`;
  return { seq: 0, expected: 'an answer to the changed stream', received };
}

function eventsOf({ events, fault }: Answers, faults: EngineFault[]): readonly Answer[] {
  if (fault) faults.push(fault);
  return events;
}

/** A small counter-based generator (SplitMix32): the same salt gives the same choices. */
export function choicesFrom(salt: number): Choices {
  let state = salt | 0;
  return {
    below(limit) {
      state = (state + 0x9e3779b9) | 0;
      let mixed = state ^ (state >>> 16);
      mixed = Math.imul(mixed, 0x21f0aaad);
      mixed ^= mixed >>> 15;
      mixed = Math.imul(mixed, 0x735a2d97);
      mixed ^= mixed >>> 15;
      // In proportion, so that a place in a stream stays near its place when the stream shrinks.
      return limit <= 1 ? 0 : Math.floor(((mixed >>> 0) / 2 ** 32) * limit);
    },
  };
}
