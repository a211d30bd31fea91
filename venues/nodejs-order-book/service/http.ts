import http from 'node:http';
import type { Address } from './settings.ts';

/** A request with its whole body; `target` is path and query as they came. */
export interface Asked {
  readonly method: string;
  readonly target: string;
  readonly body: string;
}

export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
}

/** Longer than any client keeps an idle connection, so that a reset is never our doing. */
const keepAliveMs = 120_000;
const bodyBytesMax = 64 * 1024;

export function json(status: number, body: object): Answer {
  return { status, contentType: 'application/json', text: JSON.stringify(body) };
}

/** An answer other than success; `code` is what clients act on, `field` what was wrong. */
export function failure(status: number, code: string, message: string, field?: string): Answer {
  return json(status, { error: { code, message, ...(field === undefined ? {} : { field }) } });
}

/** Serves until the process ends; rejects when the port is taken. */
export function serve(
  address: Address,
  handle: (asked: Asked) => Promise<Answer>,
): Promise<http.Server> {
  const server = http.createServer((request, response) => {
    receive(request, (asked) => {
      const answering = asked === undefined ? Promise.resolve(tooLarge) : handle(asked);
      // A handler that throws ends the process: what it left half done only a restart mends.
      answering.then((answer) => send(response, answer));
    });
  });
  server.keepAliveTimeout = keepAliveMs;
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(address.port, address.host, () => resolve(server));
  });
}

const tooLarge = failure(413, 'too-large', `expected a body of at most ${bodyBytesMax} bytes`);

/** Hands the whole request over, or undefined if it is too large. */
function receive(request: http.IncomingMessage, then: (asked: Asked | undefined) => void): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= bodyBytesMax) chunks.push(chunk);
  });
  request.on('end', () => {
    const { method = 'GET', url: target = '/' } = request;
    const body = Buffer.concat(chunks).toString('utf8');
    then(bytes <= bodyBytesMax ? { method, target, body } : undefined);
  });
}

function send(response: http.ServerResponse, { status, contentType, text }: Answer): void {
  const headers = { 'content-type': contentType, 'content-length': Buffer.byteLength(text) };
  response.writeHead(status, headers).end(text);
}
