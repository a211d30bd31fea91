import { StartError } from './lifecycle.ts';
import { traceWith } from './span.ts';

/**
 * OpenTelemetry traces over OTLP/HTTP. Loaded only when `OTEL_EXPORTER_OTLP_ENDPOINT` is set, so
 * that a venue without traces neither needs these packages nor waits for them.
 */
export async function startTracing(service: string): Promise<void> {
  const { api, sdk, otlp, resources } = await load();
  const delay = process.env.OTEL_BSP_SCHEDULE_DELAY;
  const processor = new sdk.BatchSpanProcessor({
    exporter: new otlp.OTLPTraceExporter(),
    ...(delay === undefined ? {} : { scheduledDelayMillis: Number(delay) }),
  });
  const provider = new sdk.TracerProvider({
    resource: resources.resourceFromAttributes({ 'service.name': service }),
    spanProcessors: [processor],
  });
  const tracer = provider.getTracer('reference-venue');
  traceWith((name, traceparent) => {
    const parent = readTraceparent(traceparent);
    const root = api.ROOT_CONTEXT;
    const context = parent === null ? root : api.trace.setSpanContext(root, parent);
    const span = tracer.startSpan(name, {}, context);
    const { traceId, spanId, traceFlags } = span.spanContext();
    return {
      traceparent: `00-${traceId}-${spanId}-0${traceFlags & 1}`,
      end(attributes) {
        span.setAttributes(attributes);
        span.end();
      },
    };
  });
}

async function load() {
  try {
    const [api, sdk, otlp, resources] = await Promise.all([
      import('@opentelemetry/api'),
      import('@opentelemetry/sdk-trace'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@opentelemetry/resources'),
    ]);
    return { api, sdk, otlp, resources };
  } catch (error) {
    throw new StartError(
      `OTEL_EXPORTER_OTLP_ENDPOINT asks for traces: ${(error as Error).message}; install ` +
        '@opentelemetry/api, sdk-trace, resources and exporter-trace-otlp-http, or unset it',
    );
  }
}

function readTraceparent(text: string | undefined) {
  const fields = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/.exec(text ?? '');
  const [, traceId, spanId, flags] = fields ?? [];
  if (traceId === undefined || spanId === undefined) return null;
  return { traceId, spanId, traceFlags: Number.parseInt(flags ?? '0', 16), isRemote: true };
}
