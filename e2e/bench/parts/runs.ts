import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fdatasyncSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import path from 'node:path';
import { proofhouse, readJson, runFolders, temporaryFolder } from '../../cli.ts';
import type { Row } from '../row.ts';

const scenario = (name: string) => path.resolve(import.meta.dirname, '..', `${name}.yaml`);
/** As many as the reference venue has services, and one for the load. */
const bareServers = 6;
const ackRates = [200, 1000];

interface RunJson {
  readonly load: readonly { readonly accepted: number }[];
  readonly verdict: string;
  readonly reasons: readonly string[];
  readonly durationMs: number;
  readonly phases: readonly { name: string; fromUs: number; toUs: number }[];
  readonly slo: readonly { phase: string; p50Ms: number | null; p99Ms: number | null }[];
}

/** The smallest honest run, and the venue's start within it, beside bare HTTP servers in turns. */
export async function smallest(repeats: number): Promise<Row[]> {
  const ready: number[] = [];
  const bare: number[] = [];
  const whole: number[] = [];
  for (let n = 0; n < repeats; n++) {
    bare.push(await bareServersReady());
    const begun = performance.now();
    const { run } = await oneRun('smallest', []);
    if (run.verdict !== 'PASS') {
      const [reason = ''] = run.reasons;
      process.stderr.write(`a smallest run was ${run.verdict} (${reason}), and is left out\n`);
      continue;
    }
    whole.push((performance.now() - begun) / 1000);
    const up = run.phases.find(({ name }) => name === 'up');
    if (up !== undefined) ready.push((up.toUs - up.fromUs) / 1e6);
  }
  const beside = { name: `${bareServers} bare node:http processes`, values: bare };
  return [
    { name: 'venue ready', unit: 's', values: ready, beside, aim: 2 },
    { name: 'smallest honest run, command to exit', unit: 's', values: whole, aim: 12 },
  ];
}

async function bareServersReady(): Promise<number> {
  const code = [
    `const server = require('node:http').createServer((_, answer) => answer.end());`,
    `server.listen(0, '127.0.0.1', () => process.stdout.write('ready'));`,
  ].join('\n');
  const begun = performance.now();
  const children = Array.from({ length: bareServers }, () =>
    spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'inherit'] }),
  );
  await Promise.all(children.map((child) => once(child.stdout, 'data')));
  const took = (performance.now() - begun) / 1000;
  const ended = children.map((child) => once(child, 'exit'));
  for (const child of children) child.kill('SIGKILL');
  await Promise.all(ended);
  return took;
}

/** Acknowledgements in steady beside appending and syncing the same bytes at the same rate. */
export async function acknowledged(repeats: number): Promise<Row[]> {
  const rows: Row[] = [];
  for (const rate of ackRates) {
    const [p50, p99]: [number[], number[]] = [[], []];
    const [raw50, raw99]: [number[], number[]] = [[], []];
    for (let n = 0; n < repeats; n++) {
      const { run, recordBytes } = await oneRun('acknowledged', ['--set', `load.0.rate=${rate}/s`]);
      const steady = run.slo.find(({ phase }) => phase === 'steady');
      if (steady?.p50Ms != null) p50.push(steady.p50Ms);
      if (steady?.p99Ms != null) p99.push(steady.p99Ms);
      const raw = await appendAndSync(recordBytes, rate);
      raw50.push(quantile(raw, 0.5));
      raw99.push(quantile(raw, 0.99));
    }
    const beside = (name: string, values: number[]) => ({
      name: `append + fdatasync of the same bytes, ${name}`,
      values,
    });
    rows.push(
      { name: `ack p50 at ${rate}/s`, unit: 'ms', values: p50, beside: beside('p50', raw50) },
      { name: `ack p99 at ${rate}/s`, unit: 'ms', values: p99, beside: beside('p99', raw99) },
    );
  }
  return rows;
}

async function oneRun(
  name: string,
  flags: readonly string[],
): Promise<{ run: RunJson; recordBytes: number }> {
  const out = temporaryFolder();
  try {
    const args = ['run', scenario(name), '--out', out.path, ...flags];
    const { stdout, stderr, code } = await proofhouse(args);
    const [folder] = runFolders(out.path);
    if (folder === undefined) throw new Error(`no run (exit ${code}): ${stderr}${stdout}`);
    return { run: readJson(folder), recordBytes: recordBytesOf(folder) };
  } finally {
    out.dispose();
  }
}

/** What one accepted operation of this run took in the leader's log, on average. */
function recordBytesOf(folder: string): number {
  const { load } = readJson(folder) as RunJson;
  const operations = load.reduce((sum, { accepted }) => sum + accepted, 0);
  const { size } = statSync(path.join(folder, 'data', 'engine-a', 'commands.wal'));
  return Math.max(1, Math.round(size / Math.max(1, operations)));
}

/** Open loop against absolute deadlines, as the witness sends: late is late. */
async function appendAndSync(bytes: number, ratePerSecond: number): Promise<number[]> {
  const folder = temporaryFolder();
  const file = path.join(folder.path, 'raw.wal');
  const descriptor = openSync(file, 'a');
  const record = Buffer.alloc(bytes, 120);
  const took: number[] = [];
  const begun = performance.now();
  for (let n = 0; n < ratePerSecond * 2; n++) {
    const dueMs = begun + (n * 1000) / ratePerSecond;
    const early = dueMs - performance.now();
    if (early > 0) await new Promise((resolve) => setTimeout(resolve, early));
    const from = performance.now();
    writeSync(descriptor, record);
    fdatasyncSync(descriptor);
    took.push(performance.now() - from);
  }
  rmSync(file);
  folder.dispose();
  return took;
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
