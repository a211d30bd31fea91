import type { Route } from './http.ts';

/** A number of a service, or several by one label, read when somebody asks for them. */
export type Metric = {
  name: string;
  kind: 'counter' | 'gauge';
  help: string;
  label?: string;
  read(): number | Readonly<Record<string, number>>;
};

/**
 * `GET /metrics` for Prometheus. Services count in plain numbers from their start; the library that
 * writes them is loaded with the first question, so that it costs no start anything.
 */
export function metricsRoute(service: string, metrics: readonly Metric[]): Route {
  let registry: Promise<Registry> | undefined;
  return {
    method: 'GET',
    path: '/metrics',
    async handle() {
      registry ??= register(service, metrics);
      const { text, contentType } = await (await registry)();
      return { status: 200, body: text, contentType };
    },
  };
}

type Registry = () => Promise<{ text: string; contentType: string }>;

async function register(service: string, metrics: readonly Metric[]): Promise<Registry> {
  const { default: client } = await import('prom-client');
  const registry = new client.Registry();
  registry.setDefaultLabels({ service });
  client.collectDefaultMetrics({ register: registry });
  for (const { name, kind, help, label, read } of metrics) {
    const labelNames = label === undefined ? [] : [label];
    const common = { name: `venue_${name}`, help, labelNames, registers: [registry] };
    const each = (add: (labels: Record<string, string>, value: number) => void) => {
      const value = read();
      if (typeof value === 'number') return add({}, value);
      for (const [key, one] of Object.entries(value)) add({ [label ?? 'label']: key }, one);
    };
    if (kind === 'gauge') {
      const gauge = new client.Gauge(common);
      Object.assign(gauge, { collect: () => each((labels, value) => gauge.set(labels, value)) });
    } else {
      const counter = new client.Counter(common);
      const collect = () => {
        counter.reset();
        each((labels, value) => counter.inc(labels, value));
      };
      Object.assign(counter, { collect });
    }
  }
  return async () => ({ text: await registry.metrics(), contentType: registry.contentType });
}

/** Answers of a service's routes by route and status, and the time they took together. */
export type Answers = { byStatus: Record<string, number>; seconds: Record<string, number> };

export function newAnswers(): Answers {
  return { byStatus: {}, seconds: {} };
}

export function counted(answers: Answers, route: Route): Route {
  const name = `${route.method} ${route.path}`;
  const count = (status: number, beganMs: number) => {
    const key = `${name} ${status}`;
    answers.byStatus[key] = (answers.byStatus[key] ?? 0) + 1;
    answers.seconds[name] = (answers.seconds[name] ?? 0) + (performance.now() - beganMs) / 1_000;
  };
  return {
    ...route,
    async handle(request) {
      const beganMs = performance.now();
      try {
        const answer = await route.handle(request);
        count(answer.status, beganMs);
        return answer;
      } catch (error) {
        count((error as { status?: number }).status ?? 500, beganMs);
        throw error;
      }
    },
  };
}

export function answerMetrics(answers: Answers): Metric[] {
  return [
    {
      name: 'answers_total',
      kind: 'counter',
      help: 'Answers by request and status.',
      label: 'answer',
      read: () => answers.byStatus,
    },
    {
      name: 'answer_seconds_total',
      kind: 'counter',
      help: 'Time from request to answer, summed by request.',
      label: 'request',
      read: () => answers.seconds,
    },
  ];
}
