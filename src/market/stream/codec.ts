import { z } from 'zod';
import { exitCodes, ProofhouseError } from '#kit/errors.ts';
import {
  type Command,
  commandSchema,
  eventSchema,
  type Hello,
  helloSchema,
  type StreamEvent,
} from './schema.ts';

/** A line that is not of the stream: which one, what was expected, what was received. */
export class MalformedLine extends ProofhouseError {
  readonly line: number;

  constructor(line: number, expected: string, received: string) {
    super(`line ${line}: expected ${expected}, received ${shorten(received)}`, {
      code: 'stream-malformed',
      exitCode: exitCodes.usage,
      cure: 'Compare the line with `proofhouse schema stream`; nothing of it was applied.',
    });
    this.line = line;
  }
}

/** The most characters a line may have; a snapshot of a large book is the longest. */
export const lineCharactersMax = 256 * 1024 * 1024;

function shorten(text: string): string {
  const printable = JSON.stringify(text.slice(0, 120));
  return text.length > 120 ? `${printable}… (${text.length} characters)` : printable;
}

function parseLine<T>(schema: z.ZodType<T>, what: string, text: string, line: number): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new MalformedLine(line, `${what} as one line of JSON`, text);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new MalformedLine(line, `${what} (${z.prettifyError(parsed.error)})`, text);
}

/** Reads one command line; throws {@link MalformedLine}. Lines are numbered from 1. */
export function parseCommand(text: string, line: number): Command {
  return parseLine(commandSchema, 'a command', text, line);
}

/** Reads one event line; throws {@link MalformedLine}. */
export function parseEvent(text: string, line: number): StreamEvent {
  return parseLine(eventSchema, 'an event', text, line);
}

/** Reads the first line of an engine; throws {@link MalformedLine}. */
export function parseHello(text: string, line = 1): Hello {
  return parseLine(helloSchema, 'the hello of an engine', text, line).hello;
}

/** One line of the stream, without its line feed. */
export function formatLine(value: Command | StreamEvent | { hello: Hello }): string {
  return JSON.stringify(value);
}
