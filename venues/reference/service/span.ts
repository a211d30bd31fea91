/** A piece of work in a trace; `traceparent` (W3C Trace Context) makes others part of it. */
export type Span = {
  traceparent: string;
  end(attributes: Record<string, string | number>): void;
};

type Begin = (name: string, traceparent: string | undefined) => Span;

const tracer: { begin: Begin | null } = { begin: null };

/** Called by tracing.ts, which is loaded only when the environment asks for traces. */
export function traceWith(begin: Begin): void {
  tracer.begin = begin;
}

/** Null when nobody asked for traces, which is the usual case and must cost nothing. */
export function beginSpan(name: string, traceparent?: unknown): Span | null {
  if (tracer.begin === null) return null;
  return tracer.begin(name, typeof traceparent === 'string' ? traceparent : undefined);
}
