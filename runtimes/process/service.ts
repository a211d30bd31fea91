import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import {
  identify,
  ownerVariable,
  type ProcessIdentity,
  type RuntimeContext,
  registryVariable,
  type ServiceSpec,
  stateOf,
} from 'proofhouse/contract';

/** A service of the topology as a child process, up or down. */
export interface ManagedService {
  readonly spec: ServiceSpec;
  readonly address: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly dataFolder: string | undefined;
  readonly logFile: string;
  readonly walFile: string | undefined;
  readonly clockFile: string | undefined;
  child: ChildProcess | undefined;
  identity: ProcessIdentity | undefined;
  /** Why it ended, if it did: `exit code 1`, `SIGKILL`. */
  ended: string | undefined;
  exited: Promise<void>;
}

/** Starts the process in a group of its own, its output going straight to disk. */
export function launch(service: ManagedService, context: RuntimeContext, root: string): void {
  const log = openSync(service.logFile, 'a');
  const [script, ...rest] = service.spec.script;
  if (script === undefined) throw new Error(`service ${service.spec.name} names no script to run`);
  const child = spawn(process.execPath, [path.resolve(root, script), ...rest], {
    detached: true,
    stdio: ['ignore', log, log],
    env: { ...bareEnvironment(), ...service.environment, [ownerVariable]: context.runId },
  });
  closeSync(log);
  service.child = child;
  service.ended = undefined;
  service.exited = new Promise((resolve) => {
    const finish = (why: string) => {
      if (service.child !== child) return resolve();
      service.ended = why;
      service.child = undefined;
      service.identity = undefined;
      const notice = { service: service.spec.name, event: 'exited', because: why } as const;
      context.onLifecycle({ ...notice, pid: child.pid ?? -1 });
      resolve();
    };
    child.once('exit', (code, signal) => finish(signal ?? `exit code ${code}`));
    child.once('error', (error) => finish(error.message));
  });
  if (child.pid === undefined) return;
  service.identity = identify(child.pid);
  context.onLifecycle({ service: service.spec.name, event: 'started', pid: child.pid });
}

/** SIGKILL to the whole group, which ends stopped members too; resolves when the leader is gone. */
export async function kill(service: ManagedService): Promise<void> {
  const { child } = service;
  if (child?.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'ESRCH') throw thrown;
  }
  await service.exited;
}

export function isUp(service: ManagedService): boolean {
  return service.identity !== undefined && stateOf(service.identity) !== undefined;
}

/** The last lines a service logged, for messages about its death. */
export function lastLines(logFile: string, count = 8): string {
  try {
    const lines = readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-count);
    return lines.map((line) => `    ${line}`).join('\n');
  } catch {
    return '    (no log)';
  }
}

/** Services see no variable of the caller's but these: runs must not depend on who starts them. */
function bareEnvironment(): Record<string, string> {
  const names = ['PATH', 'HOME', 'LANG', 'TZ', 'TMPDIR', 'NODE_OPTIONS', 'NODE_EXTRA_CA_CERTS'];
  // Which registry its run is in, for whoever finds it orphaned.
  names.push(registryVariable);
  const kept = names.map((name) => [name, process.env[name]] as const);
  return Object.fromEntries(kept.filter((pair): pair is [string, string] => pair[1] !== undefined));
}
