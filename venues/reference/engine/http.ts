import { type HttpAnswer, type HttpRequest, serveHttp } from '../service/http.ts';
import { readLogQuery } from '../service/log-query.ts';
import { type Metric, metricsRoute } from '../service/metrics.ts';
import { statusOf } from '../service/status.ts';
import { crashPointRoutes } from './crash-point.ts';
import { type Engine, isInSync } from './engine.ts';
import { logText } from './log.ts';

export async function serveEngineHttp(engine: Engine): Promise<void> {
  const { host, port } = engine.settings;
  await serveHttp({ host, port }, [
    { method: 'GET', path: '/status', handle: () => ({ status: 200, body: status(engine) }) },
    { method: 'GET', path: '/log', handle: (request) => logPart(engine, request) },
    metricsRoute(engine.settings.service, metricsOf(engine)),
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

function metricsOf(engine: Engine): Metric[] {
  const gauge = (name: string, help: string, read: () => number): Metric => ({
    ...{ name, help, read },
    kind: 'gauge',
  });
  const counter = (name: string, help: string, read: () => number): Metric => ({
    ...gauge(name, help, read),
    kind: 'counter',
  });
  return [
    gauge('leading', '1 while it leads.', () => Number(engine.state === 'leading')),
    gauge('in_sync', '1 while leader and standby hold the same.', () => Number(isInSync(engine))),
    gauge('epoch', 'Epoch of the last configuration it heard of.', () => engine.epoch),
    gauge('committed_sequence', 'Last sequence that is committed.', () => engine.committed),
    gauge('log_durable_sequence', 'Last sequence on its disk.', () => engine.log.durable),
    gauge('feed_followers', 'Services that follow its feed.', () => engine.feed.followers.size),
    gauge('rounds_waiting', 'Rounds of commands not yet committed.', () => {
      return engine.pipeline.rounds.length;
    }),
    counter('repeated_total', 'Operations answered as before.', () => engine.repeated),
  ];
}

function logPart(engine: Engine, request: HttpRequest): HttpAnswer {
  const { from, limit } = readLogQuery(request.query);
  return { status: 200, body: logText(engine.log, from, limit) };
}
