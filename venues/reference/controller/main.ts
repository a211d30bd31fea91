/**
 * The controller: failure detection, promotion, epochs. It is never on the path of an order; while
 * it is away trading goes on, and nobody can be promoted.
 *
 * | variable          | what                                             | default            |
 * |-------------------|--------------------------------------------------|--------------------|
 * | SERVICE           | controller                                       |                    |
 * | HOST              | address to listen on                             | 127.0.0.1          |
 * | PORT              | HTTP: GET /status                                |                    |
 * | CONTROL_PORT      | TCP: heartbeats and wishes of the engines        |                    |
 * | DATA              | folder of the recorded configuration             |                    |
 * | ENGINES           | names of the engines                             | engine-a,engine-b  |
 * | REPLICATION       | sync or async                                    | sync               |
 * | VERSION_LABEL     | shown as version                                 | 1                  |
 * | LEADER_SILENCE_MS | a leader silent for longer is lost               | 800                |
 * | LEADER_APART_MS   | a leader without a connection for longer is lost | 100                |
 * | START_GRACE_MS    | wait for missing engines at a start              | 1000               |
 */
import { serveHttp } from '../service/http.ts';
import { onTerminate, runService } from '../service/lifecycle.ts';
import { listenLines } from '../service/lines.ts';
import type { Logger } from '../service/logger.ts';
import { statusOf } from '../service/status.ts';
import {
  type Controller,
  engineClosed,
  leaderOf,
  newController,
  receiveFromEngine,
  tick,
  tickMs,
} from './controller.ts';
import { readConfiguration } from './record.ts';
import { readControllerSettings } from './settings.ts';

async function start(logger: Logger): Promise<void> {
  const settings = readControllerSettings(process.env);
  const controller = newController(settings, logger, readConfiguration(settings.data));
  const { host, port, controlPort } = settings;
  await Promise.all([
    serveHttp({ host, port }, [
      { method: 'GET', path: '/status', handle: () => ({ status: 200, body: status(controller) }) },
    ]),
    listenLines(
      { host, port: controlPort },
      {
        onMessage: (message, socket) => receiveFromEngine(controller, message, socket),
        onClose: (socket) => engineClosed(controller, socket),
      },
    ),
  ]);
  logger.info({ port, controlPort }, 'listening');
  onTerminate(logger, async () => {});
  setInterval(() => tick(controller), tickMs);
  logger.info({ epoch: controller.configuration?.epoch ?? 0 }, 'ready');
}

function status(controller: Controller): object {
  const { configuration, settings } = controller;
  const leader = leaderOf(controller);
  const members = configuration?.inSync.length ?? 0;
  return statusOf(settings, {
    role: 'controller',
    ready: true,
    leaderName: leader?.name ?? null,
    epoch: configuration?.epoch ?? 0,
    sequence: leader?.committed ?? 0,
    inSync: members > 1,
    solo: members === 1,
    mode: leader?.mode ?? 'halted',
  });
}

runService(start);
