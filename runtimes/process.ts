import {
  defineRuntime,
  type Environment,
  type RunningService,
  type RuntimeContext,
  runtimeCapabilities,
} from 'proofhouse/contract';
import { lackOf } from './process/capabilities.ts';
import { dropUnsynced, removeImage } from './process/disk-image.ts';
import { untilReady } from './process/ready.ts';
import { isUp, kill, launch, type ManagedService } from './process/service.ts';
import { imageKind, prepareServices } from './process/topology.ts';

/** Child processes on loopback, each in a process group of its own. */
export default defineRuntime({
  summary: 'Child processes on loopback (default).',
  capabilities: runtimeCapabilities,

  async unavailable(capability) {
    return lackOf(capability);
  },

  async up(context) {
    const prepared = await prepareServices(context);
    const services = new Map(prepared.services.map((service) => [service.spec.name, service]));
    const environment = environmentOf(services, context, prepared.root, prepared.release);
    try {
      for (const service of services.values()) launch(service, context, prepared.root);
      const names = [...services.keys()];
      await Promise.all(names.map((name) => environment.untilReady(name, context.upTimeoutMs)));
      return environment;
    } catch (thrown) {
      await environment[Symbol.asyncDispose]();
      throw thrown;
    }
  },
});

function environmentOf(
  services: Map<string, ManagedService>,
  context: RuntimeContext,
  root: string,
  release: () => void,
): Environment {
  const find = (name: string): ManagedService => {
    const service = services.get(name);
    if (service === undefined) throw new Error(`the venue has no service "${name}"`);
    return service;
  };
  const killAll = async (): Promise<void> => {
    await Promise.all([...services.values()].map(kill));
  };
  const dataFolders = () =>
    [...services.values()].flatMap((service) => service.dataFolder ?? []).filter(Boolean);
  const environment: Environment = {
    services: () => [...services.values()].map(describe),
    service: (name) => describe(find(name)),
    gateways: () =>
      context.topology.gateways.map((gateway) => ({
        name: gateway.service,
        address: portAddress(find(gateway.service), gateway.port),
      })),
    async status(name, signal) {
      if (context.venue.status === undefined) throw new Error('this venue serves no status');
      return context.venue.status(find(name).address, signal);
    },
    feeds: () =>
      [...services.values()]
        .filter(({ spec }) => spec.role === context.venue.feed?.role)
        .map(({ spec }) => spec.name),
    feed(name, signal) {
      if (context.venue.feed === undefined) throw new Error('this venue serves no feed');
      return context.venue.feed.read(find(name).address, signal);
    },
    async start(name) {
      const service = find(name);
      if (!isUp(service)) launch(service, context, root);
    },
    untilReady: (name, timeoutMs) => untilReady(find(name), environment, context, timeoutMs),
    killAll,
    async cutPower() {
      await killAll();
      await Promise.all(dataFolders().map(dropUnsynced));
    },
    leaveUp() {
      for (const service of services.values()) service.child?.unref();
      release();
    },
    async [Symbol.asyncDispose]() {
      for (const service of services.values()) {
        if (service.child?.pid === undefined) continue;
        const notice = { service: service.spec.name, event: 'ended' } as const;
        context.onLifecycle({ ...notice, pid: service.child.pid });
      }
      await killAll();
      if (imageKind(context.prepare)) await Promise.all(dataFolders().map(removeImage));
      release();
    },
  };
  return environment;
}

function describe(service: ManagedService): RunningService {
  return {
    name: service.spec.name,
    role: service.spec.role,
    address: service.address,
    process: isUp(service) ? service.identity : undefined,
    dataFolder: service.dataFolder,
    logFile: service.logFile,
    walFile: service.walFile,
    clockFile: service.clockFile,
  };
}

function portAddress(service: ManagedService, port: string): string {
  const spec = service.spec.ports.find((candidate) => candidate.name === port);
  const host = service.address.slice(0, service.address.lastIndexOf(':'));
  return `${host}:${service.environment[spec?.variable ?? '']}`;
}
