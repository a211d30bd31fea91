import type { LineSocket, Message } from '../service/lines.ts';
import type { VenueMode } from '../service/status.ts';
import { reached } from './crash-point.ts';
import type { Engine } from './engine.ts';
import { apply } from './exchange.ts';
import { noteApplied } from './feed.ts';
import { replaced } from './lead.ts';
import { appendRecords, resetLog, syncLog, truncateLog } from './log.ts';
import { rebuild } from './rebuild.ts';
import type { LogRecord } from './records.ts';
import { canGoBackTo, forgetAfter, installSnapshot } from './snapshots.ts';

/** The standby's side of replication. Here, and nowhere else, an old leader is fenced. */
export function receiveFromLeader(engine: Engine, message: Message, socket: LineSocket): void {
  const epoch = Number(message.epoch);
  const isLeader = socket === engine.session.socket && epoch >= engine.fence && !leads(engine);
  if (message.kind === 'hello') greet(engine, message, socket);
  else if (!isLeader) refuse(engine, message, socket);
  else {
    engine.fence = epoch;
    engine.epoch = epoch;
    if (message.kind === 'truncate') cutTo(engine, Number(message.to));
    else if (message.kind === 'snapshot') takeSnapshot(engine, message);
    else if (message.kind === 'round') takeRound(engine, message);
  }
}

/** A leader presents itself; it is told how far this log goes, or that it leads no more. */
function greet(engine: Engine, message: Message, socket: LineSocket): void {
  const epoch = Number(message.epoch);
  const { fence } = engine;
  if (fence > 0 && epoch >= fence && epoch > engine.epoch) {
    replaced(engine, `${message.leader} presented itself as the leader of epoch ${epoch}`);
  }
  if (fence === 0 || epoch < fence || leads(engine)) refuse(engine, message, socket);
  else followFrom(engine, message, socket);
}

function followFrom(engine: Engine, message: Message, socket: LineSocket): void {
  const { session, settings, logId, exchange, log } = engine;
  if (session.socket !== socket) session.socket?.close();
  session.socket = socket;
  session.live = false;
  session.unconfirmed = [];
  session.texts = [];
  engine.fence = Number(message.epoch);
  engine.epoch = engine.fence;
  engine.leaderName = String(message.leader);
  settle(engine);
  const { service: name } = settings;
  const { epochs } = exchange;
  socket.send({ kind: 'position', name, logId, lastSequence: log.written, epochs });
}

/** A standby is one that may take over by the record and receives every round. */
export function settle(engine: Engine): void {
  const { session, eligible, leaderName, epoch, state } = engine;
  if (leads(engine)) return;
  engine.state = eligible && session.live ? 'standby' : 'catching-up';
  if (engine.state === 'standby' && state !== 'standby') {
    engine.logger.info({ epoch, leader: leaderName }, 'in sync');
  }
}

function leads(engine: Engine): boolean {
  return engine.state === 'leading' || engine.state === 'promoting';
}

function refuse(engine: Engine, message: Message, socket: LineSocket): void {
  const { defects, service } = engine.settings;
  if (defects.has('split-brain') && message.kind === 'round') {
    const { round } = message;
    socket.send({ kind: 'confirmed', round, sequence: Number.MAX_SAFE_INTEGER });
    return;
  }
  const leader = leads(engine) ? service : engine.leaderName;
  socket.send({ kind: 'refused', fence: engine.fence, leader });
}

/** What this log has beyond the common prefix was never confirmed by both: it goes. */
function cutTo(engine: Engine, sequence: number): void {
  const lost = engine.log.written - sequence;
  if (lost === 0) return;
  engine.logger.warn({ from: sequence + 1, records: lost }, 'truncating the log');
  if (canGoBackTo(engine.snapshots, engine.log, sequence)) {
    forgetAfter(engine.snapshots, sequence);
    truncateLog(engine.log, sequence);
    rebuild(engine);
    return;
  }
  // No snapshot here is old enough. An empty log is always a common prefix: the leader is told so
  // when it connects again.
  empty(engine, 0);
  rebuild(engine);
  engine.session.socket?.close();
  engine.session.socket = null;
}

function empty(engine: Engine, base: number): void {
  resetLog(engine.log, base);
  forgetAfter(engine.snapshots, -1);
}

/** The leader's log begins behind the end of this one: its snapshot takes this one's place. */
function takeSnapshot(engine: Engine, message: Message): void {
  const { session, snapshots, logger } = engine;
  session.texts.push(...(message.texts as string[]));
  if (message.last !== true) return;
  const sequence = Number(message.sequence);
  logger.info({ sequence }, 'taking over a snapshot');
  empty(engine, sequence);
  installSnapshot(snapshots, sequence, session.texts);
  session.texts = [];
  rebuild(engine);
}

function takeRound(engine: Engine, message: Message): void {
  const { log, session } = engine;
  const records = message.records as LogRecord[];
  engine.mode = message.mode as VenueMode;
  if (records.length > 0) {
    for (const record of records) {
      apply(engine.exchange, record);
      noteApplied(engine, record);
    }
    appendRecords(log, records);
    reached(engine.crashPoint, 'logged', log.written);
  }
  session.live = message.live === true;
  settle(engine);
  session.unconfirmed.push({ round: Number(message.round), lastSequence: log.written });
  syncLog(log);
  confirmRounds(engine);
}

/** Confirms what is durable here, in order. */
export function confirmRounds(engine: Engine): void {
  const { session, log } = engine;
  for (;;) {
    const first = session.unconfirmed[0];
    if (first === undefined || first.lastSequence > log.durable) return;
    session.unconfirmed.shift();
    engine.committed = first.lastSequence;
    session.socket?.send({ kind: 'confirmed', round: first.round, sequence: log.durable });
  }
}

export function leaderClosed(engine: Engine, socket: LineSocket): void {
  const { session } = engine;
  if (session.socket !== socket) return;
  session.socket = null;
  session.unconfirmed = [];
  if (!leads(engine)) engine.mode = 'halted';
}
