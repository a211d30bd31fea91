import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * Accepts everything at once, or `delayMs` (first argument) after the request was whole, never
 * sooner: what a measurement through it shows is the machine and the harness. `GET /held` tells the
 * median of the milliseconds it really held requests. Prints its port; ends with its standard
 * input.
 */
const delayMs = Number(process.argv[2] ?? 0);
const heldMs: number[] = [];
let sequence = 0;

const server = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => {
    body += chunk;
  });
  request.on('end', () => {
    const wholeMs = performance.now();
    if (request.url === '/held') response.end(String(median(heldMs)));
    else answerAt(wholeMs + delayMs, () => answer(request, body, response, wholeMs));
  });
});
server.keepAliveTimeout = 120_000;
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`);
});
process.stdin.on('end', () => process.exit(0)).resume();

/** A timer may fire a millisecond early: the short rest is slept again. */
function answerAt(deadlineMs: number, act: () => void): void {
  const restMs = deadlineMs - performance.now();
  if (restMs <= 0) act();
  else setTimeout(answerAt, Math.max(1, Math.floor(restMs)), deadlineMs, act);
}

function answer(
  request: IncomingMessage,
  body: string,
  response: ServerResponse,
  wholeMs: number,
): void {
  sequence++;
  const order = request.method === 'POST' ? JSON.parse(body) : undefined;
  const text = JSON.stringify({
    orderId: String(sequence),
    sequence: String(sequence),
    epoch: '1',
    ...(order === undefined ? { cancelled: '1' } : {}),
    ...(order === undefined
      ? {}
      : { executed: order.timeInForce === 'ioc' ? order.quantity : '0' }),
  });
  response.writeHead(request.method === 'POST' ? 201 : 200, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
  heldMs.push(performance.now() - wholeMs);
}

function median(samples: readonly number[]): number {
  return samples.toSorted((one, other) => one - other)[samples.length >> 1] ?? 0;
}
