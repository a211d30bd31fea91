import { randomUUID } from 'node:crypto';
import { onTerminate } from '../service/lifecycle.ts';
import { listenLines } from '../service/lines.ts';
import type { Logger } from '../service/logger.ts';
import { advance } from './commit.ts';
import { linkToController } from './control.ts';
import { newCrashPoint, reached } from './crash-point.ts';
import { type Engine, newEngine, roleMessage } from './engine.ts';
import { receiveFromGateway } from './entry.ts';
import { confirmRounds, leaderClosed, receiveFromLeader } from './follow.ts';
import { isReady, serveEngineHttp } from './http.ts';
import { readLogId } from './identity.ts';
import { openLog } from './log.ts';
import { plantAtReplay } from './planted.ts';
import { peerTickMs, watchPeer } from './replicate.ts';
import { readEngineSettings } from './settings.ts';
import { openSnapshots, recoverState, tickSnapshots } from './snapshots.ts';

export async function start(logger: Logger): Promise<void> {
  const engine = recover(logger);
  const { host, port, entryPort, replicationPort } = engine.settings;
  await Promise.all([
    serveEngineHttp(engine),
    listenLines(
      { host, port: entryPort },
      {
        onOpen: (socket) => {
          engine.gateways.add(socket);
          socket.send(roleMessage(engine));
        },
        onMessage: (message, socket) => receiveFromGateway(engine, message, socket),
        onClose: (socket) => {
          engine.gateways.delete(socket);
          engine.feed.followers.delete(socket);
          if (engine.settings.defects.has('leak-to-bystander')) {
            engine.planted.stalledFromMs = performance.now();
          }
        },
      },
    ),
    listenLines(
      { host, port: replicationPort },
      {
        onMessage: (message, socket) => receiveFromLeader(engine, message, socket),
        onClose: (socket) => leaderClosed(engine, socket),
      },
    ),
  ]);
  logger.info({ port, entryPort, replicationPort }, 'listening');
  onTerminate(logger, async () => {});
  linkToController(engine);
  watch(engine);
}

/** State from the disk, before anybody can speak to this engine. */
function recover(logger: Logger): Engine {
  const settings = readEngineSettings(process.env);
  const { data, durability, defects } = settings;
  const crashPoint = newCrashPoint(settings.crashPoints, logger);
  const logId = readLogId(data);
  const { log, cutBytes } = openLog(data, durability, defects);
  const snapshots = openSnapshots(data, settings.snapshotRecords);
  const exchange = recoverState(snapshots, log, defects);
  plantAtReplay(exchange);
  if (cutBytes > 0) logger.warn({ cutBytes }, 'cut a torn tail off the log');
  const { base, written, bytes } = log;
  const snapshot = snapshots.kept.at(-1) ?? null;
  logger.info({ records: written, base, snapshot, bytes }, 'recovered');
  const bootId = randomUUID();
  const engine = newEngine({
    settings,
    logger,
    log,
    logId,
    bootId,
    exchange,
    crashPoint,
    snapshots,
  });
  log.onDurable = () => {
    reached(crashPoint, 'synced', log.durable);
    if (engine.state === 'leading') advance(engine);
    else durableElsewhere(engine);
    makeSnapshots(engine);
  };
  return engine;
}

function durableElsewhere(engine: Engine): void {
  if (engine.state === 'promoting') advance(engine);
  else confirmRounds(engine);
}

/** After a sync, when none is under way, and at every tick, when there is nothing to sync. */
function makeSnapshots(engine: Engine): void {
  // A standby that catches up reads the head of the log.
  tickSnapshots(engine.snapshots, engine, engine.peer.stage !== 'catching-up');
}

/** The engine's own tick: its standby under watch, and one line when it is ready. */
function watch(engine: Engine): void {
  let saidReady = false;
  setInterval(() => {
    if (engine.state === 'leading') watchPeer(engine);
    makeSnapshots(engine);
    if (saidReady || !isReady(engine)) return;
    saidReady = true;
    engine.logger.info({ epoch: engine.epoch, state: engine.state }, 'ready');
  }, peerTickMs);
}
