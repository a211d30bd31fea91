import type { z } from 'zod';
import type { FeedSpec } from './feed.ts';

/** A port a service listens on; the first one declared answers readiness and status. */
export interface PortSpec {
  readonly name: string;
  /** Environment variable that tells the service its port number. */
  readonly variable: string;
}

/**
 * A connection a service opens. `variable` of `from` holds host:port of `to`, so it can be
 * rerouted.
 */
export interface LinkSpec {
  readonly from: string;
  readonly to: string;
  readonly port: string;
  readonly variable: string;
}

export interface ServiceSpec {
  readonly name: string;
  /** `gateway`, `engine`, `controller`, … what selectors speak of. */
  readonly role: string;
  /** Arguments of `node`, relative to the checkout or the user's project. */
  readonly script: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly ports: readonly PortSpec[];
  /** True if the service keeps state that must outlive it; then `dataVariable` names its folder. */
  readonly dataVariable?: string;
  /** Name of the write-ahead log in that folder, for faults that damage it. */
  readonly wal?: string;
}

export interface Topology {
  readonly services: readonly ServiceSpec[];
  readonly links: readonly LinkSpec[];
  /** Names of the services that clients dial, with the port they dial. */
  readonly gateways: readonly { readonly service: string; readonly port: string }[];
  readonly symbols: readonly string[];
}

/** What a service says of itself; absent fields are not known. */
export interface ServiceStatus {
  readonly live: boolean;
  readonly ready: boolean;
  readonly version?: string;
  readonly leader?: boolean;
  readonly epoch?: number;
  readonly sequence?: number;
  readonly inSync?: boolean;
  readonly solo?: boolean;
  readonly mode?: string;
  readonly state?: string;
  /** Deliveries of an operation already known, since the service started. */
  readonly repeated?: number;
  /** Requests refused as malformed, since the service started. */
  readonly refused?: number;
  /** The service's own wall clock, in milliseconds since 1970. */
  readonly clock?: { readonly wallMs: number };
}

/** A planted defect that a venue can be started with, for testing the harness. */
export interface DefectSpec {
  /** Roles whose services know it. */
  readonly roles: readonly string[];
  readonly summary: string;
  /** What its argument counts, where it takes one. */
  readonly argument?: string;
}

/** What a venue may take besides limit orders, gtc or ioc, and cancels. */
export const orderKinds = ['market', 'fok', 'post-only', 'replace', 'mass-cancel'] as const;
export type OrderKind = (typeof orderKinds)[number];

/** A venue plugin: `venues/<name>/venue.ts`. */
export interface VenuePlugin {
  readonly summary: string;
  readonly version: string;
  readonly options: z.ZodType;
  /** Name of the client plugin that speaks to it; where there are several, the options choose. */
  readonly client: string | ((options: unknown) => string);
  /** `options` are the values that the schema decodes to. */
  topology(options: unknown, defects: readonly PlantedDefect[]): Topology;
  /**
   * What the venue promises with these options: acknowledged operations survive the loss of one
   * service (`failover`) and of power on every machine (`power`).
   */
  promise(options: unknown): { readonly failover: boolean; readonly power: boolean };
  /**
   * Reads the status of a service at host:port of its first port; rejects when it does not answer.
   */
  status?(address: string, signal: AbortSignal): Promise<ServiceStatus>;
  readonly feed?: FeedSpec;
  /** Its client reads books queue by queue. */
  readonly books?: true;
  /** Without it: limit orders, gtc or ioc, and cancels only. */
  readonly offers?: readonly OrderKind[];
  /** Choices in which correct engines differ, by their names in `proofhouse/market`. */
  readonly conventions?: Readonly<Record<string, string | boolean>>;
  readonly defects?: Readonly<Record<string, DefectSpec>>;
  /**
   * By role: the steps right after which a service kills itself with SIGKILL when it was told to,
   * by `PUT /crash-point {"step": NAME}` on its first port (`DELETE` disarms, `GET` tells). The
   * last line that it logs is `{"msg": "crash point", "step", "sequence", "reached": {step:
   * sequence}}`.
   */
  readonly crashPoints?: Readonly<Record<string, readonly string[]>>;
}

export interface PlantedDefect {
  readonly role: string;
  readonly name: string;
  readonly argument?: string;
}

export function defineVenue(plugin: VenuePlugin): VenuePlugin {
  return plugin;
}
