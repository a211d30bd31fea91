import { createServer } from 'node:http';
import { createServer as createLink } from 'node:net';

/**
 * The part that is killed. It does nothing but live: the front holds a connection to it, and the
 * end of that connection is how the front notices. The front tells it the epoch over the same
 * connection.
 */
const host = process.env.HOST ?? '127.0.0.1';
let epoch = 1;

createLink((socket) => {
  socket.on('data', (text) => {
    epoch = Number(String(text).trim().split('\n').at(-1));
  });
  socket.on('error', () => {});
}).listen(Number(process.env.LINK_PORT), host, () => {
  createServer((_request, response) => {
    response.setHeader('content-type', 'application/json');
    const live = { service: 'core', role: 'engine', version: '1', live: true, ready: true };
    const leading = { leader: true, inSync: true, mode: 'open', state: 'leading', epoch };
    response.end(JSON.stringify({ ...live, ...leading }));
  }).listen(Number(process.env.PORT), host);
});
