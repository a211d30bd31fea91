import type { Client, GatewayAddress } from '#contract/client.ts';
import { referencePrice } from '#contract/generator.ts';
import type { OrderRead, ReadEnded } from '#contract/history.ts';
import type { Environment } from '#contract/runtime.ts';
import type { Topology, VenuePlugin } from '#contract/venue.ts';
import { type Reconciling, readGateway } from '../reconcile/read.ts';
import type { Desk, Entry, Sent } from './desk.ts';

/** A venue on trial, with one client and what it has told so far. */
export interface Trial {
  readonly venue: VenuePlugin;
  readonly environment: Environment;
  readonly topology: Topology;
  readonly client: Client;
  readonly desk: Desk;
  readonly runTag: string;
  /** Another client of the same kind; whoever opens it closes it. */
  connect(gateways: readonly GatewayAddress[]): Promise<Client>;
  /** Within this time everything must be answered, and every read be over; milliseconds. */
  readonly boundMs: number;
}

/** What a rule says of a venue: `unknown` if it could not be tried. */
export interface Finding {
  readonly outcome: 'pass' | 'fail' | 'unknown';
  readonly because: string;
}

/** One thing that every venue and client must do, and how it is tried. */
export interface Rule {
  readonly id: string;
  readonly says: string;
  /** Resolves to what was wrong, one sentence each, or to why it could not be tried. */
  attempt(trial: Trial): Promise<readonly string[] | { readonly unknown: string }>;
}

const restingTicks = 50;
let lots = 0;

/** An order that can only rest; no two are alike, so that a mix-up shows. */
export function resting(symbol: string): Entry {
  lots = (lots % 90) + 1;
  const price = referencePrice - restingTicks;
  return { symbol, side: 'buy', price, quantity: lots, tif: 'gtc' };
}

export function gatewaysOf({ topology }: Trial): string[] {
  return topology.gateways.map(({ service }) => service);
}

/** Services that are no gateway: what gateways wait for. */
export function backendsOf(trial: Trial): string[] {
  const gateways = gatewaysOf(trial);
  return trial.environment
    .services()
    .map(({ name }) => name)
    .filter((name) => !gateways.includes(name));
}

export function accepted({ desk }: Trial): Sent[] {
  return desk.sent.filter((one) => one.told?.outcome === 'accepted');
}

/** The highest sequence that anything accepted was told. */
export function barrierOf(trial: Trial): number {
  return Math.max(0, ...accepted(trial).map((one) => one.told?.sequence ?? 0));
}

export interface CompleteRead {
  readonly gateway: string;
  readonly rows: readonly OrderRead[];
  readonly ended: ReadEnded | undefined;
}

/** Reads everything through one gateway, as a run reconciles. */
export async function readAll(trial: Trial, gateway: string): Promise<CompleteRead> {
  const { client, runTag, boundMs } = trial;
  const rows: OrderRead[] = [];
  let ended: ReadEnded | undefined;
  const reconciling: Reconciling = {
    client,
    runTag,
    nowUs: () => 0,
    signal: AbortSignal.timeout(boundMs),
    record(event) {
      if (event.type === 'order') rows.push(event);
      if (event.type === 'read-ended') ended = event;
    },
  };
  const barrier = barrierOf(trial);
  await readGateway(reconciling, { read: 0, stage: 'live', gateway, barrier });
  return { gateway, rows, ended };
}
