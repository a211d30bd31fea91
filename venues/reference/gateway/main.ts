/**
 * The gateway: HTTP/JSON for clients, stateless. Two of them run; either serves everything.
 *
 * | variable      | what                                       | default   |
 * |---------------|--------------------------------------------|-----------|
 * | SERVICE       | gateway-a or gateway-b                     |           |
 * | HOST          | address to listen on                       | 127.0.0.1 |
 * | PORT          | HTTP: the clients' wire and GET /status    |           |
 * | ENGINE_A      | host:port of engine-a's ENTRY_PORT         |           |
 * | ENGINE_B      | host:port of engine-b's ENTRY_PORT         |           |
 * | SYMBOLS       | what is traded, comma-separated            | X,Y       |
 * | ANSWER_MS_MAX | every request is answered within           | 1500      |
 * | DEFECTS       | NAME[:ARG],… see defects.ts                | none      |
 * | VERSION_LABEL | shown as version                           | 1         |
 */
import { serveHttp } from '../service/http.ts';
import { onTerminate, runService } from '../service/lifecycle.ts';
import type { Logger } from '../service/logger.ts';
import { type Engines, leaderOf, linkToEngines } from './engines.ts';
import { gatewayRoutes } from './routes.ts';
import { readGatewaySettings } from './settings.ts';

const readyPollMs = 10;

async function start(logger: Logger): Promise<void> {
  const settings = readGatewaySettings(process.env);
  const engines = linkToEngines(settings);
  const { host, port } = settings;
  const server = await serveHttp({ host, port }, gatewayRoutes(engines));
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

runService(start);
