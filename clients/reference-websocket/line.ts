import { WebSocket } from 'ws';

/** One connection to a gateway, opened again whenever it is lost, until it is closed. */
export interface Line {
  /** False if nothing was sent, because there is no connection. */
  send(text: string): boolean;
  /** Resolves when the first connection is there or was refused. */
  readonly tried: Promise<void>;
  close(): void;
}

export interface LineHandlers {
  // biome-ignore lint/suspicious/noExplicitAny: what a venue says may be anything.
  onMessage(message: any): void;
  /** A connection that had been there is gone. */
  onLost(): void;
}

const retryMs = 50;

export function openLine(address: string, { onMessage, onLost }: LineHandlers): Line {
  const tried = Promise.withResolvers<void>();
  let socket: WebSocket;
  let closed = false;
  const connect = (): void => {
    if (closed) return;
    socket = new WebSocket(`ws://${address}/entry`, { perMessageDeflate: false });
    let opened = false;
    socket.on('open', () => {
      opened = true;
      tried.resolve();
    });
    socket.on('message', (data) => onMessage(parse(String(data))));
    socket.on('error', () => {});
    socket.on('close', () => {
      tried.resolve();
      if (opened) onLost();
      setTimeout(connect, retryMs);
    });
  };
  connect();
  return {
    tried: tried.promise,
    send(text) {
      if (socket.readyState !== WebSocket.OPEN) return false;
      socket.send(text);
      return true;
    },
    close() {
      closed = true;
      socket.terminate();
    },
  };
}

function parse(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
