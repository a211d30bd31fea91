import type { Conventions } from '../conventions.ts';
import type {
  Capability,
  Command,
  DeclaredInstrument,
  Hello,
  StreamEvent,
} from '../stream/schema.ts';
import type { Ledger } from './ledger.ts';

/** What should have been and what was; the driver adds the command at which it was seen. */
export interface Breach {
  readonly expected: string;
  readonly received: string;
}

export interface PlacedBreach extends Breach {
  /** Number of the command, from 1. */
  readonly seq: number;
}

/** Every event of one command, the `done` included where the engine writes it. */
export type Answer = readonly StreamEvent[];

/** What an invariant may know besides the events. */
export interface InvariantContext {
  readonly conventions: Conventions;
  readonly instruments: readonly DeclaredInstrument[] | undefined;
}

/**
 * A fold over commands and events, wherever they come from. The ledger shows the state *before*
 * the event, or, in `done`, after all events of the command.
 */
export interface InvariantFold {
  command?(command: Command, ledger: Ledger): void;
  event?(event: StreamEvent, command: Command, ledger: Ledger): Breach | undefined;
  done?(answer: Answer, command: Command, ledger: Ledger): Breach | undefined;
}

interface PropertyBase {
  /** One sentence: what must hold. */
  readonly summary: string;
  /** Where the stream must offer something for this to be examined at all. */
  readonly needs: readonly Capability[];
  /** What a pass does not say. */
  readonly doesNotVerify: string;
}

export interface ExampleStream {
  readonly name: string;
  readonly passes: boolean;
  /** In the short hand of `short-hand.ts`: one command a line, an arrow, its events. */
  readonly stream: string;
}

/** Must hold on any evidence: a property run, a recording, the history of a chaos run. */
export interface Invariant extends PropertyBase {
  readonly kind: 'invariant';
  begin(context: InvariantContext): InvariantFold;
  readonly examples: readonly ExampleStream[];
}

/** A seeded source for choices inside a property; the same case gives the same choices. */
export interface Choices {
  /** An integer of [0, below). */
  below(limit: number): number;
}

/** How a stream reaches an engine that reads it from a pipe. */
export interface Delivery {
  /** Lines written at once; the next are written when all of these are answered. */
  readonly linesAtOnce: number;
  /** Each write also holds the first half of the line after it. */
  readonly cutsLines: boolean;
}

/** One stream and its answers, and the means to ask the same engine again. */
export interface Case {
  readonly commands: readonly Command[];
  readonly answers: readonly Answer[];
  readonly hello: Hello;
  readonly conventions: Conventions;
  readonly choices: Choices;
  /**
   * Runs other commands on a fresh engine; an engine that fails there answers with fewer entries.
   */
  run(commands: readonly Command[]): Promise<readonly Answer[]> | readonly Answer[];
  /** The same as `run`, delivered in another way; undefined where no pipe lies between. */
  deliver(
    commands: readonly Command[],
    delivery: Delivery,
  ): Promise<readonly Answer[] | undefined> | undefined;
  /** Processor time of a fresh engine for a stream, in milliseconds; undefined where not seen. */
  cpuMs(commands: readonly Command[]): Promise<number | undefined>;
}

/** `unexamined`: the stream has nothing in it that this property speaks about. */
export type CaseOutcome = PlacedBreach | 'holds' | 'unexamined';

/** Needs the engine itself: a relation between two runs, or between engine and model. */
export interface Relation extends PropertyBase {
  readonly kind: 'metamorphic' | 'oracle' | 'recovery';
  /** It measures the engine, whatever the stream: there is nothing to shrink. */
  readonly ignoresStream?: true;
  check(subject: Case): Promise<CaseOutcome>;
}

/** A property plugin: `property/properties/<name>.ts`. */
export type PropertyPlugin = Invariant | Relation;

export function defineInvariant(plugin: Omit<Invariant, 'kind'>): Invariant {
  return { kind: 'invariant', ...plugin };
}

export function defineRelation(plugin: Relation): Relation {
  return plugin;
}
