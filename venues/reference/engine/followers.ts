import type { LineSocket, Message } from '../service/lines.ts';
import type { EpochBase } from '../service/status.ts';
import { levelsOf, queueOf } from './book.ts';
import { whenCommitted } from './commit.ts';
import type { Engine } from './engine.ts';
import type { Exchange } from './exchange.ts';
import { type BookChange, changeOf, halvesOf, publish } from './feed.ts';

/**
 * A follower says up to where it has heard the feed: it goes on from there, or begins again with a
 * snapshot if that is too long ago, or is no part of what this venue did.
 */
export function followFeed(engine: Engine, message: Message, socket: LineSocket): void {
  const { feed, exchange } = engine;
  if (engine.state !== 'leading') return;
  const heard = { sequence: Number(message.sequence), epoch: Number(message.epoch) };
  const known = isPast(exchange.epochs, exchange.sequence, heard);
  if (known && heard.sequence + 1 >= feed.first) {
    feed.followers.set(socket, heard.sequence + 1);
    publish(engine);
    return;
  }
  const { sequence } = exchange;
  const snapshot = {
    kind: 'feed-snapshot',
    sequence: String(sequence),
    epoch: String(engine.epoch),
    book: snapshotOf(exchange),
  };
  whenCommitted(engine, (outcome) => {
    if (outcome !== 'committed') return;
    socket.send(snapshot);
    feed.followers.set(socket, sequence + 1);
  });
}

/** Whether a position lies within the epochs that this venue had. */
function isPast(
  epochs: readonly EpochBase[],
  end: number,
  heard: { sequence: number; epoch: number },
): boolean {
  const at = epochs.findIndex(({ epoch }) => epoch === heard.epoch);
  if (at < 0 || heard.sequence < (epochs[at]?.from ?? 0)) return false;
  return heard.sequence <= (epochs[at + 1] === undefined ? end : epochs[at + 1]!.from - 1);
}

/** Every resting order, queue by queue. */
function snapshotOf(exchange: Exchange): BookChange[] {
  return halvesOf(exchange).flatMap((half) =>
    levelsOf(half).flatMap((level) =>
      queueOf(level).map((order) => changeOf(exchange, order, true)),
    ),
  );
}
