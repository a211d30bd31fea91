import type http from 'node:http';
import type { Duplex } from 'node:stream';
import type { WebSocket, WebSocketServer } from 'ws';
import { HttpError } from './http.ts';

/** What is served at a path; it looks at the question first, and may refuse with an HttpError. */
export type WebSocketRoute = {
  path: string;
  open(query: URLSearchParams): (socket: WebSocket) => void;
};

const messageBytesMax = 64 * 1024;

/**
 * Serves WebSockets (RFC 6455) beside the HTTP routes of a server. The library is loaded with the
 * first of them: a start does not wait for what nobody may ask for.
 */
export function serveWebSockets(server: http.Server, routes: readonly WebSocketRoute[]): void {
  let loaded: Promise<WebSocketServer> | undefined;
  server.on('upgrade', async (request, stream, head) => {
    stream.on('error', () => stream.destroy());
    const url = URL.parse(request.url ?? '/', 'http://venue');
    try {
      const route = routes.find(({ path }) => path === url?.pathname);
      if (url === null || route === undefined)
        throw new HttpError(404, 'not-found', 'no WebSocket is served here');
      const opened = route.open(url.searchParams);
      loaded ??= load();
      (await loaded).handleUpgrade(request, stream, head, (socket) => {
        // A broken connection is told as closed, too; that is where it is dealt with.
        socket.on('error', () => socket.terminate());
        opened(socket);
      });
    } catch (error) {
      if (!(error instanceof HttpError)) throw error;
      refuse(stream, error);
    }
  });
}

async function load(): Promise<WebSocketServer> {
  const { WebSocketServer } = await import('ws');
  return new WebSocketServer({ noServer: true, maxPayload: messageBytesMax });
}

function refuse(stream: Duplex, { status, code, message, field }: HttpError): void {
  const body = JSON.stringify({ error: { code, message, ...(field ? { field } : {}) } });
  stream.end(
    `HTTP/1.1 ${status} Refused\r\ncontent-type: application/json\r\nconnection: close\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
