/**
 * The guardian: a detached process that outlives the harness. When the harness dies, falls silent
 * for a lease, or leaves a fault in beyond its ttl, it ends the harness, reverts what was armed in
 * reverse order, ends every process of the run, stopped ones too, and unmounts what the run
 * mounted.
 */
import { execFile } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { loadPlugin } from '#catalogue';
import type { InjectorPlugin, Step } from '#contract/fault.ts';
import { processesOf, signalProcess, stateOf } from '#contract/process-table.ts';
import type { ProcessIdentity } from '#contract/runtime.ts';
import { messageOf } from '#kit/errors.ts';
import { type FromGuardian, leaseMs, type ToGuardian } from './protocol.ts';

interface Armed {
  readonly fault: string;
  readonly steps: readonly Step[];
  readonly untilMs: number;
}

const armed: Armed[] = [];
let run: { runId: string; runFolder: string; harness: ProcessIdentity } | undefined;
let heardMs = boottimeMs();
let over = false;

/** Time since boot, counting suspends (proc(5), 10 ms resolution): a lease must not sleep. */
function boottimeMs(): number {
  return Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]) * 1000;
}

function answer(said: FromGuardian['said']): void {
  process.stdout.write(`${JSON.stringify({ said })}\n`);
}

function hear(message: ToGuardian): void {
  heardMs = boottimeMs();
  if (message.say === 'begin') {
    run = message;
    answer('ready');
  } else if (message.say === 'arm') {
    const { fault, steps, ttlMs } = message;
    armed.push({ fault, steps, untilMs: heardMs + ttlMs });
    answer('armed');
  } else if (message.say === 'disarm') {
    const index = armed.findIndex((one) => one.fault === message.fault);
    if (index >= 0) armed.splice(index, 1);
    answer('disarmed');
  } else if (message.say === 'finished') {
    over = true;
    answer('bye');
    process.exit(0);
  }
}

async function takeOver(because: string): Promise<void> {
  if (over || run === undefined) process.exit(0);
  over = true;
  note(`taking over: ${because}`);
  // First the harness, so that one which was only paused cannot inject anything later.
  if (signalProcess(run.harness, 'SIGKILL')) note(`ended the harness, pid ${run.harness.pid}`);
  for (const one of armed.reverse()) await revert(one);
  const ended = await endProcesses(run.runId);
  note(`ended ${ended} processes of the run`);
  for (const folder of mountsBelow(run.runFolder)) await unmount(folder);
  note('finished');
  process.exit(0);
}

async function revert(one: Armed): Promise<void> {
  for (const step of [...one.steps].reverse()) {
    try {
      const injector = await loadPlugin<InjectorPlugin>('injector', step.injector);
      const world = { environment: undefined, load: undefined, runFolder: run?.runFolder ?? '' };
      await injector.revert(step, world);
      note(`reverted ${one.fault}: ${step.action} on ${step.target.service}`);
    } catch (thrown) {
      note(`could not revert ${one.fault}: ${messageOf(thrown)}`);
    }
  }
}

/**
 * SIGKILL, again and again until the process table shows nothing of the run: a killed one may have
 * forked.
 */
async function endProcesses(runId: string): Promise<number> {
  const seen = new Set<number>();
  for (let round = 0; round < 500; round += 1) {
    const alive = processesOf(runId).filter((one) => stateOf(one) !== undefined);
    if (alive.length === 0) return seen.size;
    for (const one of alive) {
      seen.add(one.pid);
      signalProcess(one, 'SIGKILL');
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  note(`still alive: ${processesOf(runId).map((one) => one.pid)}`);
  return seen.size;
}

function mountsBelow(folder: string): string[] {
  const mounts = readFileSync('/proc/self/mounts', 'utf8').split('\n');
  const points = mounts.map((line) => line.split(' ')[1] ?? '');
  return points.filter((point) => point.startsWith(`${folder}${path.sep}`)).reverse();
}

async function unmount(folder: string): Promise<void> {
  try {
    await promisify(execFile)('umount', [folder]);
    note(`unmounted ${path.relative(run?.runFolder ?? '', folder)}`);
  } catch (thrown) {
    note(`could not unmount ${folder}: ${messageOf(thrown)}`);
  }
}

/** What it did goes into the run's folder: whoever looks for the run must find it. */
function note(text: string): void {
  if (run === undefined || !existsSync(run.runFolder)) return;
  const line = JSON.stringify({ wallMs: Date.now(), guardian: text });
  try {
    appendFileSync(path.join(run.runFolder, 'guardian.ndjson'), `${line}\n`);
  } catch {
    // A full or read-only disk must not stop the healing.
  }
}

// The harness's terminal and process group end with it; the guardian must not.
for (const signal of ['SIGINT', 'SIGHUP', 'SIGTERM', 'SIGPIPE'] as const)
  process.on(signal, () => {});
process.stdout.on('error', () => {});

const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => hear(JSON.parse(line) as ToGuardian));
lines.on('close', () => void takeOver('the harness is gone'));

setInterval(() => {
  const now = boottimeMs();
  const late = armed.find((one) => now > one.untilMs);
  if (late) void takeOver(`fault ${late.fault} was left in beyond its ttl`);
  else if (run && now - heardMs > leaseMs)
    void takeOver(`no word from the harness for ${leaseMs} ms`);
}, 50);
