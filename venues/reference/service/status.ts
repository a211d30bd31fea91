import { refusedRequests } from './http.ts';
import type { ServiceSettings } from './settings.ts';

export type VenueMode = 'open' | 'cancel-only' | 'halted';

/** Where an epoch begins in the log: the sequence of its first record. */
export type EpochBase = { epoch: number; from: number };

/** `GET /status` of every service. Numbers here are JSON numbers; the trading wire uses strings. */
export type Status = {
  service: string;
  role: 'gateway' | 'engine' | 'controller' | 'market-data';
  version: string;
  pid: number;
  live: true;
  ready: boolean;
  leader?: boolean;
  leaderName: string | null;
  epoch: number;
  sequence: number;
  inSync: boolean;
  solo: boolean;
  mode: VenueMode;
  state?: 'starting' | 'standby' | 'catching-up' | 'promoting' | 'leading';
  clock: { wallMs: number; monotonicMs: number };
  /** Engines: operations answered with the outcome they had before, since the start. */
  repeated?: number;
  /** Requests refused as malformed, since the start. */
  refused: number;
  baseSequenceByEpoch?: readonly EpochBase[];
};

export function statusOf(
  settings: ServiceSettings,
  rest: Omit<Status, 'service' | 'version' | 'pid' | 'live' | 'refused' | 'clock'>,
): Status {
  const monotonicMs = Number(process.hrtime.bigint() / 1_000_000n);
  return {
    service: settings.service,
    version: settings.version,
    pid: process.pid,
    live: true,
    ...rest,
    refused: refusedRequests(),
    clock: { wallMs: Date.now(), monotonicMs },
  };
}
