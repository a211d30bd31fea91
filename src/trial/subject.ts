import type { Delivery } from '#market/evidence/property.ts';
import type { Command, Hello, StreamEvent } from '#market/stream/schema.ts';

/** What an engine did instead of answering. */
export type EngineFaultKind = 'cannot-start' | 'died' | 'silent' | 'flood' | 'garbage' | 'protocol';

/** An engine that stopped being one, with the command at which it happened. */
export interface EngineFault {
  readonly kind: EngineFaultKind;
  /** Number of the first command without a whole answer, from 1; 0 before the handshake. */
  readonly seq: number;
  /** One sentence: what was expected, what was received. */
  readonly message: string;
  /** The last lines the engine wrote to stderr. */
  readonly stderr: readonly string[];
}

/** The answers to a stream: entry i holds the events of command i + 1, its `done` included. */
export interface Answers {
  readonly events: readonly (readonly StreamEvent[])[];
  readonly fault: EngineFault | null;
}

/** An engine on trial: every run begins on an empty engine. */
export interface Subject {
  readonly name: string;
  readonly hello: Hello;
  run(commands: readonly Command[]): Promise<Answers> | Answers;
  /** Like `run`, delivered in another way; absent where no pipe lies between. */
  deliver?(commands: readonly Command[], delivery: Delivery): Promise<Answers>;
  /** Processor milliseconds of the engine for a stream; wall time would be the machine's. */
  cpuMs?(commands: readonly Command[]): Promise<number | undefined>;
  /** Like `run`, on an engine that has served nothing before; absent where `run` does that. */
  runFresh?(commands: readonly Command[]): Promise<Answers>;
  close(): Promise<void>;
}
