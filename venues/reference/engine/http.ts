import { type HttpAnswer, HttpError, type HttpRequest, serveHttp } from '../service/http.ts';
import { statusOf } from '../service/status.ts';
import { type Engine, isInSync } from './engine.ts';
import { readPayloads } from './log.ts';

const logLimit = { fallback: 1_000, max: 10_000 };

export async function serveEngineHttp(engine: Engine): Promise<void> {
  const { host, port } = engine.settings;
  await serveHttp({ host, port }, [
    { method: 'GET', path: '/status', handle: () => ({ status: 200, body: status(engine) }) },
    { method: 'GET', path: '/log', handle: (request) => logPart(engine, request) },
  ]);
}

export function isReady(engine: Engine): boolean {
  return engine.state === 'leading' || isInSync(engine);
}

function status(engine: Engine): object {
  const { settings, state, leaderName, epoch, committed, solo, mode, exchange } = engine;
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
    baseSequenceByEpoch: exchange.epochs,
  });
}

/** The command log as NDJSON, as far as it is durable here. */
function logPart(engine: Engine, request: HttpRequest): HttpAnswer {
  const from = readCount(request, 'from', 1);
  const limit = readCount(request, 'limit', logLimit.fallback);
  if (limit < 1 || limit > logLimit.max) {
    throw new HttpError(400, 'bad-limit', `limit: expected 1 to ${logLimit.max}`, 'limit');
  }
  const last = Math.min(from + limit - 1, engine.log.durable);
  const payloads = readPayloads(engine.log, from, Math.max(0, last - from + 1));
  return { status: 200, body: payloads.map((payload) => `${payload}\n`).join('') };
}

function readCount(request: HttpRequest, name: string, fallback: number): number {
  const text = request.query.get(name) ?? String(fallback);
  if (!/^\d{1,15}$/.test(text)) {
    throw new HttpError(400, `bad-${name}`, `${name}: expected a whole number`, name);
  }
  return Number(text);
}
