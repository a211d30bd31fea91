/**
 * The guardian: a detached process that outlives the harness. When the harness dies, falls silent
 * for a lease, or leaves a fault in beyond its ttl, it ends the harness, reverts what was armed in
 * reverse order, removes everything that the run made, and looks again. There are two: the second
 * waits for the first to finish, and acts in its place when it does not.
 */
import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { readProcess, signalProcess, stateOf } from '#contract/process-table.ts';
import type { ProcessIdentity } from '#contract/runtime.ts';
import { messageOf } from '#kit/errors.ts';
import { guardianNotesFile, type OpenFault, readGuardianNotes } from '../journal.ts';
import { strike } from '../registry.ts';
import { undoRun } from '../residue/undo.ts';
import { type FromGuardian, leaseMs, type ToGuardian } from './protocol.ts';

type Begun = Extract<ToGuardian, { say: 'begin' }>;

/** The last words of a guardian that found nothing more of the run. */
const lastNote = 'finished: nothing of the run is left';
const lookEveryMs = 100;
const endWithinMs = 1_000;
/** A harness that is busy may be silent for so long. */
const busyMaxMs = 3 * leaseMs;
/** How long the second waits for a first that is at work; healings with hangs in them take long. */
const firstWithinMs = 20_000;

const armed: (OpenFault & { readonly untilMs: number })[] = [];
let run: Begun | undefined;
let heardMs = boottimeMs();
let heardCpuMs = 0;
let over = false;

/** Time since boot, counting suspends (proc(5), 10 ms resolution): a lease must not sleep. */
function boottimeMs(): number {
  return Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]) * 1000;
}

/** Silent, but at work or waiting for a processor: a loaded machine is no pause. */
function isBusy({ pid }: ProcessIdentity): boolean {
  const reading = readProcess(pid);
  if (reading === undefined || reading.state === 'T') return false;
  return reading.state === 'R' || reading.cpuMs > heardCpuMs;
}

function answer(said: FromGuardian['said']): void {
  process.stdout.write(`${JSON.stringify({ said })}\n`);
}

function hear(message: ToGuardian): void {
  // Once it takes over nothing may be armed: what is not confirmed is not applied.
  if (over) return;
  heardMs = boottimeMs();
  heardCpuMs = run === undefined ? 0 : (readProcess(run.harness.pid)?.cpuMs ?? 0);
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
  if (over) return;
  over = true;
  if (run === undefined) process.exit(0);
  // First the harness, so that one which was only paused cannot inject anything later.
  const ended = signalProcess(run.harness, 'SIGKILL');
  await gone(run.harness, endWithinMs);
  if (run.first !== undefined && (await leftToFirst(run.first, run.runFolder))) process.exit(0);
  note(`${run.first === undefined ? '' : 'the second is '}taking over: ${because}`);
  if (ended) note(`ended the harness, pid ${run.harness.pid}`);
  try {
    const left = await undoRun(run, armed, note);
    if (left.length === 0) {
      strike(run.runId);
      note(lastNote);
    } else note(`finished: ${left.length} things of the run are left`);
  } catch (thrown) {
    note(`the healing itself failed: ${messageOf(thrown)}`);
  }
  const [program, ...args] = run.epilogue;
  if (program !== undefined) {
    spawn(program, args, { detached: true, stdio: 'ignore' })
      .on('error', () => {})
      .unref();
  }
  process.exit(0);
}

/**
 * True if the first guardian did all of it; it is given up when it is dead, stopped or too slow.
 */
async function leftToFirst(first: ProcessIdentity, runFolder: string): Promise<boolean> {
  const deadlineMs = performance.now() + firstWithinMs;
  const atWork = () => ![undefined, 'T'].includes(stateOf(first));
  while (atWork() && performance.now() < deadlineMs) await pause();
  signalProcess(first, 'SIGKILL');
  return readGuardianNotes(runFolder).some((line) => line.guardian === lastNote);
}

async function gone(one: ProcessIdentity, withinMs: number): Promise<void> {
  const deadlineMs = performance.now() + withinMs;
  while (stateOf(one) !== undefined && performance.now() < deadlineMs) await pause();
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 10));
}

/** What it did goes into the run's folder: whoever looks for the run must find it. */
function note(text: string): void {
  if (run === undefined || !existsSync(run.runFolder)) return;
  const line = JSON.stringify({ wallMs: Date.now(), guardian: text });
  try {
    appendFileSync(guardianNotesFile(run.runFolder), `${line}\n`);
  } catch {
    // A full or read-only disk must not stop the healing.
  }
}

// The harness's terminal and process group end with it; the guardian must not.
for (const signal of ['SIGINT', 'SIGHUP', 'SIGTERM', 'SIGPIPE', 'SIGQUIT'] as const)
  process.on(signal, () => {});
process.stdout.on('error', () => {});

const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => hear(JSON.parse(line) as ToGuardian));
lines.on('close', () => void takeOver('the harness is gone'));

setInterval(() => {
  const now = boottimeMs();
  const late = armed.find((one) => now > one.untilMs);
  if (late) void takeOver(`fault ${late.fault} was left in beyond its ttl`);
  else if (run && now - heardMs > leaseMs && (now - heardMs > busyMaxMs || !isBusy(run.harness)))
    void takeOver(`no word from the harness for ${Math.round(now - heardMs)} ms`);
}, lookEveryMs);
