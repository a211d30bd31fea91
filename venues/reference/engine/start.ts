import { randomUUID } from 'node:crypto';
import { onTerminate } from '../service/lifecycle.ts';
import { listenLines } from '../service/lines.ts';
import type { Logger } from '../service/logger.ts';
import { advance } from './commit.ts';
import { linkToController } from './control.ts';
import { newCrashPoint, reached } from './crash-point.ts';
import { type Engine, newEngine, roleMessage } from './engine.ts';
import { receiveFromGateway } from './entry.ts';
import { apply, newExchange } from './exchange.ts';
import { confirmRounds, leaderClosed, receiveFromLeader } from './follow.ts';
import { isReady, serveEngineHttp } from './http.ts';
import { readLogId } from './identity.ts';
import { openLog } from './log.ts';
import { plantAtReplay } from './planted.ts';
import { peerTickMs, watchPeer } from './replicate.ts';
import { readEngineSettings } from './settings.ts';

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
  const exchange = newExchange(defects);
  const { log, cutBytes } = openLog(data, durability, defects, (record) => apply(exchange, record));
  plantAtReplay(exchange);
  if (cutBytes > 0) logger.warn({ cutBytes }, 'cut a torn tail off the log');
  logger.info({ records: log.written, bytes: log.bytes }, 'recovered');
  const bootId = randomUUID();
  const engine = newEngine({ settings, logger, log, logId, bootId, exchange, crashPoint });
  log.onDurable = () => {
    reached(crashPoint, 'synced', log.durable);
    if (engine.state === 'leading') advance(engine);
    else durableElsewhere(engine);
  };
  return engine;
}

function durableElsewhere(engine: Engine): void {
  if (engine.state === 'promoting') advance(engine);
  else confirmRounds(engine);
}

/** The engine's own tick: its standby under watch, and one line when it is ready. */
function watch(engine: Engine): void {
  let saidReady = false;
  setInterval(() => {
    if (engine.state === 'leading') watchPeer(engine);
    if (saidReady || !isReady(engine)) return;
    saidReady = true;
    engine.logger.info({ epoch: engine.epoch, state: engine.state }, 'ready');
  }, peerTickMs);
}
