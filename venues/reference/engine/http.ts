import { type HttpAnswer, type HttpRequest, serveHttp } from '../service/http.ts';
import { readLogQuery } from '../service/log-query.ts';
import { statusOf } from '../service/status.ts';
import { crashPointRoutes } from './crash-point.ts';
import { type Engine, isInSync } from './engine.ts';
import { logText } from './log.ts';

export async function serveEngineHttp(engine: Engine): Promise<void> {
  const { host, port } = engine.settings;
  await serveHttp({ host, port }, [
    { method: 'GET', path: '/status', handle: () => ({ status: 200, body: status(engine) }) },
    { method: 'GET', path: '/log', handle: (request) => logPart(engine, request) },
    ...crashPointRoutes(engine.crashPoint),
  ]);
}

export function isReady(engine: Engine): boolean {
  return engine.state === 'leading' || isInSync(engine);
}

function status(engine: Engine): object {
  const { settings, state, leaderName, epoch, committed, solo, mode, exchange, repeated } = engine;
  return statusOf(settings, {
    role: 'engine',
    ready: isReady(engine),
    leader: state === 'leading',
    leaderName,
    epoch,
    sequence: committed,
    inSync: isInSync(engine),
    solo,
    mode,
    state,
    repeated,
    baseSequenceByEpoch: exchange.epochs,
  });
}

function logPart(engine: Engine, request: HttpRequest): HttpAnswer {
  const { from, limit } = readLogQuery(request.query);
  return { status: 200, body: logText(engine.log, from, limit) };
}
