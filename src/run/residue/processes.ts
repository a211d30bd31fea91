import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { processesOf, readProcess, signalProcess, stateOf } from '#contract/process-table.ts';
import type { ProcessIdentity } from '#contract/runtime.ts';
import type { Inventory } from './residue.ts';

const endWithinMs = 5_000;
const lookEveryMs = 10;

/** Processes whose environment names the run, stopped ones too, with the sockets they hold. */
export const processes: Inventory = {
  async find({ runId }) {
    const found = processesOf(runId);
    return found.map((identity) => ({
      what: describeProcess(identity),
      command: `kill -KILL ${identity.pid}`,
      async remove() {
        // All at once: one that sees another die may start a third.
        for (const one of found) signalProcess(one, 'SIGKILL');
        await end(identity);
      },
    }));
  },
};

/** SIGKILL ends a stopped process too; resolves when the table shows it no more. */
async function end(identity: ProcessIdentity): Promise<void> {
  signalProcess(identity, 'SIGKILL');
  const deadlineMs = performance.now() + endWithinMs;
  while (stateOf(identity) !== undefined && performance.now() < deadlineMs) {
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
}

function describeProcess({ pid }: ProcessIdentity): string {
  const stopped = readProcess(pid)?.state === 'T' ? ', stopped' : '';
  const ports = listeningPorts(pid);
  const sockets = ports.length === 0 ? '' : `, listening on ${ports.join(', ')}`;
  return `process ${pid} (${scriptOf(pid)})${stopped}${sockets}`;
}

/** What runs in it: the script of a Node process, else the program. */
function scriptOf(pid: number): string {
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').filter(Boolean);
    const script = words.slice(1).find((word) => !word.startsWith('-'));
    return (script ?? words[0] ?? 'unknown').split('/').slice(-2).join('/');
  } catch {
    return 'unknown';
  }
}

/**
 * Addresses on which a process listens (proc_pid_net(5): state 0A), `*:20311` for every address.
 */
function listeningPorts(pid: number): string[] {
  const inodes = new Set(socketsOf(pid));
  const tables = ['tcp', 'tcp6'].flatMap((name) => linesOf(`/proc/${pid}/net/${name}`).slice(1));
  const ports = tables.flatMap((line) => {
    const fields = line.trim().split(/\s+/);
    if (fields[3] !== '0A' || !inodes.has(fields[9] ?? '')) return [];
    const [address = '', port = '0'] = (fields[1] ?? '').split(':');
    const host = address === '0100007F' ? '127.0.0.1' : '*';
    return [`${host}:${Number.parseInt(port, 16)}`];
  });
  return [...new Set(ports)];
}

function socketsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((name) => {
      const inode = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${name}`))?.[1];
      return inode ?? [];
    });
  } catch {
    return [];
  }
}

function linesOf(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n').filter(Boolean);
  } catch {
    return [];
  }
}
