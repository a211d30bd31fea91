import {
  readChoice,
  readCount,
  readPort,
  readServiceSettings,
  readText,
  type ServiceSettings,
} from '../service/settings.ts';

export type ControllerSettings = ServiceSettings & {
  controlPort: number;
  data: string;
  engines: readonly string[];
  replication: 'sync' | 'async';
  /** A leader that is silent for this long is lost, in milliseconds. */
  leaderSilenceMsMax: number;
  /** A leader whose connection is cut for this long is lost, in milliseconds. */
  leaderApartMsMax: number;
  /** How long a start waits for engines that are not there, in milliseconds. */
  startGraceMs: number;
};

export function readControllerSettings(env: NodeJS.ProcessEnv): ControllerSettings {
  return {
    ...readServiceSettings(env),
    controlPort: readPort(env, 'CONTROL_PORT'),
    data: readText(env, 'DATA'),
    engines: readText(env, 'ENGINES', 'engine-a,engine-b').split(','),
    replication: readChoice(env, 'REPLICATION', ['sync', 'async'], 'sync'),
    leaderSilenceMsMax: readCount(env, 'LEADER_SILENCE_MS', 800),
    leaderApartMsMax: readCount(env, 'LEADER_APART_MS', 100),
    startGraceMs: readCount(env, 'START_GRACE_MS', 1_000),
  };
}
