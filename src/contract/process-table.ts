import { readdirSync, readFileSync } from 'node:fs';
import type { ProcessIdentity } from './runtime.ts';

/** One reading of `/proc/<pid>/stat` (proc(5)). */
export interface ProcessReading {
  /** R, S, D, T (stopped), Z (zombie), … */
  readonly state: string;
  readonly parentPid: number;
  readonly group: number;
  readonly startTicks: number;
  readonly cpuMs: number;
  /** Threads that are not yet gone; a dying process may outlive its first one. */
  readonly threads: number;
}

const clockTicksPerSecond = 100;

/** Reads the process table; undefined if there is no such process. */
export function readProcess(pid: number): ProcessReading | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined;
  }
  // The command name may contain spaces and parentheses: fields are counted from the last one.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return {
    state: fields[0] ?? '?',
    parentPid: Number(fields[1]),
    group: Number(fields[2]),
    startTicks: Number(fields[19]),
    threads: Number(fields[17]),
    cpuMs: ((Number(fields[11]) + Number(fields[12])) * 1000) / clockTicksPerSecond,
  };
}

/** The identity of a pid that is in use now; undefined if it is not. */
export function identify(pid: number): ProcessIdentity | undefined {
  const reading = readProcess(pid);
  return reading === undefined ? undefined : { pid, startTicks: reading.startTicks };
}

/**
 * State of exactly this process; undefined if it is gone, or its pid belongs to another. A zombie
 * is gone once no other thread is left: after a SIGKILL the first thread is one within a
 * millisecond, while the others keep the process's sockets open (seen here: 4 to 13 ms longer).
 */
export function stateOf(identity: ProcessIdentity): string | undefined {
  const reading = readProcess(identity.pid);
  if (reading === undefined || reading.startTicks !== identity.startTicks) return undefined;
  if (reading.state === 'X' || (reading.state === 'Z' && reading.threads <= 1)) return undefined;
  return reading.state;
}

/** Sends a signal to exactly this process; false if it is no longer there. */
export function signalProcess(identity: ProcessIdentity, signal: NodeJS.Signals): boolean {
  if (stateOf(identity) === undefined) return false;
  try {
    process.kill(identity.pid, signal);
    return true;
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw thrown;
  }
}

/** Environment variable that marks every process a run starts; its value is the run's id. */
export const ownerVariable = 'PROOFHOUSE_RUN';

/** Every living process whose environment says that this run started it. */
export function processesOf(runId: string): ProcessIdentity[] {
  const mark = `${ownerVariable}=${runId}\0`;
  const found: ProcessIdentity[] = [];
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    if (!Number.isInteger(pid) || pid === process.pid) continue;
    const environment = readEnvironment(pid);
    if (environment === undefined || !`\0${environment}`.includes(`\0${mark}`)) continue;
    const identity = identify(pid);
    if (identity !== undefined && stateOf(identity) !== undefined) found.push(identity);
  }
  return found;
}

/** Environment variable that names the folder of the registry of runs, if not the default. */
export const registryVariable = 'PROOFHOUSE_STATE';

/**
 * Runs of our registry that have living processes, by the marks in their environment, with those
 * processes whose parent is gone: they were handed to process 1.
 */
export function runsWithOrphans(): Map<string, ProcessIdentity[]> {
  const runs = new Map<string, ProcessIdentity[]>();
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    const runId = Number.isInteger(pid) ? ownerOf(pid) : undefined;
    const reading = runId === undefined ? undefined : readProcess(pid);
    if (runId === undefined || reading === undefined || reading.parentPid !== 1) continue;
    const identity = { pid, startTicks: reading.startTicks };
    if (stateOf(identity) === undefined) continue;
    runs.set(runId, [...(runs.get(runId) ?? []), identity]);
  }
  return runs;
}

function ownerOf(pid: number): string | undefined {
  const variables = readEnvironment(pid)?.split('\0') ?? [];
  const readMark = (name: string) =>
    variables.find((one) => one.startsWith(`${name}=`))?.slice(name.length + 1);
  return readMark(registryVariable) === process.env[registryVariable]
    ? readMark(ownerVariable)
    : undefined;
}

/** Resident memory in bytes; undefined if the process is gone. */
export function residentBytes(pid: number): number | undefined {
  try {
    const pages = Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]);
    return pages * 4096;
  } catch {
    return undefined;
  }
}

/** Open descriptors; undefined if the process is gone. */
export function openDescriptors(pid: number): number | undefined {
  try {
    return readdirSync(`/proc/${pid}/fd`).length;
  } catch {
    return undefined;
  }
}

/** Soft limit on open descriptors (proc_pid_limits(5)); undefined if the process is gone. */
export function descriptorLimit(pid: number): number | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/limits`, 'utf8');
    const soft = /^Max open files\s+(\d+)/m.exec(text)?.[1];
    return soft === undefined ? undefined : Number(soft);
  } catch {
    return undefined;
  }
}

/** The number that the next descriptor would get: the kernel gives the lowest free one. */
export function nextDescriptor(pid: number): number | undefined {
  try {
    const taken = new Set(readdirSync(`/proc/${pid}/fd`).map(Number));
    let next = 0;
    while (taken.has(next)) next += 1;
    return next;
  } catch {
    return undefined;
  }
}

function readEnvironment(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1');
  } catch {
    return undefined;
  }
}
