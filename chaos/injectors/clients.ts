import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Writable } from 'node:stream';
import {
  defineInjector,
  identify,
  ownerVariable,
  type ProcessIdentity,
  type Step,
  signalProcess,
  stateOf,
  type World,
} from 'proofhouse/contract';

const main = path.join(import.meta.dirname, 'clients', 'main.ts');
const goneWithinMs = 2_000;

/**
 * Clients that misbehave, in a process of their own. Who they are stands in a file of the run's
 * folder, so that anybody can end them; they carry the run's id, and end with the harness.
 */
export default defineInjector({
  summary: 'Starts clients that misbehave towards one gateway, and ends them.',
  actions: ['malformed', 'reconnect', 'never-read'],

  async apply(step, world) {
    if (clientsOf(step, world) !== undefined) return;
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main], {
      env: { ...process.env, [ownerVariable]: path.basename(world.runFolder) },
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: true,
    });
    child.on('error', () => {});
    const identity = child.pid === undefined ? undefined : identify(child.pid);
    if (identity === undefined) throw new Error('the clients did not start');
    writeFileSync(fileOf(step, world), JSON.stringify(identity));
    child.stdin.on('error', () => {});
    tell(child.stdin, step);
    child.unref();
    (child.stdin as unknown as { unref(): void }).unref();
  },

  async revert(step, world) {
    const clients = clientsOf(step, world);
    if (clients !== undefined) {
      signalProcess(clients, 'SIGKILL');
      const deadlineMs = performance.now() + goneWithinMs;
      while (stateOf(clients) !== undefined && performance.now() < deadlineMs) {
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    }
    rmSync(fileOf(step, world), { force: true });
  },

  async inspect(step, world) {
    return clientsOf(step, world) === undefined ? 'absent' : 'present';
  },
});

/** They do nothing before they are told what. */
function tell(clients: Writable, { action, parameters }: Step): void {
  clients.write(`${JSON.stringify({ action, ...parameters })}\n`);
}

function fileOf(step: Step, world: World): string {
  return path.join(world.runFolder, `clients-${step.action}-${step.target.service}.json`);
}

/** The clients that were started for the step, if they still run. */
function clientsOf(step: Step, world: World): ProcessIdentity | undefined {
  const file = fileOf(step, world);
  if (!existsSync(file)) return undefined;
  const identity = JSON.parse(readFileSync(file, 'utf8')) as ProcessIdentity;
  return stateOf(identity) === undefined ? undefined : identity;
}
