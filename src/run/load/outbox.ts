import type { Writable } from 'node:stream';
import type { HistoryEvent } from '#contract/history.ts';
import type { LoadReply } from './messages.ts';

/** Lines to the harness, written together at most this long after the first of them. */
const batchMs = 10;

export interface Outbox {
  event(event: HistoryEvent): void;
  /** Replies leave at once, behind the events before them. */
  reply(reply: LoadReply): void;
  flush(): void;
}

export function openOutbox(pipe: Writable): Outbox {
  let lines = '';
  let timer: NodeJS.Timeout | undefined;
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (lines !== '') pipe.write(lines);
    lines = '';
  };
  const add = (line: object): void => {
    lines += `${JSON.stringify(line)}\n`;
  };
  return {
    event(event) {
      add(event);
      timer ??= setTimeout(flush, batchMs);
    },
    reply(reply) {
      add(reply);
      flush();
    },
    flush,
  };
}
