import { type Answers, answerMetrics, type Metric } from '../service/metrics.ts';
import type { Engines } from './engines.ts';
import type { Entry } from './entry.ts';
import type { Limits } from './limits.ts';

type Counted = { engines: Engines; entry: Entry; limits: Limits; answers: Answers };

export function gatewayMetrics({ engines, entry, limits, answers }: Counted): Metric[] {
  const byEngine = (read: (link: Engines['links'][number]) => number) => () =>
    Object.fromEntries(engines.links.map((link) => [link.name, read(link)]));
  return [
    ...answerMetrics(answers),
    {
      name: 'breaker_open',
      kind: 'gauge',
      help: '1 while requests to an engine are refused because it answered nothing.',
      label: 'engine',
      read: byEngine(({ breaker }) => Number(breaker.state !== 'closed')),
    },
    {
      name: 'breaker_opened_total',
      kind: 'counter',
      help: 'How often the breaker to an engine opened.',
      label: 'engine',
      read: byEngine(({ breaker }) => breaker.opened),
    },
    {
      name: 'throttled_total',
      kind: 'counter',
      help: 'New orders refused because their account sent too many.',
      read: () => limits.throttled,
    },
    {
      name: 'requests_waiting',
      kind: 'gauge',
      help: 'Requests that were sent on and not yet answered.',
      read: () => engines.pending.size,
    },
    {
      name: 'entry_sessions',
      kind: 'gauge',
      help: 'WebSocket connections for order entry.',
      read: () => entry.sessions.size,
    },
    {
      name: 'executions_reported_total',
      kind: 'counter',
      help: 'Trades told over order entry connections.',
      read: () => entry.executions,
    },
  ];
}
