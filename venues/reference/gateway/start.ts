import { serveHttp } from '../service/http.ts';
import { onTerminate } from '../service/lifecycle.ts';
import type { Logger } from '../service/logger.ts';
import { counted, metricsRoute, newAnswers } from '../service/metrics.ts';
import { serveWebSockets } from '../service/websocket.ts';
import { type Engines, leaderOf, linkToEngines } from './engines.ts';
import { newEntry, openSession } from './entry.ts';
import { limited, newLimits } from './limits.ts';
import { gatewayMetrics } from './metrics.ts';
import { gatewayRoutes } from './routes.ts';
import { readGatewaySettings } from './settings.ts';

const readyPollMs = 10;

export async function start(logger: Logger): Promise<void> {
  const settings = readGatewaySettings(process.env);
  const engines = linkToEngines(settings);
  const { host, port } = settings;
  const limits = newLimits(settings.ordersPerSecond);
  const answers = newAnswers();
  const routes = gatewayRoutes(engines).map((route) => counted(answers, limited(limits, route)));
  const entry = newEntry(engines, routes);
  const metrics = gatewayMetrics({ engines, entry, limits, answers });
  const server = await serveHttp({ host, port }, [
    ...routes,
    metricsRoute(settings.service, metrics),
  ]);
  serveWebSockets(server, [{ path: '/entry', open: () => openSession(entry) }]);
  logger.info({ port }, 'listening');
  onTerminate(logger, async () => {
    server.close();
    await drained(engines);
  });
  sayReady(engines, logger);
}

/** Requests that were sent on are answered before the process ends; the bound holds here too. */
async function drained(engines: Engines): Promise<void> {
  while (engines.pending.size > 0) await new Promise((resolve) => setTimeout(resolve, readyPollMs));
  await new Promise((resolve) => setImmediate(resolve));
}

function sayReady(engines: Engines, logger: Logger): void {
  const timer = setInterval(() => {
    if (leaderOf(engines)?.role?.mode !== 'open') return;
    clearInterval(timer);
    logger.info({ leader: engines.leaderName, epoch: engines.epoch }, 'ready');
  }, readyPollMs);
}
