import { createReadStream } from 'node:fs';
import { loadPlugins } from '#catalogue';
import type { CheckPlugin } from '#contract/check.ts';
import { judgeFile } from '#judge/judge.ts';
import { benchPlan } from './write.ts';

/** One measurement, in a process of its own. */
export interface Measurement {
  readonly lines: number;
  readonly seconds: number;
  /** Processor time of all threads of the process: what a busy machine distorts least. */
  readonly cpuSeconds: number;
  readonly rssBytes: number;
}

/** Wall and processor time, without the start of the process and the loading of the checks. */
function stopwatch() {
  const sum = { seconds: 0, cpuSeconds: 0 };
  let began = 0;
  let cpu = process.cpuUsage();
  return {
    sum,
    start() {
      began = performance.now();
      cpu = process.cpuUsage();
    },
    stop() {
      const { user, system } = process.cpuUsage(cpu);
      sum.seconds += (performance.now() - began) / 1000;
      sum.cpuSeconds += (user + system) / 1_000_000;
    },
  };
}

/** `measure.ts judge|parse FILE` prints a {@link Measurement} as JSON. */
if (import.meta.main) {
  const [what = '', file = ''] = process.argv.slice(2);
  const watch = stopwatch();
  const lines = what === 'judge' ? await judge(file, watch) : await parse(file, watch);
  const rssBytes = process.resourceUsage().maxRSS * 1024;
  process.stdout.write(`${JSON.stringify({ lines, ...watch.sum, rssBytes })}\n`);
}

type Stopwatch = ReturnType<typeof stopwatch>;

async function judge(history: string, watch: Stopwatch): Promise<number> {
  const checks = await loadPlugins<CheckPlugin>('check');
  watch.start();
  const { events } = await judgeFile(benchPlan(), history, checks);
  watch.stop();
  return events;
}

/** Nothing but JSON.parse of every line of the same file, read in chunks as the judge reads it. */
async function parse(history: string, watch: Stopwatch): Promise<number> {
  let rest = '';
  let lines = 0;
  let types = 0;
  const options = { encoding: 'latin1', highWaterMark: 1 << 20 } as const;
  watch.start();
  for await (const chunk of createReadStream(history, options)) {
    const pieces = (rest + chunk).split('\n');
    rest = pieces.pop() ?? '';
    for (const piece of pieces) types += (JSON.parse(piece) as { type: string }).type.length;
    lines += pieces.length;
  }
  watch.stop();
  if (types === 0) throw new Error('nothing was parsed');
  return lines;
}
