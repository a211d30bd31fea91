import { defineCheck, duration, type EventOf, type PhaseName, sample } from 'proofhouse/contract';
import { z } from 'zod';

const options = z.strictObject({
  memoryMibPerMinute: z.number().min(0).default(60),
  descriptorsPerMinute: z.number().min(0).default(6),
  dataMibPerMinute: z.number().min(0).default(60),
  /** Of one process under load, between the middles of its first and its last third. */
  over: duration().default(5_000),
});

type Limits = z.output<typeof options>;
type Sampled = EventOf<'process'>;

const mib = 1024 * 1024;
const minuteUs = 60_000_000;
const watched: readonly PhaseName[] = ['baseline', 'fault', 'recovery', 'steady'];

/** What is compared: a value of every reading, and the most that it may grow in a minute. */
const quantities = [
  { name: 'MiB resident', of: (one: Sampled) => one.rssBytes / mib, limit: 'memoryMibPerMinute' },
  { name: 'descriptors', of: (one: Sampled) => one.descriptors, limit: 'descriptorsPerMinute' },
  {
    name: 'MiB of data',
    of: (one: Sampled) => (one.dataBytes ?? 0) / mib,
    limit: 'dataMibPerMinute',
  },
] as const;

/** Nothing grows without end: what a process has at the end is held against what it had before. */
export default defineCheck({
  summary: 'Memory, descriptors and data of every service grow no faster than stated.',
  class: 'objective',
  always: false,
  options,
  doesNotVerify: 'slow leaks in short runs, and growth that the load itself asks for',
  online: false,

  begin(context) {
    const limits = context.options as Limits;
    const readings = new Map<string, Sampled[]>();
    let phase: PhaseName = 'up';
    return {
      on: {
        phase(event) {
          phase = event.phase;
        },
        process(event) {
          if (!watched.includes(phase)) return;
          const key = `${event.service} (pid ${event.pid})`;
          const known = readings.get(key);
          if (known === undefined) readings.set(key, [event]);
          else known.push(event);
        },
      },
      end() {
        const grown = [...readings].flatMap(([name, samples]) => growths(name, samples, limits));
        const bad = grown.filter((one) => one.perMinute > one.limit);
        const most = grown.map(({ text }) => text);
        const because = (bad[0]?.text ?? most[0]) || 'no process was watched for long enough';
        return {
          outcome: grown.length === 0 ? 'unknown' : bad.length > 0 ? 'fail' : 'pass',
          examined: grown.length,
          because,
          evidence: (bad.length > 0 ? bad.map(({ text }) => text) : most).slice(0, 20),
        };
      },
    };
  },

  examples: [
    { name: 'a process that stays as it is', outcome: 'pass', history: growing(0, 0) },
    { name: 'memory that grows by 2 MiB a second', outcome: 'fail', history: growing(2, 0) },
    { name: 'a descriptor a second', outcome: 'fail', history: growing(0, 1) },
    { name: 'a process seen for a second', outcome: 'unknown', history: growing(9, 9).slice(0, 3) },
  ],
});

/** Medians of the first and the last third: one reading amid a collection is no leak. */
function growths(name: string, samples: readonly Sampled[], limits: Limits) {
  const third = Math.floor(samples.length / 3);
  const early = samples.slice(0, third);
  const late = samples.slice(samples.length - third);
  const overUs = median(late.map((one) => one.atUs)) - median(early.map((one) => one.atUs));
  if (third === 0 || overUs < limits.over * 1_000) return [];
  return quantities.map(({ name: what, of, limit }) => {
    const [from, to] = [median(early.map(of)), median(late.map(of))];
    const perMinute = ((to - from) * minuteUs) / overUs;
    const speed = `${perMinute.toFixed(1)} a minute (limit ${limits[limit]})`;
    const text = `${name}: ${from.toFixed(1)} to ${to.toFixed(1)} ${what}, ${speed}`;
    return { perMinute, limit: limits[limit], text };
  });
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** Half a minute of one process, read each second. */
function growing(mibPerSecond: number, descriptorsPerSecond: number) {
  const at = (second: number) =>
    sample('process', {
      ...{ service: 'engine', pid: 1, state: 'S', cpuMs: 0, atUs: second * 1_000_000 },
      rssBytes: (100 + second * mibPerSecond) * mib,
      descriptors: 30 + second * descriptorsPerSecond,
    });
  const readings = Array.from({ length: 30 }, (_, second) => at(second));
  return [sample('phase', { phase: 'steady' }), ...readings];
}
