import type { LineSocket, Message } from './lines.ts';

/** A message of the feed, as far as following it is concerned. */
type Numbered = { sequence: string; epoch: string };

/** Where a service stands that follows the feed of whichever engine leads. */
export type Follower<M extends Numbered, S extends Numbered> = {
  /** The engine that is followed; null while nobody is known to lead. */
  engine: string | null;
  /** Without it only roles are heard. */
  wanted: boolean;
  leaderEpoch: number;
  /** The last message heard. */
  sequence: number;
  epoch: number;
  onMessage(message: M): void;
  /** What was heard before is no longer what the next message follows on. */
  onSnapshot(snapshot: S): void;
};

export function newFollower<M extends Numbered, S extends Numbered>(
  handlers: Pick<Follower<M, S>, 'onMessage' | 'onSnapshot'>,
): Follower<M, S> {
  return { engine: null, wanted: true, leaderEpoch: 0, sequence: 0, epoch: 0, ...handlers };
}

/** Takes what an engine says of its role, and what it tells of the feed. */
export function hearEngine<M extends Numbered, S extends Numbered>(
  follower: Follower<M, S>,
  name: string,
  message: Message,
  socket: LineSocket,
): void {
  if (message.kind === 'role') hearRole(follower, name, message, socket);
  else if (follower.engine !== name) return;
  else if (message.kind === 'feed-snapshot') {
    const snapshot = message as unknown as S;
    follower.sequence = Number(snapshot.sequence);
    follower.epoch = Number(snapshot.epoch);
    follower.onSnapshot(snapshot);
  } else if (message.kind === 'feed') {
    for (const one of message.messages as M[]) hearMessage(follower, one, socket);
  }
}

export function forgetEngine(follower: { engine: string | null }, name: string): void {
  if (follower.engine === name) follower.engine = null;
}

function hearRole<M extends Numbered, S extends Numbered>(
  follower: Follower<M, S>,
  name: string,
  { leading, epoch }: Message,
  socket: LineSocket,
): void {
  if (leading !== true) {
    forgetEngine(follower, name);
    return;
  }
  if (Number(epoch) < follower.leaderEpoch) return;
  follower.leaderEpoch = Number(epoch);
  if (follower.engine === name) return;
  follower.engine = name;
  if (follower.wanted) ask(follower, socket);
}

function hearMessage<M extends Numbered, S extends Numbered>(
  follower: Follower<M, S>,
  message: M,
  socket: LineSocket,
): void {
  const sequence = Number(message.sequence);
  if (sequence <= follower.sequence) return;
  if (sequence !== follower.sequence + 1) {
    ask(follower, socket);
    return;
  }
  follower.sequence = sequence;
  follower.epoch = Number(message.epoch);
  follower.onMessage(message);
}

function ask({ sequence, epoch }: { sequence: number; epoch: number }, socket: LineSocket): void {
  socket.send({ kind: 'follow-feed', sequence, epoch });
}
