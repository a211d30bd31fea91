import { spawnSync } from 'node:child_process';
import { mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { defaultConventions } from '#market/conventions.ts';
import { killMutants } from '../trials/mutants.ts';
import type { Measurement } from './matching/measure.ts';
import { measureSizes } from './matching/sizes.ts';
import { drawStream, type StreamName, streamNames, streamTitles } from './matching/streams.ts';
import { commandOf, type SubjectName } from './matching/subjects.ts';

/**
 * The model beside npm nodejs-order-book in one run: `node e2e/bench/matching.ts [--repeats 5]
 * [--commands 1000000] [--seed 8421] [--json]`. Each measurement has a process of its own; subjects
 * take turns, so that a slow minute of the machine hits all of them.
 */
const { values } = parseArgs({
  options: {
    repeats: { type: 'string', default: '5' },
    commands: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: '8421' },
    json: { type: 'boolean', default: false },
  },
});
const repeats = Number(values.repeats);
const commands = Number(values.commands);
const seed = Number(values.seed);
const measure = path.join(import.meta.dirname, 'matching', 'measure.ts');

interface Spread {
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

function spreadOf(numbers: readonly number[]): Spread {
  const sorted = numbers.toSorted((a, b) => a - b);
  return { min: sorted[0]!, median: sorted[sorted.length >> 1]!, max: sorted.at(-1)! };
}

function say(text: string): void {
  if (!values.json) process.stdout.write(`${text}\n`);
}

function run(subject: SubjectName, stream: StreamName, latency = false): Measurement | undefined {
  const args = [measure, subject, stream, `${commands}`, `${seed}`];
  const child = spawnSync(process.execPath, latency ? [...args, 'latency'] : args, {
    encoding: 'utf8',
    // A single command of a peer may hang: it cuts itself off at 60 s only between commands.
    timeout: 120_000,
    killSignal: 'SIGKILL',
  });
  if (child.error !== undefined || child.signal !== null) return undefined;
  if (child.status !== 0) throw new Error(`${subject} on ${stream} failed: ${child.stderr}`);
  return JSON.parse(child.stdout) as Measurement;
}

const millions = (perSecond: number) => `${(perSecond / 1e6).toFixed(2)} M/s`;

function showSpread({ min, median, max }: Spread, show: (each: number) => string): string {
  return `${show(min)} / ${show(median)} / ${show(max)}`;
}

interface StreamResult {
  readonly stream: StreamName;
  readonly perSecond: Partial<Record<SubjectName, Spread>>;
  /** By wall time. */
  readonly timesPeer: Spread | undefined;
  /** Of the core, per second of its thread's CPU time: on an idle machine the same. */
  readonly perCpuSecond: Spread | undefined;
  readonly cutOff: readonly SubjectName[];
  readonly executed: Partial<Record<SubjectName, number>>;
}

function benchStream(stream: StreamName): StreamResult {
  const rates: Record<SubjectName, number[]> = { core: [], model: [], peer: [] };
  const perCpu: number[] = [];
  const cutOff = new Set<SubjectName>();
  const executed: Partial<Record<SubjectName, number>> = {};
  for (let n = 0; n < repeats; n++) {
    for (const subject of ['core', 'model', 'peer'] as const) {
      const result = run(subject, stream);
      if (result === undefined || result.done < result.commands) cutOff.add(subject);
      if (result === undefined) continue;
      rates[subject].push((result.done / result.ms) * 1000);
      if (subject === 'core') perCpu.push((result.done / result.cpuMs) * 1000);
      executed[subject] = result.executed;
    }
  }
  const perSecond: StreamResult['perSecond'] = {};
  for (const subject of ['core', 'model', 'peer'] as const) {
    if (rates[subject].length > 0) perSecond[subject] = spreadOf(rates[subject]);
  }
  const ratios = rates.core.flatMap((rate, n) => (rates.peer[n] ? [rate / rates.peer[n]] : []));
  const timesPeer = ratios.length > 0 ? spreadOf(ratios) : undefined;
  const perCpuSecond = perCpu.length > 0 ? spreadOf(perCpu) : undefined;
  return { stream, perSecond, timesPeer, perCpuSecond, cutOff: [...cutOff], executed };
}

function tell(result: StreamResult): void {
  const { stream, perSecond, timesPeer, perCpuSecond, cutOff, executed } = result;
  say(`\n${streamTitles[stream]} (${commands} commands, min / median / max of ${repeats})`);
  for (const [subject, spread] of Object.entries(perSecond)) {
    const note = cutOff.includes(subject as SubjectName) ? ', cut off at 60 s' : '';
    const lots = executed[subject as SubjectName];
    say(`  ${subject.padEnd(6)} ${showSpread(spread, millions)}  (${lots} lots executed${note})`);
  }
  if (perCpuSecond) say(`  core   ${showSpread(perCpuSecond, millions)}  by CPU time`);
  if (timesPeer)
    say(`  core is ${showSpread(timesPeer, (each) => `${each.toFixed(1)}x`)} the peer`);
}

/** `proofhouse match` over stdin, beside JSON.parse of the same lines. */
function benchMatch(lines: number): { parse: Spread; match: Spread; start: Spread } {
  const folder = mkdtempSync(path.join(tmpdir(), 'proofhouse-bench-'));
  const drawn = drawStream('day', lines, seed);
  const texts = Array.from({ length: drawn.length }, (_, n) => JSON.stringify(commandOf(drawn, n)));
  const file = path.join(folder, 'commands.ndjson');
  writeFileSync(file, `${texts.join('\n')}\n`);
  const launcher = path.join(import.meta.dirname, '..', '..', 'bin', 'proofhouse.cjs');
  const matchFrom = (input: string) => {
    const begun = performance.now();
    const stdin = openSync(input, 'r');
    spawnSync(process.execPath, [launcher, 'match'], { stdio: [stdin, 'ignore', 'inherit'] });
    return performance.now() - begun;
  };
  const [parse, match, start]: [number[], number[], number[]] = [[], [], []];
  for (let n = 0; n < repeats; n++) {
    const begun = performance.now();
    for (const text of texts) JSON.parse(text);
    parse.push((texts.length / (performance.now() - begun)) * 1000);
    const empty = matchFrom('/dev/null');
    start.push(empty);
    match.push((texts.length / (matchFrom(file) - empty)) * 1000);
  }
  rmSync(folder, { recursive: true });
  return { parse: spreadOf(parse), match: spreadOf(match), start: spreadOf(start) };
}

async function benchMutants() {
  const [begun, before] = [performance.now(), process.cpuUsage()];
  const records = await killMutants({ seed: 1, timeMsMax: 60_000, surveyed: 0 });
  const { user, system } = process.cpuUsage(before);
  return {
    mutants: records.length,
    killed: records.filter((record) => record.by !== '').length,
    seconds: (performance.now() - begun) / 1000,
    cpuSeconds: (user + system) / 1e6,
  };
}

const load = loadavg()[0]!.toFixed(1);
say(`${cpus()[0]?.model}, ${cpus().length} cores, Node ${process.version}, seed ${seed}`);
say(`load average before: ${load} (figures of a busy machine are those of a busy machine)`);
const streams = streamNames.map((stream) => {
  const result = benchStream(stream);
  tell(result);
  return result;
});

say('\none command of the core, the clock taken off');
const latency = streamNames.map((stream) => {
  const { p50 = 0, p99 = 0, timerNs = 0 } = run('core', stream, true) ?? {};
  const clock = `reading the clock took ${timerNs.toFixed(0)} ns`;
  say(`  ${stream.padEnd(6)} p50 ${p50.toFixed(0)} ns, p99 ${p99.toFixed(0)} ns (${clock})`);
  return { stream, p50, p99, timerNs };
});

const sizes = measureSizes(repeats, defaultConventions, seed);
const nanoseconds = (each: number) => `${each.toFixed(0)} ns`;
say('\none cancel and one new order in a book of so many');
for (const { orders, ns } of sizes.books) say(`  ${orders}: ${showSpread(ns, nanoseconds)}`);
say(`  a resting order takes ${sizes.bytesPerOrder.toFixed(0)} bytes in the core`);

const match = benchMatch(Math.min(commands, 300_000));
say('\n`proofhouse match` over stdin, its start taken off, beside JSON.parse of the same lines');
say(`  match      ${showSpread(match.match, millions)}`);
say(`  JSON.parse ${showSpread(match.parse, millions)}`);
say(`  start      ${showSpread(match.start, (each) => `${each.toFixed(0)} ms`)}`);

const mutants = await benchMutants();
say('\nevery mutant of the breakable engine killed and shrunk, in two threads');
say(`  ${mutants.killed} of ${mutants.mutants} in ${mutants.seconds.toFixed(1)} s (aim 60 s)`);
say(`  ${mutants.cpuSeconds.toFixed(1)} s of processor time, engines in processes not counted`);

if (values.json) {
  process.stdout.write(
    `${JSON.stringify({ seed, commands, streams, latency, sizes, match, mutants })}\n`,
  );
}
