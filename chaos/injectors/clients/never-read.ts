import { connect } from 'node:net';

const tickMs = 50;
/** Requests a connection sends in a tick: the answers pile up, the venue is not flooded. */
const requestsPerTick = 20;

/** Sends requests and never reads an answer, until nothing more can be written. */
export function neverRead(wish: { address: string; connections: number; path: string }): void {
  const [host = '127.0.0.1', port = '0'] = wish.address.split(':');
  const request = `GET ${wish.path} HTTP/1.1\r\nhost: ${wish.address}\r\n\r\n`;
  for (let index = 0; index < wish.connections; index += 1) {
    const socket = connect(Number(port), host);
    socket.on('error', () => {});
    // Without a listener for data, and paused, nothing is taken out of the kernel's buffer.
    socket.pause();
    const timer = setInterval(() => {
      if (socket.writableLength === 0) socket.write(request.repeat(requestsPerTick));
    }, tickMs);
    socket.on('close', () => clearInterval(timer));
  }
}
