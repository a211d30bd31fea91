import { reached } from './crash-point.ts';
import type { Engine, Waiter } from './engine.ts';
import { apply } from './exchange.ts';
import { noteApplied, publish } from './feed.ts';
import { appendRecords, syncLog } from './log.ts';
import { asLogged } from './planted.ts';
import type { Command, LogRecord } from './records.ts';
import { sendRound } from './round.ts';

/**
 * Group commit. Commands are applied as they come and gathered until the end of the turn of the
 * event loop; then they form a round, which goes to the log and to the standby at the same time.
 * A round is committed when it is durable here and confirmed there; only then is anybody told.
 */
export function submit(engine: Engine, command: Command): LogRecord {
  const sequence = engine.exchange.sequence + 1;
  const record: LogRecord = { sequence, epoch: engine.epoch, ...command };
  apply(engine.exchange, record);
  noteApplied(engine, record);
  engine.pipeline.records.push(asLogged(engine, record));
  schedule(engine);
  return record;
}

/**
 * Calls back when everything applied so far is committed *and* the standby has confirmed, after
 * now, that this engine still leads. A read or a refusal that waits for this cannot come from a
 * leader that was replaced while it slept, and needs no clock.
 */
export function whenCommitted(engine: Engine, waiter: Waiter): void {
  engine.pipeline.waiters.push(waiter);
  schedule(engine);
}

function schedule(engine: Engine): void {
  const { pipeline } = engine;
  if (pipeline.scheduled) return;
  pipeline.scheduled = true;
  setImmediate(() => {
    if (engine.pipeline === pipeline) flush(engine);
  });
}

/** Closes the round; without records it is a question to the standby: do I still lead? */
export function flush(engine: Engine): void {
  const { pipeline, log } = engine;
  const { records, waiters } = pipeline;
  pipeline.scheduled = false;
  pipeline.records = [];
  pipeline.waiters = [];
  pipeline.number += 1;
  const lastSequence = log.written + records.length;
  pipeline.rounds.push({ number: pipeline.number, lastSequence, waiters });
  if (engine.peer.stage === 'live') sendRound(engine, records);
  if (records.length > 0) appendRecords(log, records);
  reached(engine.crashPoint, 'logged', log.written);
  syncLog(log);
  advance(engine);
}

/** Tells the waiters of every round that is committed by now. */
export function advance(engine: Engine): void {
  const { pipeline, log, peer, settings } = engine;
  const standbyCounts = peer.required && settings.replication === 'sync';
  for (;;) {
    const round = pipeline.rounds[0];
    if (round === undefined || round.lastSequence > log.durable) return;
    if (standbyCounts && round.number > pipeline.standbyRound) return;
    if (standbyCounts && round.lastSequence > pipeline.standbySequence) return;
    pipeline.rounds.shift();
    engine.committed = round.lastSequence;
    for (const waiter of round.waiters) waiter('committed');
    if (round.waiters.length > 0) acknowledged(engine, round.lastSequence);
    publish(engine);
  }
}

/** What was said in this turn of the event loop has left the process when the next begins. */
function acknowledged(engine: Engine, sequence: number): void {
  if (engine.crashPoint.armed !== 'acked') reached(engine.crashPoint, 'acked', sequence);
  else setImmediate(() => reached(engine.crashPoint, 'acked', sequence));
}

/** Ends all waiting, when this engine no longer leads. What was applied is in the log by then. */
export function abandon(engine: Engine, outcome: 'committed' | 'unknown'): void {
  const { pipeline, log } = engine;
  if (pipeline.records.length > 0) appendRecords(log, pipeline.records);
  const waiters = [...pipeline.rounds.flatMap((round) => round.waiters), ...pipeline.waiters];
  pipeline.rounds = [];
  pipeline.records = [];
  pipeline.waiters = [];
  for (const waiter of waiters) waiter(outcome);
}
