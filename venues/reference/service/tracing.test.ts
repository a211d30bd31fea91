import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { order, request, startVenue, until } from '../test/venue.ts';

type Span = { name: string; traceId: string; spanId: string; parentSpanId?: string };

test('a command is one trace from the gateway into the engine, when the environment asks', async () => {
  const spans: Span[] = [];
  const collector = createServer((asked, response) => {
    let text = '';
    asked.on('data', (chunk) => {
      text += chunk;
    });
    asked.on('end', () => {
      for (const { scopeSpans } of JSON.parse(text).resourceSpans) {
        for (const scope of scopeSpans) spans.push(...scope.spans);
      }
      response.end('{}');
    });
  });
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  const { port } = collector.address() as AddressInfo;
  const OTEL_EXPORTER_OTLP_ENDPOINT = `http://127.0.0.1:${port}`;
  await using venue = await startVenue({
    all: { OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_BSP_SCHEDULE_DELAY: '50' },
  });
  expect((await request(venue, 'gateway-a', 'POST', '/orders', order())).status).toBe(201);
  const asked = await until('the gateway’s span', () =>
    spans.find((one) => one.name === 'ask new'),
  );
  const done = await until('the engine’s span', () => spans.find((one) => one.name === 'new'));
  expect(done).toMatchObject({ traceId: asked.traceId, parentSpanId: asked.spanId });
  collector.close();
}, 60_000);
