import { createReadStream } from 'node:fs';
import { loadPlugins } from '#catalogue';
import type { CheckPlugin } from '#contract/check.ts';
import { judgeFile } from '#judge/judge.ts';
import { benchPlan } from './write.ts';

/** `measure.ts judge|parse FILE` in a process of its own: seconds, lines and peak memory as JSON. */
const [what = '', file = ''] = process.argv.slice(2);
const began = performance.now();
const found = what === 'judge' ? await judge(file) : await parse(file);
const seconds = found.seconds ?? (performance.now() - began) / 1000;
const { maxRSS } = process.resourceUsage();
process.stdout.write(`${JSON.stringify({ ...found, seconds, rssBytes: maxRSS * 1024 })}\n`);

interface Found {
  readonly lines: number;
  readonly seconds?: number;
  readonly verdict?: string;
  readonly reasons?: readonly string[];
}

async function judge(history: string): Promise<Found> {
  const checks = await loadPlugins<CheckPlugin>('check');
  const start = performance.now();
  const { events, verdict, reasons } = await judgeFile(benchPlan(), history, checks);
  return { lines: events, seconds: (performance.now() - start) / 1000, verdict, reasons };
}

/** Bare JSON.parse of every line: only the parsing is timed, not the reading and the splitting. */
async function parse(history: string): Promise<Found> {
  let rest = '';
  let lines = 0;
  let seconds = 0;
  let types = 0;
  for await (const chunk of createReadStream(history, {
    encoding: 'latin1',
    highWaterMark: 1 << 20,
  })) {
    const pieces = (rest + chunk).split('\n');
    rest = pieces.pop() ?? '';
    const start = performance.now();
    for (const piece of pieces) types += (JSON.parse(piece) as { type: string }).type.length;
    seconds += (performance.now() - start) / 1000;
    lines += pieces.length;
  }
  if (types === 0) throw new Error('nothing was parsed');
  return { lines, seconds };
}
