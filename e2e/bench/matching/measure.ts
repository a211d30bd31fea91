import { drawStream, type StreamName } from './streams.ts';
import { type SubjectName, subjects } from './subjects.ts';

/** One measurement in a process of its own: `measure.ts SUBJECT STREAM LENGTH SEED LATENCY`. */
const cutOffMs = 60_000;

export interface Measurement {
  readonly subject: SubjectName;
  readonly commands: number;
  /** Commands that were carried out before the cut-off. */
  readonly done: number;
  readonly ms: number;
  /** CPU time of the thread: what is left of `ms` when others are given the processor. */
  readonly cpuMs: number;
  /** Lots executed: subjects that did the same work say the same. */
  readonly executed: number;
  /** Per command in nanoseconds, the timer's own cost taken off; only when asked for. */
  readonly p50?: number;
  readonly p99?: number;
  readonly timerNs?: number;
}

const [subject, stream, length, seed, latency] = process.argv.slice(2);

const result = await measure(
  subject as SubjectName,
  stream as StreamName,
  Number(length),
  Number(seed),
  latency === 'latency',
);
process.stdout.write(`${JSON.stringify(result)}\n`);

async function measure(
  name: SubjectName,
  streamName: StreamName,
  commands: number,
  drawnFrom: number,
  withLatency: boolean,
): Promise<Measurement> {
  const drawn = drawStream(streamName, commands, drawnFrom);
  const { step, executed } = await subjects[name](drawn);
  for (let n = 0; n < drawn.before; n++) step(n);
  if (withLatency) {
    const times = timeEach(step, drawn.before, drawn.length);
    const ms = times.values.reduce((sum, each) => sum + each, 0) / 1e6;
    const sorted = times.values.toSorted();
    const at = (share: number) => sorted[Math.floor(sorted.length * share)]! - times.timerNs;
    const [p50, p99] = [Math.max(0, at(0.5)), Math.max(0, at(0.99))];
    const done = commands;
    const { timerNs } = times;
    const cpuMs = ms;
    return { subject: name, commands, done, ms, cpuMs, executed: executed(), p50, p99, timerNs };
  }
  const begunCpu = process.threadCpuUsage();
  const begun = performance.now();
  let n = drawn.before;
  while (n < drawn.length) {
    const until = Math.min(drawn.length, n + 1_000);
    for (; n < until; n++) step(n);
    if (performance.now() - begun > cutOffMs) break;
  }
  const ms = performance.now() - begun;
  const { user, system } = process.threadCpuUsage(begunCpu);
  const cpuMs = (user + system) / 1000;
  return { subject: name, commands, done: n - drawn.before, ms, cpuMs, executed: executed() };
}

/** Nanoseconds of each step, and the median cost of reading the clock. */
function timeEach(step: (n: number) => void, from: number, to: number) {
  const values = new Float64Array(to - from);
  for (let n = from; n < to; n++) {
    const before = performance.now();
    step(n);
    values[n - from] = (performance.now() - before) * 1e6;
  }
  const empty = new Float64Array(100_000);
  for (let n = 0; n < empty.length; n++) {
    const before = performance.now();
    empty[n] = (performance.now() - before) * 1e6;
  }
  const timerNs = empty.toSorted()[empty.length / 2]!;
  return { values, timerNs };
}
