import http from 'node:http';
import type { Answer, Asked } from '../service/http.ts';
import type { Address } from '../service/settings.ts';

/** An answer, or whether anything may have reached the engine when none came. */
export type Outcome =
  | { readonly answer: Answer }
  | { readonly sent: boolean; readonly because: string };

const agent = new http.Agent({ keepAlive: true });

/** Passes a request on once, never again, and resolves within `answerMsMax` milliseconds. */
export function forward(engine: Address, asked: Asked, answerMsMax: number): Promise<Outcome> {
  return new Promise((resolve) => {
    const { method, target: path, body } = asked;
    let sent = false;
    const headers = { 'content-length': Buffer.byteLength(body) };
    const request = http.request({ ...engine, agent, method, path, headers });
    const late = new Error(`no answer within ${answerMsMax} ms`);
    const timer = setTimeout(() => request.destroy(late), answerMsMax);
    const settle = (outcome: Outcome): void => {
      clearTimeout(timer);
      resolve(outcome);
    };
    const lose = (error: Error): void => settle({ sent, because: error.message });
    // Nothing can have been executed before there was a connection.
    request.once('socket', (socket) => {
      if (!socket.connecting) sent = true;
      else socket.once('connect', () => (sent = true));
    });
    request.once('error', lose);
    request.once('response', (response) => {
      const contentType = response.headers['content-type'] ?? 'application/json';
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.once('end', () => {
        settle({ answer: { status: response.statusCode ?? 500, contentType, text } });
      });
      response.once('error', lose);
    });
    request.end(body);
  });
}
