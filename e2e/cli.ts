import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** The real command line, spawned as a user would; nothing here imports the product. */
const checkout = path.resolve(import.meta.dirname, '..');

export interface Finished {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly pid: number;
}

export interface Started {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly finished: Promise<Finished>;
  /** All that was printed so far, both streams. */
  text(): string;
}

/** Starts `proofhouse ARGS` in a process group of its own. */
export function startProofhouse(
  args: readonly string[],
  env: Record<string, string> = {},
  root: string = checkout,
): Started {
  const child = spawn(process.execPath, [path.join(root, 'bin', 'proofhouse.cjs'), ...args], {
    cwd: root,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1', ...env },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk;
  });
  const pid = child.pid ?? -1;
  const finished = new Promise<Finished>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr, pid }));
  });
  return { child, pid, finished, text: () => stdout + stderr };
}

export function proofhouse(
  args: readonly string[],
  env: Record<string, string> = {},
  root: string = checkout,
): Promise<Finished> {
  return startProofhouse(args, env, root).finished;
}

/** A fresh folder that is removed by `dispose`. */
export function temporaryFolder(): { readonly path: string; dispose(): void } {
  const folder = mkdtempSync(path.join(tmpdir(), 'proofhouse-e2e-'));
  return { path: folder, dispose: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Run folders below an output folder, oldest first. */
export function runFolders(out: string): string[] {
  return readdirSync(out, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => path.join(out, entry.name))
    .sort();
}

// biome-ignore lint/suspicious/noExplicitAny: run.json is read as a stranger would
export function readJson(folder: string, name = 'run.json'): any {
  return JSON.parse(readFileSync(path.join(folder, name), 'utf8'));
}

/** Pids whose environment says that a run below `out` started them. */
export function livingProcessesOf(runIds: readonly string[]): number[] {
  const marks = runIds.map((id) => `PROOFHOUSE_RUN=${id}\0`);
  return readdirSync('/proc')
    .map(Number)
    .filter(
      (pid) => Number.isInteger(pid) && marks.some((mark) => environmentOf(pid).includes(mark)),
    );
}

function environmentOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1');
  } catch {
    return '';
  }
}

/** Waits for a condition; throws with what it waited for. */
export async function eventually(
  what: string,
  holds: () => boolean,
  withinMs = 30_000,
): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`${what}: not within ${withinMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
