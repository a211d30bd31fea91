import type { Engine } from './engine.ts';
import type { LogRecord } from './records.ts';

/**
 * Sends the current round to the standby, which confirms its number once it is durable there. With
 * asynchronous replication it may lag behind, as over a long line; rounds keep their order.
 */
export function sendRound(engine: Engine, records: readonly LogRecord[]): void {
  const { epoch, mode, pipeline, peer, settings } = engine;
  const live = peer.stage === 'live';
  const message = { kind: 'round', epoch, mode, live, round: pipeline.number, records } as const;
  const socket = peer.link?.socket;
  if (settings.replicationLagMs === 0) socket?.send(message);
  else
    setTimeout(
      () => socket === peer.link?.socket && socket?.send(message),
      settings.replicationLagMs,
    );
}
