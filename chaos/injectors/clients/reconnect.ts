import { connect } from 'node:net';

/** Connections on their way at one time: the storm must not run out of descriptors itself. */
const openMax = 400;
const tickMs = 10;

/** Connects, asks once, reads the beginning of the answer, and goes; again and again. */
export function reconnect(wish: { address: string; ratePerSecond: number; path: string }): void {
  const [host = '127.0.0.1', port = '0'] = wish.address.split(':');
  const request = `GET ${wish.path} HTTP/1.1\r\nhost: ${wish.address}\r\n\r\n`;
  const began = performance.now();
  let sent = 0;
  let open = 0;
  setInterval(() => {
    const due = ((performance.now() - began) * wish.ratePerSecond) / 1_000;
    for (; sent < due; sent += 1) {
      if (open >= openMax) continue;
      open += 1;
      const socket = connect(Number(port), host, () => socket.write(request));
      socket.setTimeout(2_000, () => socket.destroy());
      socket.on('data', () => socket.end());
      socket.on('error', () => {});
      socket.on('close', () => {
        open -= 1;
      });
    }
  }, tickMs);
}
