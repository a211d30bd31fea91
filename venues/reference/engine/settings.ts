import {
  type Address,
  readAddress,
  readChoice,
  readCount,
  readPort,
  readServiceSettings,
  readText,
  type ServiceSettings,
} from '../service/settings.ts';

export type EngineSettings = ServiceSettings & {
  entryPort: number;
  replicationPort: number;
  data: string;
  peer: Address;
  controller: Address;
  replication: 'sync' | 'async';
  /** Asynchronous replication only: by how many milliseconds a round is sent later. */
  replicationLagMs: number;
  durability: 'sync' | 'none';
  /** How long a leader takes cancels only after a halt, in milliseconds. */
  cancelOnlyMs: number;
  /** A standby that is silent for this long is lost, in milliseconds. */
  standbySilenceMsMax: number;
  /** A snapshot follows so many records; see snapshots.ts. */
  snapshotRecords: number;
  /** Tests may have the engine kill itself at a named step; see crash-point.ts. */
  crashPoints: boolean;
};

export function readEngineSettings(env: NodeJS.ProcessEnv): EngineSettings {
  return {
    ...readServiceSettings(env),
    entryPort: readPort(env, 'ENTRY_PORT'),
    replicationPort: readPort(env, 'REPLICATION_PORT'),
    data: readText(env, 'DATA'),
    peer: readAddress(env, 'PEER'),
    controller: readAddress(env, 'CONTROLLER'),
    replication: readChoice(env, 'REPLICATION', ['sync', 'async'], 'sync'),
    replicationLagMs: readCount(env, 'REPLICATION_LAG_MS', 0),
    durability: readChoice(env, 'DURABILITY', ['sync', 'none'], 'sync'),
    cancelOnlyMs: readCount(env, 'CANCEL_ONLY_MS', 200),
    standbySilenceMsMax: readCount(env, 'STANDBY_SILENCE_MS', 600),
    snapshotRecords: readCount(env, 'SNAPSHOT_RECORDS', 2_000),
    crashPoints: readChoice(env, 'CRASH_POINTS', ['off', 'on'], 'off') === 'on',
  };
}
