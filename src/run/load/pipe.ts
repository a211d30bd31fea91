import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { HistoryEvent } from '#contract/history.ts';
import type { LoadAnswers, LoadCommand, LoadReply } from './messages.ts';

/** The harness's end of the pipe to a load process. */
export interface LoadPipe {
  /** Resolves to the answer, or to undefined if the process ended before it gave one. */
  ask<D extends LoadCommand['do']>(
    command: D,
    parameters: Omit<Extract<LoadCommand, { do: D }>, 'do'>,
  ): Promise<LoadAnswers[D] | undefined>;
  /** From now on the end of the process is no failure. */
  expectEnd(): void;
  /** Why the process ended, once it has. */
  ended(): string | undefined;
}

const errorTextMax = 4_000;

export function openPipe(
  child: ChildProcess,
  record: (event: HistoryEvent) => void,
  fail: (because: string) => void,
): LoadPipe {
  const waiting = new Map<number, (answer: unknown) => void>();
  let last = 0;
  let ended: string | undefined;
  let endExpected = false;
  let errorText = '';

  const over = (because: string): void => {
    if (ended !== undefined) return;
    const said = errorText.trim().split('\n').slice(0, 3).join(' | ');
    ended = said === '' ? because : `${because}: ${said}`;
    if (!endExpected) fail(ended);
    for (const resolve of waiting.values()) resolve(undefined);
    waiting.clear();
  };

  // `close` and not `exit`: what the process still wrote is heard first.
  child.on('close', (code, signal) => over(`the process ended (${signal ?? `exit code ${code}`})`));
  child.on('error', (error) => over(`the process did not start: ${error.message}`));
  child.stdin?.on('error', () => {});
  child.stderr?.on('data', (text) => {
    if (errorText.length < errorTextMax) errorText += text;
  });
  const events = child.stdio[3] as Readable;
  events.on('error', () => {});
  createInterface({ input: events }).on('line', (line) => {
    const message = parse(line);
    if (message === undefined) return;
    if ('type' in message) return record(message);
    waiting.get(message.reply)?.(message.answer);
    waiting.delete(message.reply);
  });

  return {
    ask(command, parameters) {
      if (ended !== undefined) return Promise.resolve(undefined);
      const id = ++last;
      child.stdin?.write(`${JSON.stringify({ id, do: command, ...parameters })}\n`);
      return new Promise((resolve) => {
        waiting.set(id, resolve as (answer: unknown) => void);
      });
    },
    expectEnd() {
      endExpected = true;
    },
    ended: () => ended,
  };
}

/** A process that was killed may leave half a line. */
function parse(line: string): HistoryEvent | LoadReply | undefined {
  try {
    return JSON.parse(line) as HistoryEvent | LoadReply;
  } catch {
    return undefined;
  }
}
