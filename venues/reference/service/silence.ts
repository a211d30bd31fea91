/**
 * Measures how long a peer has been silent, in time during which *we* were running: a tick that
 * comes late (this process was stopped, the machine was busy) counts as two ticks at most, so that
 * a watcher that slept does not blame the watched.
 */
export type Silence = { ms: number; lastTickMs: number };

export function newSilence(): Silence {
  return { ms: 0, lastTickMs: performance.now() };
}

export function heard(silence: Silence): void {
  silence.ms = 0;
}

/** Call once per `tickMs`; returns the silence so far in milliseconds. */
export function tickSilence(silence: Silence, tickMs: number): number {
  const nowMs = performance.now();
  silence.ms += Math.min(nowMs - silence.lastTickMs, 2 * tickMs);
  silence.lastTickMs = nowMs;
  return silence.ms;
}
