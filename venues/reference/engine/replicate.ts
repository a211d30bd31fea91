import { keepLink, type LineSocket, type Message } from '../service/lines.ts';
import { heard, newSilence, tickSilence } from '../service/silence.ts';
import type { EpochBase } from '../service/status.ts';
import { advance, flush } from './commit.ts';
import { reached } from './crash-point.ts';
import { type Engine, newPeer } from './engine.ts';
import { readPayloads } from './log.ts';
import type { LogRecord } from './records.ts';
import { sendRound } from './round.ts';
import { readSnapshot } from './snapshots.ts';

/** Records sent at once while a standby catches up, and how near it must be to go live. */
const chunkRecords = 500;
export const peerTickMs = 25;

/** How many times longer than one in sync a standby that catches up may be silent. */
const catchingUpPatience = 10;

/** A standby that is apart for this long is lost; a cut connection may come back sooner. */
const apartMsMax = 100;

/** Called when the standby follows a newer leader. */
type OnRefused = (because: string) => void;

/** Begins to look for the standby. Called when this engine begins to lead. */
export function startReplicating(engine: Engine, onRefused: OnRefused): void {
  const peer = newPeer();
  engine.peer = peer;
  peer.link = keepLink(engine.settings.peer, {
    onOpen: (socket) => {
      socket.send({ kind: 'hello', epoch: engine.epoch, leader: engine.settings.service });
    },
    onMessage: (message, socket) => {
      if (engine.peer === peer) receive(engine, message, socket, onRefused);
    },
    onClose: () => {
      // A connection that never got so far (a proxy without a peer behind it) ends no absence.
      if (peer.stage !== 'apart') peer.apartMs = newSilence();
      peer.stage = 'apart';
    },
  });
}

export function stopReplicating(engine: Engine): void {
  engine.peer.link?.close();
  engine.peer = newPeer();
}

function receive(engine: Engine, message: Message, socket: LineSocket, onRefused: OnRefused): void {
  const { peer } = engine;
  heard(peer.silence);
  if (message.kind === 'refused') {
    // A peer that only waits for the controller's word, or for ours, is asked again.
    const { fence, leader } = message;
    const other = leader !== null && leader !== engine.settings.service;
    if (other && Number(fence) > engine.epoch) onRefused(`${leader} leads epoch ${fence}`);
    else socket.close();
  } else if (message.kind === 'position') {
    const { name, logId, lastSequence, epochs } = message;
    peer.name = String(name);
    peer.logId = String(logId);
    const theirs = { epochs: epochs as EpochBase[], last: Number(lastSequence) };
    const ours = { epochs: engine.exchange.epochs, last: engine.log.written };
    const common = commonPrefix(ours, theirs);
    peer.stage = 'catching-up';
    const from = common >= engine.log.base ? common : sendSnapshot(engine, socket);
    peer.nextSequence = from + 1;
    engine.pipeline.standbySequence = from;
    if (from === common) socket.send({ kind: 'truncate', epoch: engine.epoch, to: common });
    sendChunk(engine);
  } else if (message.kind === 'confirmed') {
    engine.pipeline.standbyRound = Number(message.round);
    engine.pipeline.standbySequence = Number(message.sequence);
    if (peer.stage !== 'catching-up') {
      reached(engine.crashPoint, 'replicated', engine.pipeline.standbySequence);
    }
    if (peer.stage === 'catching-up') sendChunk(engine);
    else join(engine);
    advance(engine);
  }
}

/** The newest snapshot, for a standby that ends before this log begins; answers its sequence. */
function sendSnapshot(engine: Engine, socket: LineSocket): number {
  const { snapshots, log, epoch } = engine;
  const sequence = snapshots.kept.at(-1) ?? log.base;
  const texts = readSnapshot(snapshots, sequence) ?? [];
  engine.logger.info({ sequence }, 'sending a snapshot');
  // One text a message: each is at most as long as a frame, and a message must not be much longer.
  texts.forEach((text, index) => {
    const last = index === texts.length - 1;
    socket.send({ kind: 'snapshot', epoch, sequence, texts: [text], last });
  });
  return sequence;
}

type History = { epochs: readonly EpochBase[]; last: number };

/**
 * The last sequence up to which two logs are the same. An epoch has one leader, so two logs that
 * have an epoch begin at the same place are equal to the end of the shorter one within it.
 */
export function commonPrefix(ours: History, theirs: History): number {
  let common = 0;
  for (const [index, own] of ours.epochs.entries()) {
    const other = theirs.epochs[index];
    if (other === undefined || other.epoch !== own.epoch || other.from !== own.from) break;
    common = Math.min(endOf(ours, index), endOf(theirs, index));
  }
  return common;
}

function endOf(history: History, index: number): number {
  const next = history.epochs[index + 1];
  return next === undefined ? history.last : next.from - 1;
}

/** The next part of the log; the last part makes the standby live: every later round follows. */
function sendChunk(engine: Engine): void {
  const { peer, pipeline, log } = engine;
  const payloads = readPayloads(log, peer.nextSequence, chunkRecords);
  pipeline.number += 1;
  peer.nextSequence += payloads.length;
  if (peer.nextSequence > log.written) {
    peer.stage = 'live';
    peer.joinRound = pipeline.number;
  }
  const records = payloads.map((payload) => JSON.parse(payload) as LogRecord);
  sendRound(engine, records);
}

/**
 * The standby holds everything: from now on acknowledgements wait for it, and the controller is
 * asked to record it. Only that record makes it eligible, and ends a solo epoch.
 */
export function join(engine: Engine): void {
  const { peer, pipeline } = engine;
  const known = peer.required && peer.joinedLogId === peer.logId;
  if (known || peer.stage !== 'live' || pipeline.standbyRound < peer.joinRound) return;
  if (engine.settings.defects.has('never-joins') && engine.epoch > firstPairEpoch) return;
  peer.required = true;
  peer.joinedLogId = peer.logId;
  peer.joinRequested = true;
  requestJoin(engine);
}

function requestJoin(engine: Engine): void {
  const { name: standby, logId } = engine.peer;
  engine.control?.socket?.send({ kind: 'join-request', epoch: engine.epoch, standby, logId });
}

/** Every 25 ms while leading: keeps the standby under watch and repeats what was not answered. */
export function watchPeer(engine: Engine): void {
  const { peer, pipeline, settings } = engine;
  const silentMs = tickSilence(peer.silence, peerTickMs);
  const apartMs = tickSilence(peer.apartMs, peerTickMs);
  // Nobody waits for a standby that catches up, and it may have much to write.
  const patience = peer.required ? 1 : catchingUpPatience;
  if (peer.stage !== 'apart' && silentMs > settings.standbySilenceMsMax * patience) {
    peer.link?.socket?.close();
    peer.stage = 'apart';
    peer.apartMs.ms = apartMsMax + 1;
  } else if (peer.stage === 'live') {
    if (peer.joinRequested) requestJoin(engine);
    if (pipeline.standbyRound === pipeline.number && !pipeline.scheduled) flush(engine);
  } else if (peer.stage === 'apart' && apartMs > apartMsMax && mayHaveStandby(engine)) {
    if (settings.defects.has('acks-alone-unrecorded')) acknowledgeAlone(engine);
    else engine.control?.socket?.send({ kind: 'solo-request', epoch: engine.epoch });
  }
}

/** never-joins, planted: only the first standby is ever let in, in the epoch after the first. */
const firstPairEpoch = 2;

/** acks-alone-unrecorded, planted: nobody waits for the standby, and no record says so. */
function acknowledgeAlone(engine: Engine): void {
  engine.peer.required = false;
  advance(engine);
}

/** Whether the controller's record may name the standby as eligible. */
function mayHaveStandby(engine: Engine): boolean {
  return !engine.solo || engine.peer.joinRequested;
}
