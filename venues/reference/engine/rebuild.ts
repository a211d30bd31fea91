import type { Engine } from './engine.ts';
import { apply, newExchange } from './exchange.ts';
import { newFeed } from './feed.ts';
import { readPayloads } from './log.ts';
import { plantAtReplay } from './planted.ts';
import type { LogRecord } from './records.ts';

const chunkRecords = 10_000;

/** Makes the state again from the log, as a start does. */
export function rebuild(engine: Engine): void {
  const exchange = newExchange(engine.settings.defects);
  for (;;) {
    const payloads = readPayloads(engine.log, exchange.sequence + 1, chunkRecords);
    if (payloads.length === 0) break;
    for (const payload of payloads) apply(exchange, JSON.parse(payload) as LogRecord);
  }
  plantAtReplay(exchange);
  engine.exchange = exchange;
  engine.feed = newFeed(exchange, engine.feed.followers);
}
