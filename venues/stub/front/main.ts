import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import path from 'node:path';
import { type Answer, type Asked, answerTo } from './answers.ts';
import { playOutages, type Way } from './outage.ts';
import { openStore } from './store.ts';

/** The gateway of the stub venue: the reference wire before a book in memory. */
const { env } = process;
const host = env.HOST ?? '127.0.0.1';
const folder = env.DATA ?? '.';
const store = openStore(folder);
const [coreHost = host, corePort = '0'] = (env.CORE ?? '').split(':');
const [min = 0, max = 0] = (env.AWAY_MS ?? '50-1500').split('-').map(Number);
const symbols = (env.SYMBOLS ?? 'X,Y').split(',');
const outage = playOutages(
  {
    core: { host: coreHost, port: Number(corePort) },
    seed: Number(env.SEED ?? 1),
    awayMs: { min, max },
    ways: (env.WAYS ?? 'not-forwarded').split(',') as Way[],
    drop: Number(env.DROP ?? 0),
    truthFile: env.TRUTH_FILE || path.join(folder, 'ground-truth.ndjson'),
  },
  store,
);
let repeated = 0;

const server = createServer((request, response) => {
  read(request).then(
    (asked) => serve(asked, response),
    () => response.destroy(),
  );
});
server.keepAliveTimeout = 120_000;
server.listen(Number(env.PORT), host);

function serve(asked: Asked, response: ServerResponse): void {
  if (asked.path === '/status') {
    send(response, { status: 200, body: status() });
    return;
  }
  const now = (): void => {
    const answer = answerTo(asked, store, symbols);
    if (answer.repeated) repeated++;
    send(response, answer);
  };
  const way = outage.away();
  if (way === 'reset') response.destroy();
  else if (way === 'hold') outage.whenBack(now);
  else if (way === 'not-forwarded') {
    const error = { code: 'not-forwarded', message: 'the core is away' };
    send(response, { status: 503, body: { error } });
  } else now();
}

function status(): object {
  const away = outage.away() !== undefined;
  return {
    service: 'front',
    role: 'gateway',
    version: '1',
    live: true,
    ready: outage.ready() && !away,
    epoch: store.market.epoch,
    sequence: store.market.sequence,
    mode: away ? 'halted' : 'open',
    repeated,
  };
}

function send(response: ServerResponse, { status: code, body }: Answer): void {
  const text = JSON.stringify(body);
  const length = Buffer.byteLength(text);
  response.writeHead(code, { 'content-type': 'application/json', 'content-length': length });
  response.end(text);
}

function read(request: IncomingMessage): Promise<Asked> {
  return new Promise((resolve, reject) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('error', reject);
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'http://front');
      const { pathname, searchParams: query } = url;
      resolve({ method: request.method ?? 'GET', path: pathname, query, body });
    });
  });
}
