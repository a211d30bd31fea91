import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { defineInjector, type Step, stateOf, type World } from 'proofhouse/contract';

const goneWithinMs = 5_000;
const refusesWithinMs = 5_000;
const pollMs = 5;

interface Undo {
  readonly offset: number;
  readonly original: string;
}

/**
 * Changes the write-ahead log of a service that is down. What was there is written down first, so
 * that the file can be made whole again; a torn tail is left to the service, which must cut it.
 */
export default defineInjector({
  summary: 'Tears or corrupts the write-ahead log of a service that is down.',
  actions: ['tear', 'corrupt'],

  async apply(step, world) {
    if (existsSync(undoFile(step, world))) return;
    await untilGone(step);
    const file = logOf(step);
    const bytes = Number(step.parameters?.bytes);
    const size = statSync(file).size;
    if (size < bytes * 4) throw new Error(`${file} holds only ${size} bytes: nothing to damage`);
    const content = readFileSync(file);
    const tears = step.action === 'tear';
    const offset = tears ? size : Math.floor(size * Number(step.parameters?.offset));
    const original = content.subarray(offset, offset + bytes);
    // Half a record: the beginning of a first one, as a write that was cut off leaves it.
    const written = tears ? content.subarray(0, bytes) : original.map((byte) => byte ^ 0xff);
    note(undoFile(step, world), { offset, original: original.toString('base64') });
    put(file, offset, written);
  },

  async revert(step, world) {
    const undo = undoFile(step, world);
    if (!existsSync(undo)) return;
    if (step.action === 'corrupt' && (await refuses(step, world))) {
      const { offset, original } = JSON.parse(readFileSync(undo, 'utf8')) as Undo;
      put(logOf(step), offset, Buffer.from(original, 'base64'));
    }
    rmSync(undo);
  },

  async inspect(step, world) {
    return existsSync(undoFile(step, world)) ? 'present' : 'absent';
  },
});

/**
 * Starts the service on its damaged log. One that refuses gets the log back as it was; one that
 * goes on is left alone, for what it makes of the damage is what is being tried.
 */
async function refuses({ target }: Step, { environment }: World): Promise<boolean> {
  if (environment === undefined) return true;
  await environment.start(target.service);
  const deadline = performance.now() + refusesWithinMs;
  while (performance.now() < deadline) {
    if (environment.service(target.service).process === undefined) return true;
    const answer = environment.status(target.service, AbortSignal.timeout(1_000));
    const goesOn = await answer.then(
      () => true,
      () => false,
    );
    if (goesOn) return false;
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
  throw new Error(`${target.service} neither refused its damaged log nor answered`);
}

async function untilGone({ target }: Step): Promise<void> {
  const { pid, startTicks } = target;
  if (pid === undefined || startTicks === undefined) throw new Error('no process is named');
  const deadline = performance.now() + goneWithinMs;
  while (stateOf({ pid, startTicks }) !== undefined) {
    if (performance.now() > deadline) throw new Error(`pid ${pid} still runs: its log is its own`);
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}

function logOf({ target }: Step): string {
  if (target.path === undefined) throw new Error(`${target.service} has no write-ahead log`);
  return target.path;
}

function undoFile(step: Step, { runFolder }: World): string {
  return path.join(runFolder, 'undo', `${step.action}-${step.target.service}.json`);
}

function note(file: string, undo: Undo): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(undo), { flush: true });
}

function put(file: string, offset: number, bytes: Uint8Array): void {
  const descriptor = openSync(file, 'r+');
  writeSync(descriptor, bytes, 0, bytes.length, offset);
  fsyncSync(descriptor);
  closeSync(descriptor);
}
