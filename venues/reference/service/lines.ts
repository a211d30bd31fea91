import net from 'node:net';
import type { Address } from './settings.ts';

/**
 * Messages between services: one JSON object a line over TCP, pipelined both ways, on connections
 * that stay open. Small on purpose: what is being tested is the venue, not a remote-call library.
 */
export type Message = { kind: string; [field: string]: unknown };

export type LineSocket = {
  send(message: object): void;
  /** Cuts the connection; `onClose` follows. */
  close(): void;
};

export type LineHandlers = {
  onMessage(message: Message, socket: LineSocket): void;
  onClose?(socket: LineSocket): void;
};

/** A line longer than this comes from no service of ours. */
const lineBytesMax = 16 * 1024 * 1024;

export function attachLines(socket: net.Socket, handlers: LineHandlers): LineSocket {
  let rest = '';
  const lines: LineSocket = {
    send(message) {
      if (!socket.writable) return;
      // Everything sent within one turn of the event loop leaves in one packet.
      if (socket.writableCorked === 0) {
        socket.cork();
        process.nextTick(() => socket.uncork());
      }
      socket.write(`${JSON.stringify(message)}\n`);
    },
    close: () => socket.destroy(),
  };
  socket.setNoDelay(true);
  socket.setEncoding('utf8');
  socket.on('data', (chunk: string) => {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop() ?? '';
    for (const part of parts) {
      const message = parseMessage(part);
      if (message === null) return socket.destroy();
      handlers.onMessage(message, lines);
    }
    if (rest.length > lineBytesMax) socket.destroy();
  });
  socket.on('error', () => socket.destroy());
  socket.on('close', () => handlers.onClose?.(lines));
  return lines;
}

function parseMessage(line: string): Message | null {
  try {
    const value: unknown = JSON.parse(line);
    const named = typeof value === 'object' && value !== null && 'kind' in value;
    return named && typeof value.kind === 'string' ? (value as Message) : null;
  } catch {
    return null;
  }
}

/** Accepts line connections; rejects when the port is taken. */
export function listenLines(
  address: Address,
  handlers: LineHandlers & { onOpen?(socket: LineSocket): void },
): Promise<net.Server> {
  const server = net.createServer((socket) => {
    const lines = attachLines(socket, handlers);
    handlers.onOpen?.(lines);
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(address.port, address.host, () => resolve(server));
  });
}

/** How long to wait before the next attempt to connect, and for an attempt to succeed. */
const retryMs = 25;
const connectMsMax = 1_000;

export type Link = { readonly socket: LineSocket | null; close(): void };

/** Keeps one connection to a peer, and connects again whenever it is lost. */
export function keepLink(
  address: Address,
  handlers: LineHandlers & { onOpen?(socket: LineSocket): void },
): Link {
  const state: { socket: LineSocket | null; closed: boolean; raw: net.Socket | null } = {
    socket: null,
    closed: false,
    raw: null,
  };
  const connect = () => {
    if (state.closed) return;
    const raw = net.connect(address.port, address.host);
    const tooSlow = setTimeout(() => raw.destroy(), connectMsMax);
    state.raw = raw;
    const lines = attachLines(raw, {
      onMessage: handlers.onMessage,
      onClose: (socket) => {
        clearTimeout(tooSlow);
        const wasOpen = state.socket === socket;
        state.socket = null;
        if (wasOpen) handlers.onClose?.(socket);
        setTimeout(connect, retryMs);
      },
    });
    raw.once('connect', () => {
      clearTimeout(tooSlow);
      state.socket = lines;
      handlers.onOpen?.(lines);
    });
  };
  connect();
  return {
    get socket() {
      return state.socket;
    },
    close() {
      state.closed = true;
      state.raw?.destroy();
    },
  };
}
