import type { Message } from '../service/lines.ts';
import { abandon, submit, whenCommitted } from './commit.ts';
import { announce, type Engine, newPipeline } from './engine.ts';
import { truncateLog } from './log.ts';
import { plantAtPromotion } from './planted.ts';
import { rebuild } from './rebuild.ts';
import { join, startReplicating, stopReplicating } from './replicate.ts';
import { forgetAfter } from './snapshots.ts';

/** The controller's word that this engine leads an epoch, which it has recorded before. */
export type LeadOrder = {
  epoch: number;
  solo: boolean;
  /** After a halt: cancels are taken before new orders are. */
  afterHalt: boolean;
  /** The last sequence that the controller knows to be committed; 0 when it knows none. */
  floor: number;
};

export function readLeadOrder(message: Message): LeadOrder {
  const { epoch, solo, afterHalt, floor } = message;
  return {
    epoch: Number(epoch),
    solo: solo === true,
    afterHalt: afterHalt === true,
    floor: Number(floor),
  };
}

export function obeyLead(engine: Engine, order: LeadOrder): void {
  if (engine.state === 'leading') continueInEpoch(engine, order);
  else if (engine.state === 'promoting') engine.nextLead = order;
  else if (order.epoch > engine.epoch) promote(engine, order);
}

/** The same leader in a new epoch: its standby was lost, or is in sync again. */
function continueInEpoch(engine: Engine, order: LeadOrder): void {
  const { peer } = engine;
  if (order.epoch <= engine.epoch) return;
  engine.solo = order.solo;
  peer.joinRequested = false;
  if (order.solo) {
    peer.required = false;
    peer.joinedLogId = '';
  }
  beginEpoch(engine, order);
  join(engine);
  announce(engine);
}

function beginEpoch(engine: Engine, order: LeadOrder): void {
  engine.epoch = order.epoch;
  engine.logger.info({ epoch: order.epoch, solo: order.solo }, 'epoch');
  submit(engine, { op: 'epoch', leader: engine.settings.service, solo: order.solo });
}

function promote(engine: Engine, order: LeadOrder): void {
  const { log, logger, settings } = engine;
  if (log.written < order.floor) {
    const reason = `the log ends at ${log.written}, but ${order.floor} was committed`;
    logger.error({ epoch: order.epoch, reason }, 'refusing to lead');
    engine.control?.socket?.send({ kind: 'refused-to-lead', epoch: order.epoch, reason });
    return;
  }
  logger.info({ epoch: order.epoch, sequence: log.written }, 'promoting');
  engine.state = 'promoting';
  engine.nextLead = null;
  // From here on nothing of an older epoch is accepted, so nobody older can acknowledge.
  engine.fence = order.epoch;
  engine.session.unconfirmed = [];
  if (!settings.defects.has('split-brain')) {
    engine.session.socket?.close();
    engine.session.socket = null;
  }
  const slowMs = engine.exchange.leader === null ? 0 : settings.defects.argument('slow-failover');
  if (slowMs > 0) setTimeout(() => takeOver(engine, order), slowMs);
  else takeOver(engine, order);
}

function takeOver(engine: Engine, order: LeadOrder): void {
  if (engine.state !== 'promoting' || engine.fence !== order.epoch) return;
  const { defects, service } = engine.settings;
  const failover = engine.exchange.leader !== null && engine.exchange.leader !== service;
  if (failover && defects.has('drop-on-failover')) {
    const { log, snapshots } = engine;
    const kept = Math.max(log.base, log.written - defects.argument('drop-on-failover'));
    forgetAfter(snapshots, kept);
    truncateLog(log, kept);
    rebuild(engine);
  }
  plantAtPromotion(engine, { failover, afterHalt: order.afterHalt });
  engine.leaderName = service;
  engine.solo = order.solo;
  engine.pipeline = newPipeline();
  engine.mode = order.afterHalt ? 'cancel-only' : 'open';
  startReplicating(engine, (because) => replaced(engine, because));
  beginEpoch(engine, order);
  whenCommitted(engine, (outcome) => {
    if (outcome === 'committed') lead(engine, order, failover);
  });
}

/** The epoch's first record is durable: the engine leads. */
function lead(engine: Engine, order: LeadOrder, failover: boolean): void {
  engine.state = 'leading';
  engine.logger.info({ epoch: engine.epoch, mode: engine.mode, failover }, 'leading');
  announce(engine);
  if (order.afterHalt) setTimeout(() => open(engine), engine.settings.cancelOnlyMs);
  const relapseMs = engine.settings.defects.argument('relapse');
  if (failover && relapseMs > 0) {
    engine.planted.stalledFromMs = performance.now() + relapseMs;
  }
  // The standby may be in sync before the promotion's own record is durable: that word counts too.
  const next = engine.nextLead;
  engine.nextLead = null;
  if (next !== null) continueInEpoch(engine, next);
}

function open(engine: Engine): void {
  if (engine.state !== 'leading' || engine.mode !== 'cancel-only') return;
  engine.mode = 'open';
  engine.logger.info({ epoch: engine.epoch }, 'open');
  announce(engine);
}

/** How long the defects that make a leader deaf to its replacement do so, in milliseconds. */
const deafMs = 1_000;

/**
 * Somebody else leads a newer epoch. What waits here was not confirmed and is not acknowledged:
 * nobody here can say what becomes of it.
 */
export function replaced(engine: Engine, because: string): void {
  if (engine.state !== 'leading' && engine.state !== 'promoting') return;
  const { defects } = engine.settings;
  if (defects.has('split-brain') || defects.has('deposed-leader-acks')) {
    if (staysDeaf(engine)) return;
  }
  engine.logger.warn({ epoch: engine.epoch, because }, 'replaced');
  engine.state = 'catching-up';
  engine.mode = 'halted';
  engine.solo = false;
  engine.eligible = false;
  engine.leaderName = null;
  abandon(engine, 'unknown');
  engine.pipeline = newPipeline();
  stopReplicating(engine);
  announce(engine);
}

/** Planted: the first word of a replacement is heard a second late. */
function staysDeaf(engine: Engine): boolean {
  const { planted, settings } = engine;
  const nowMs = performance.now();
  if (planted.deafUntilMs === 0) planted.deafUntilMs = nowMs + deafMs;
  if (nowMs >= planted.deafUntilMs) {
    planted.deafUntilMs = 0;
    return false;
  }
  if (settings.defects.has('deposed-leader-acks')) {
    engine.peer.required = false;
    engine.peer.stage = 'apart';
  }
  return true;
}
