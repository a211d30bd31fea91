import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { RuntimeCapability, RuntimeContext, ServiceSpec } from 'proofhouse/contract';
import { clockLibrary } from './capabilities.ts';
import { mountImage } from './disk-image.ts';
import { leasePort, type PortLease } from './ports.ts';
import type { ManagedService } from './service.ts';

const host = '127.0.0.1';
const root = path.resolve(import.meta.dirname, '..', '..');

export interface Prepared {
  readonly services: readonly ManagedService[];
  /** Folder that the services' scripts are relative to. */
  readonly root: string;
  readonly release: () => void;
}

/** Ports, folders and environment of every service, before any of them starts. */
export async function prepareServices(context: RuntimeContext): Promise<Prepared> {
  const leases: PortLease[] = [];
  const ports = new Map<string, number>();
  for (const spec of context.topology.services) {
    for (const port of spec.ports) {
      const lease = await leasePort(host);
      leases.push(lease);
      ports.set(`${spec.name}.${port.name}`, lease.port);
    }
  }
  mkdirSync(path.join(context.runFolder, 'logs'), { recursive: true });
  const services = await Promise.all(
    context.topology.services.map((spec) => prepare(spec, context, ports)),
  );
  const release = () => {
    for (const lease of leases) lease.release();
  };
  return { services, root, release };
}

async function prepare(
  spec: ServiceSpec,
  context: RuntimeContext,
  ports: ReadonlyMap<string, number>,
): Promise<ManagedService> {
  const environment: Record<string, string> = {
    ...spec.environment,
    SERVICE: spec.name,
    HOST: host,
  };
  for (const port of spec.ports) environment[port.variable] = portOf(ports, spec.name, port.name);
  for (const link of context.topology.links) {
    if (link.from !== spec.name) continue;
    environment[link.variable] = `${host}:${portOf(ports, link.to, link.port)}`;
  }
  const dataFolder =
    spec.dataVariable === undefined ? undefined : path.join(context.runFolder, 'data', spec.name);
  if (dataFolder !== undefined && spec.dataVariable !== undefined) {
    mkdirSync(dataFolder, { recursive: true });
    const kind = imageKind(context.prepare);
    if (kind !== undefined) await mountImage(dataFolder, kind);
    environment[spec.dataVariable] = dataFolder;
  }
  const clockFile = context.prepare.includes('clock')
    ? ownClock(spec.name, context, environment)
    : undefined;
  const first = spec.ports[0];
  if (first === undefined) throw new Error(`service ${spec.name} declares no port`);
  return {
    spec,
    address: `${host}:${portOf(ports, spec.name, first.name)}`,
    environment,
    dataFolder,
    walFile: dataFolder && spec.wal && path.join(dataFolder, spec.wal),
    clockFile,
    logFile: path.join(context.runFolder, 'logs', `${spec.name}.log`),
    child: undefined,
    identity: undefined,
    ended: undefined,
    exited: Promise.resolve(),
  };
}

/** What data folders have to lie on; undefined if the run's own folder will do. */
export function imageKind(prepare: readonly RuntimeCapability[]): 'whole' | 'thin' | undefined {
  if (prepare.includes('thin-disk')) return 'thin';
  const whole = prepare.includes('disk-image') || prepare.includes('disk-throttle');
  return whole ? 'whole' : undefined;
}

/**
 * A wall clock that a file sets: libfaketime reads how far it is off, at most a second late. The
 * monotonic clock and the times of files stay what they are.
 */
function ownClock(name: string, context: RuntimeContext, environment: Record<string, string>) {
  const file = path.join(context.runFolder, 'clocks', name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, '+0\n');
  Object.assign(environment, {
    LD_PRELOAD: clockLibrary() ?? '',
    FAKETIME_TIMESTAMP_FILE: file,
    FAKETIME_CACHE_DURATION: '1',
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
    FAKETIME_DONT_RESET: '1',
    NO_FAKE_STAT: '1',
  });
  return file;
}

function portOf(ports: ReadonlyMap<string, number>, service: string, port: string): string {
  const number = ports.get(`${service}.${port}`);
  if (number === undefined)
    throw new Error(`a link names ${service}.${port}, which is not declared`);
  return String(number);
}
