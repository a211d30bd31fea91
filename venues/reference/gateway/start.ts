import { serveHttp } from '../service/http.ts';
import { onTerminate } from '../service/lifecycle.ts';
import type { Logger } from '../service/logger.ts';
import { serveWebSockets } from '../service/websocket.ts';
import { type Engines, leaderOf, linkToEngines } from './engines.ts';
import { newEntry, openSession } from './entry.ts';
import { gatewayRoutes } from './routes.ts';
import { readGatewaySettings } from './settings.ts';

const readyPollMs = 10;

export async function start(logger: Logger): Promise<void> {
  const settings = readGatewaySettings(process.env);
  const engines = linkToEngines(settings);
  const { host, port } = settings;
  const routes = gatewayRoutes(engines);
  const entry = newEntry(engines, routes);
  const server = await serveHttp({ host, port }, routes);
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
