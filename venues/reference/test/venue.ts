import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Runs the six services for the tests beside the code. The harness has its own runtime. */

export const serviceNames = [
  'controller',
  'engine-a',
  'engine-b',
  'gateway-a',
  'gateway-b',
  'market-data',
] as const;
export type ServiceName = (typeof serviceNames)[number];
export type EngineName = 'engine-a' | 'engine-b';
export type GatewayName = 'gateway-a' | 'gateway-b';

export type Service = {
  name: ServiceName;
  env: Record<string, string>;
  process: ChildProcess | null;
  /** Everything it logged, over all its lives. */
  logged: Record<string, unknown>[];
  exitCode: number | null;
};

export type TestVenue = {
  folder: string;
  services: Record<ServiceName, Service>;
  [Symbol.asyncDispose](): Promise<void>;
};

export type Answer = { status: number; body: Record<string, unknown> };

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) killGroup(child);
});

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It is gone already, which is what was wanted.
  }
}

/**
 * Free ports below the ephemeral range, where no outgoing connection can take one, and below those
 * that the harness leases. Every process has a block of its own: the port of a service that a test
 * has killed looks free, and another venue on it would be taken for the service that is gone.
 */
const blockPorts = 50;
const firstPort = 10_000 + (process.pid % 199) * blockPorts;
let portsTaken = 0;

async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = [];
  while (ports.length < count) {
    const candidate = firstPort + (portsTaken % blockPorts);
    portsTaken += 1;
    if (await isFree(candidate)) ports.push(candidate);
  }
  return ports;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

export type Options = { [S in ServiceName]?: Record<string, string> } & {
  all?: Record<string, string>;
};

/** Prepares a venue with a fresh folder; nothing runs yet. */
export async function prepareVenue(options: Options = {}): Promise<TestVenue> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'reference-venue-'));
  const [ports, at] = [await freePorts(11), (port: number) => `127.0.0.1:${port}`];
  const [p0, p1, p2, p3, p4, p5, p6, p7, p8, p9, p10] = ports.map(String) as string[];
  const own: Record<ServiceName, Record<string, string | undefined>> = {
    controller: { PORT: p0, CONTROL_PORT: p1 },
    'engine-a': { PORT: p2, ENTRY_PORT: p3, REPLICATION_PORT: p4, PEER: at(Number(p7)) },
    'engine-b': { PORT: p5, ENTRY_PORT: p6, REPLICATION_PORT: p7, PEER: at(Number(p4)) },
    'gateway-a': { PORT: p8 },
    'gateway-b': { PORT: p9 },
    'market-data': { PORT: p10 },
  };
  const links = { CONTROLLER: at(Number(p1)), ENGINE_A: at(Number(p3)), ENGINE_B: at(Number(p6)) };
  const make = (name: ServiceName): Service => {
    const shared = { SERVICE: name, DATA: path.join(folder, name), ...links };
    const env = { ...shared, ...own[name], ...options.all, ...options[name] };
    return { name, env: env as Record<string, string>, process: null, logged: [], exitCode: null };
  };
  const services = Object.fromEntries(
    serviceNames.map((name) => [name, make(name)]),
  ) as TestVenue['services'];
  const venue = {
    folder,
    services,
    async [Symbol.asyncDispose]() {
      await Promise.all(serviceNames.map((name) => killService(venue, name)));
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
  return venue;
}

/** A venue that trades, with its standby in sync. */
export async function startVenue(options: Options = {}): Promise<TestVenue> {
  const venue = await prepareVenue(options);
  try {
    startAll(venue);
    await whenInSync(venue);
  } catch (error) {
    const seen = await describe(venue);
    await venue[Symbol.asyncDispose]();
    throw new Error(`the venue did not start; it says:\n${seen}`, { cause: error });
  }
  return venue;
}

/** Status, exit code and last log lines of every service. */
async function describe(venue: TestVenue): Promise<string> {
  const lines = serviceNames.map(async (name) => {
    const { exitCode, logged } = venue.services[name];
    const last = logged.slice(-5).map((line) => JSON.stringify(line));
    const status = JSON.stringify(await statusOf(venue, name));
    return [`${name}: exit ${exitCode}, status ${status}`, ...last].join('\n  ');
  });
  return (await Promise.all(lines)).join('\n');
}

export function startAll(venue: TestVenue): void {
  for (const name of serviceNames) startService(venue, name);
}

export function startService(venue: TestVenue, name: ServiceName): void {
  const service = venue.services[name];
  const main = path.join(root, name.replace(/-[ab]$/, ''), 'main.ts');
  const child = spawn(process.execPath, [main], {
    env: { ...process.env, ...service.env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  service.process = child;
  service.exitCode = null;
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    service.logged.push(...lines.map((line) => JSON.parse(line) as Record<string, unknown>));
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    service.logged.push({ msg: 'stderr', text: chunk });
  });
  child.once('exit', (code) => {
    running.delete(child);
    if (service.process !== child) return;
    service.exitCode = code ?? -1;
    service.process = null;
  });
}

export function signal(venue: TestVenue, name: ServiceName, signalName: NodeJS.Signals): void {
  venue.services[name].process?.kill(signalName);
}

/** SIGKILLs a service and waits until it is gone. */
export async function killService(venue: TestVenue, name: ServiceName): Promise<void> {
  const child = venue.services[name].process;
  if (child === null) return;
  const gone = new Promise((resolve) => child.once('close', resolve));
  killGroup(child);
  await gone;
}

export async function killAll(venue: TestVenue): Promise<void> {
  await Promise.all(serviceNames.map((name) => killService(venue, name)));
}

export async function until<T>(
  what: string,
  probe: () => Promise<T | null | false | undefined> | T | null | false | undefined,
  withinMs = 15_000,
): Promise<T> {
  const deadlineMs = performance.now() + withinMs;
  for (;;) {
    const found = await probe();
    if (found !== null && found !== false && found !== undefined) return found;
    if (performance.now() > deadlineMs) throw new Error(`not seen within ${withinMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

export async function request(
  venue: TestVenue,
  name: ServiceName,
  method: string,
  pathname: string,
  body?: unknown,
): Promise<Answer> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(`http://127.0.0.1:${venue.services[name].env.PORT}${pathname}`, {
    method,
    ...(body === undefined ? {} : { body: text }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

/** The status of a service, or null when it does not answer soon. */
export async function statusOf(
  venue: TestVenue,
  name: ServiceName,
): Promise<Record<string, unknown> | null> {
  try {
    const url = `http://127.0.0.1:${venue.services[name].env.PORT}/status`;
    const response = await fetch(url, { signal: AbortSignal.timeout(500) });
    return (await response.json()) as Record<string, unknown>;
  } catch {
    return null;
  }
}

/** The name of the engine that leads, once the venue is open. */
export function whenOpen(venue: TestVenue, besides?: EngineName): Promise<EngineName> {
  return until('an open venue', async () => {
    for (const name of ['gateway-a', 'gateway-b'] as const) {
      const status = await statusOf(venue, name);
      if (status?.ready !== true || status.leaderName === besides) return null;
    }
    return (await statusOf(venue, 'gateway-a'))?.leaderName as EngineName | null;
  });
}

/** The same, and the standby is in sync. */
export async function whenInSync(venue: TestVenue): Promise<EngineName> {
  await whenOpen(venue);
  return until('a standby in sync', async () => {
    const [a, b] = [await statusOf(venue, 'engine-a'), await statusOf(venue, 'engine-b')];
    if (a?.inSync !== true || b?.inSync !== true || a.epoch !== b.epoch) return null;
    if (a.leader === true) return 'engine-a';
    return b.leader === true ? 'engine-b' : null;
  });
}

export function otherEngine(name: EngineName): EngineName {
  return name === 'engine-a' ? 'engine-b' : 'engine-a';
}

let orders = 0;

/** A valid order with an id of its own; `fields` replace the defaults. */
export function order(fields: Record<string, unknown> = {}): Record<string, unknown> {
  orders += 1;
  const standard = { account: '7', symbol: 'X', side: 'buy', type: 'limit', timeInForce: 'gtc' };
  return { clientOrderId: `c${orders}`, ...standard, price: '100', quantity: '5', ...fields };
}

/** Every order through one gateway, page by page. */
export async function readAll(
  venue: TestVenue,
  gateway: GatewayName,
): Promise<Record<string, unknown>[]> {
  const rows: Record<string, unknown>[] = [];
  let cursor: unknown = '0';
  while (cursor !== null) {
    const { status, body } = await request(venue, gateway, 'GET', `/orders?cursor=${cursor}`);
    if (status !== 200) throw new Error(`reading orders: ${status} ${JSON.stringify(body)}`);
    rows.push(...(body.orders as Record<string, unknown>[]));
    cursor = body.cursor;
  }
  return rows;
}
