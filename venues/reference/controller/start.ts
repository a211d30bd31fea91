import { serveHttp } from '../service/http.ts';
import { onTerminate } from '../service/lifecycle.ts';
import { listenLines } from '../service/lines.ts';
import type { Logger } from '../service/logger.ts';
import { type Metric, metricsRoute } from '../service/metrics.ts';
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

export async function start(logger: Logger): Promise<void> {
  const settings = readControllerSettings(process.env);
  const controller = newController(settings, logger, readConfiguration(settings.data));
  const { host, port, controlPort } = settings;
  await Promise.all([
    serveHttp({ host, port }, [
      { method: 'GET', path: '/status', handle: () => ({ status: 200, body: status(controller) }) },
      metricsRoute(settings.service, metricsOf(controller)),
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

function metricsOf(controller: Controller): Metric[] {
  const gauge = (name: string, help: string, read: () => number): Metric => ({
    ...{ name, help, read },
    kind: 'gauge',
  });
  return [
    gauge('epoch', 'Epoch of the recorded configuration.', () => {
      return controller.configuration?.epoch ?? 0;
    }),
    gauge('engines_connected', 'Engines that are connected.', () => {
      return controller.engines.filter(({ socket }) => socket !== null).length;
    }),
    gauge('halted', '1 while nobody may lead.', () => Number(controller.halted)),
  ];
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
