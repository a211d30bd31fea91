import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Measurement } from './judge/measure.ts';
import { writeHistory } from './judge/write.ts';

/**
 * Judging beside bare JSON.parse over the same lines (read in the same chunks, split, parsed,
 * dropped), in turns, each in a process of its own:
 * `node e2e/bench/judge.ts [--events 1000000,10000000] [--repeats 5] [--json]`. The aim is at least
 * half the rate of JSON.parse, linear, below 600 MB.
 */
const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '1000000,10000000' },
    repeats: { type: 'string', default: '5' },
    json: { type: 'boolean', default: false },
  },
});
const measure = path.join(import.meta.dirname, 'judge', 'measure.ts');
const folder = mkdtempSync(path.join(tmpdir(), 'proofhouse-bench-judge-'));

interface Row {
  readonly lines: number;
  readonly parsePerSecond: readonly number[];
  readonly judgePerSecond: readonly number[];
  /** Rate of judging over rate of parsing, of neighbours in time; the same by processor time. */
  readonly ratio: readonly number[];
  readonly cpuRatio: readonly number[];
  readonly rssMegabytes: number;
}

try {
  const rows = values.events.split(',').map((events) => measureSize(Number(events)));
  if (values.json) process.stdout.write(`${JSON.stringify(rows)}\n`);
  else for (const row of rows) process.stdout.write(`${describe(row)}\n`);
} finally {
  rmSync(folder, { recursive: true });
}

function measureSize(events: number): Row {
  const file = path.join(folder, 'events.ndjson');
  const lines = writeHistory(file, events);
  const parsePerSecond: number[] = [];
  const judgePerSecond: number[] = [];
  const ratio: number[] = [];
  const cpuRatio: number[] = [];
  let rssBytes = 0;
  for (let repeat = 0; repeat < Number(values.repeats); repeat += 1) {
    const parsed = run('parse', file);
    const judged = run('judge', file);
    if (parsed.lines !== lines || judged.lines !== lines) throw new Error('lines were missed');
    parsePerSecond.push(lines / parsed.seconds);
    judgePerSecond.push(lines / judged.seconds);
    ratio.push(parsed.seconds / judged.seconds);
    cpuRatio.push(parsed.cpuSeconds / judged.cpuSeconds);
    rssBytes = Math.max(rssBytes, judged.rssBytes);
  }
  const rssMegabytes = rssBytes / 2 ** 20;
  return { lines, parsePerSecond, judgePerSecond, ratio, cpuRatio, rssMegabytes };
}

function run(what: 'judge' | 'parse', file: string): Measurement {
  const child = spawnSync(process.execPath, [measure, what, file], { encoding: 'utf8' });
  if (child.status !== 0) throw new Error(`${what} failed: ${child.stderr}`);
  return JSON.parse(child.stdout) as Measurement;
}

function describe(row: Row): string {
  const rate = (each: number) => `${Math.round(each / 1000)} k/s`;
  return [
    `${row.lines} events`,
    `JSON.parse ${spread(row.parsePerSecond, rate)}`,
    `judge ${spread(row.judgePerSecond, rate)}`,
    `ratio ${spread(row.ratio, (each) => each.toFixed(2))}`,
    `by cpu ${spread(row.cpuRatio, (each) => each.toFixed(2))}`,
    `peak ${Math.round(row.rssMegabytes)} MB`,
  ].join('   ');
}

function spread(numbers: readonly number[], show: (each: number) => string): string {
  const sorted = numbers.toSorted((a, b) => a - b);
  return [sorted[0], sorted[sorted.length >> 1], sorted.at(-1)]
    .map((each) => show(each as number))
    .join(' / ');
}
