import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { messageOf } from './errors.ts';

/** Who holds a lock: a process is known by its pid and its start time, which is never reused. */
interface Holder {
  readonly pid: number;
  readonly startTicks: number;
  readonly what: string;
  readonly since: string;
}

export interface LockOptions {
  /** What is done under the lock, as others are told while they wait. */
  readonly what: string;
  /** One file is one lock; all users of a machine share the default. */
  readonly file?: string;
  /** Told once for each holder that is waited for. */
  readonly onWait?: (text: string) => void;
  readonly signal?: AbortSignal;
}

const everyone = path.join(tmpdir(), 'proofhouse-timed-runs.lock');
const lookEveryMs = 200;

/**
 * The machine's lock for whole timed runs: what is measured under it is not measured beside another
 * such run. A lock whose holder is gone is taken over. Rejects only with the signal's reason.
 */
export async function holdMachine(options: LockOptions): Promise<Disposable> {
  const { what, file = everyone, onWait, signal } = options;
  const mine: Holder = {
    pid: process.pid,
    startTicks: startTicksOf(process.pid) ?? 0,
    what,
    since: new Date().toISOString(),
  };
  let toldOf = '';
  while (!take(file, mine)) {
    const holder = readHolder(file);
    if (holder === undefined || !isAlive(holder)) {
      release(file, holder);
      continue;
    }
    const text = `waiting for pid ${holder.pid} (${holder.what}, since ${holder.since})`;
    if (text !== toldOf) onWait?.(text);
    toldOf = text;
    await pause(signal);
  }
  return { [Symbol.dispose]: () => release(file, mine) };
}

/** Linking a finished file is atomic: the lock never exists without saying whose it is. */
function take(file: string, mine: Holder): boolean {
  const draft = `${file}.${mine.pid}.${mine.startTicks}`;
  writeFileSync(draft, JSON.stringify(mine));
  try {
    linkSync(draft, file);
    return true;
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw new Error(`the lock ${file} cannot be taken: ${messageOf(thrown)}`, { cause: thrown });
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Removes the lock if it is still that holder's, or belongs to nobody who can be read. */
function release(file: string, holder: Holder | undefined): void {
  const now = readHolder(file);
  const same = now?.pid === holder?.pid && now?.startTicks === holder?.startTicks;
  if (same) rmSync(file, { force: true });
}

function readHolder(file: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder;
  } catch {
    return undefined;
  }
}

function isAlive({ pid, startTicks }: Holder): boolean {
  const ticks = startTicksOf(pid);
  return ticks !== undefined && ticks === startTicks;
}

/** Field 22 of /proc/<pid>/stat; 0 for a living process where there is no /proc. */
function startTicksOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]);
  } catch {
    try {
      process.kill(pid, 0);
      return 0;
    } catch {
      return undefined;
    }
  }
}

function pause(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    }, lookEveryMs);
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}
