import type { Engine } from './engine.ts';
import { newFeed } from './feed.ts';
import { plantAtReplay } from './planted.ts';
import { recoverState } from './snapshots.ts';

/** Makes the state again from snapshot and log, as a start does. */
export function rebuild(engine: Engine): void {
  const exchange = recoverState(engine.snapshots, engine.log, engine.settings.defects);
  plantAtReplay(exchange);
  engine.exchange = exchange;
  engine.feed = newFeed(exchange, engine.feed.followers);
}
