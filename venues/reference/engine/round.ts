import type { Engine } from './engine.ts';
import type { LogRecord } from './records.ts';

/** Sends the current round to the standby, which confirms its number once it is durable there. */
export function sendRound(engine: Engine, records: readonly LogRecord[]): void {
  const { epoch, mode, pipeline, peer } = engine;
  const live = peer.stage === 'live';
  peer.link?.socket?.send({ kind: 'round', epoch, mode, live, round: pipeline.number, records });
}
