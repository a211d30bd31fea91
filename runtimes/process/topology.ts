import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { RuntimeContext, ServiceSpec } from 'proofhouse/contract';
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
    if (context.diskImages) await mountImage(dataFolder);
    environment[spec.dataVariable] = dataFolder;
  }
  const first = spec.ports[0];
  if (first === undefined) throw new Error(`service ${spec.name} declares no port`);
  return {
    spec,
    address: `${host}:${portOf(ports, spec.name, first.name)}`,
    environment,
    dataFolder,
    logFile: path.join(context.runFolder, 'logs', `${spec.name}.log`),
    child: undefined,
    identity: undefined,
    ended: undefined,
    exited: Promise.resolve(),
  };
}

function portOf(ports: ReadonlyMap<string, number>, service: string, port: string): string {
  const number = ports.get(`${service}.${port}`);
  if (number === undefined)
    throw new Error(`a link names ${service}.${port}, which is not declared`);
  return String(number);
}
