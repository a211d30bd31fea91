import { Agent, get } from 'node:http';
import type { ServiceStatus } from './venue.ts';

/** Connections are kept: asking forty times a second must not cost the venue what it measures. */
const agent = new Agent({ keepAlive: true });

/** `GET /status` as JSON, for services that speak HTTP; rejects when there is no such answer. */
export function readHttpStatus(address: string, signal: AbortSignal): Promise<ServiceStatus> {
  return new Promise((resolve, reject) => {
    const request = get(`http://${address}/status`, { signal, agent }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        body += chunk;
      });
      response.on('error', reject);
      response.on('end', () => {
        try {
          resolve(JSON.parse(body) as ServiceStatus);
        } catch (thrown) {
          reject(thrown);
        }
      });
    });
    request.on('error', reject);
  });
}
