import { once } from 'node:events';
import type { Writable } from 'node:stream';
import type { Model } from '#market/model/types.ts';
import { formatLine, parseCommand } from '#market/stream/codec.ts';
import { lineBatches } from './lines.ts';

/** Events are written when so many characters have gathered, and at the end of every chunk. */
const batchCharacters = 64 * 1024;

export interface ServeOptions {
  /** Leave out `done`. */
  readonly onlyEvents: boolean;
}

/**
 * Answers every command line with its events, in order, until the input ends. Reads no further
 * while the output is full. A malformed line throws after everything before it was answered;
 * nothing of it was applied.
 */
export async function serve(
  model: Model,
  input: AsyncIterable<Uint8Array>,
  output: Writable,
  { onlyEvents }: ServeOptions,
): Promise<void> {
  let line = 0;
  let gathered = '';
  const flush = async () => {
    const text = gathered;
    gathered = '';
    if (text !== '' && !output.write(text)) await once(output, 'drain');
  };
  for await (const lines of lineBatches(input)) {
    try {
      for (const text of lines) {
        line += 1;
        for (const event of model.apply(parseCommand(text, line))) {
          if (!onlyEvents || event.event !== 'done') gathered += `${formatLine(event)}\n`;
        }
        if (gathered.length > batchCharacters) await flush();
      }
    } finally {
      await flush();
    }
  }
}
