import type { FeedMessage } from './feed.ts';
import type { ServiceStatus, Topology, VenuePlugin } from './venue.ts';

/** What a runtime can do to services; a fault's `needs` name these. */
export const runtimeCapabilities = [
  'signal',
  'restart',
  /** Data folders on file systems of their own, which can lose what was not synced, and fill up. */
  'disk-image',
  /** The same on storage that gives out blocks as they are written, and can run out of them. */
  'thin-disk',
  /** The device below a data folder can be slowed down. */
  'disk-throttle',
  'cpu-limit',
  'memory-limit',
  'descriptor-limit',
  /** Each service reads a wall clock of its own. */
  'clock',
] as const;

export type RuntimeCapability = (typeof runtimeCapabilities)[number];

/** Identity of a running service that is never reused: pid plus start time in clock ticks. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly startTicks: number;
}

export interface RunningService {
  readonly name: string;
  readonly role: string;
  /** host:port of the first declared port. */
  readonly address: string;
  /** Undefined while it is down. */
  readonly process: ProcessIdentity | undefined;
  readonly dataFolder: string | undefined;
  readonly logFile: string;
  /** The service's write-ahead log, if the venue says which file it is. */
  readonly walFile: string | undefined;
  /** With the capability `clock`: the file that says how far the service's wall clock is off. */
  readonly clockFile: string | undefined;
}

export interface RuntimeContext {
  readonly runId: string;
  readonly runFolder: string;
  readonly topology: Topology;
  readonly venue: VenuePlugin;
  /** What the plan's faults need: some of it must be there before the services start. */
  readonly prepare: readonly RuntimeCapability[];
  readonly upTimeoutMs: number;
  readonly onLifecycle: (event: LifecycleNotice) => void;
}

export interface LifecycleNotice {
  readonly service: string;
  readonly event: 'started' | 'ready' | 'exited' | 'ended';
  readonly pid: number;
  readonly because?: string;
}

/** A venue that is up. Disposing it ends everything that it started. */
export interface Environment extends AsyncDisposable {
  /** Leaves everything up when this process ends; nothing else of it may be used afterwards. */
  leaveUp(): void;
  services(): readonly RunningService[];
  service(name: string): RunningService;
  gateways(): readonly { readonly name: string; readonly address: string }[];
  status(name: string, signal: AbortSignal): Promise<ServiceStatus>;
  /** Names of the services that serve a market-data feed. */
  feeds(): readonly string[];
  /** What the feed of such a service tells, from a snapshot on; throws when it is lost. */
  feed(name: string, signal: AbortSignal): AsyncIterable<FeedMessage>;
  /** Starts a service that is down, from its own data, and resolves when its process exists. */
  start(name: string): Promise<void>;
  /** Resolves when the service says it is ready; rejects with its last log lines. */
  untilReady(name: string, timeoutMs: number): Promise<void>;
  /** SIGKILL to every service's group, stopped ones too; resolves when all are gone. */
  killAll(): Promise<void>;
  /**
   * Only with `disk-image`: SIGKILLs every service and leaves on each data folder just what its
   * disk had before any further sync. Services stay down.
   */
  cutPower(): Promise<void>;
}

/** A runtime plugin: `runtimes/<name>.ts`. */
export interface RuntimePlugin {
  readonly summary: string;
  readonly capabilities: readonly RuntimeCapability[];
  /** Why a capability cannot be had on this machine, with the cure; undefined if it can. */
  unavailable(capability: RuntimeCapability): Promise<string | undefined>;
  up(context: RuntimeContext): Promise<Environment>;
}

export function defineRuntime(plugin: RuntimePlugin): RuntimePlugin {
  return plugin;
}
