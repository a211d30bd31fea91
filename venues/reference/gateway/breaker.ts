/**
 * A circuit breaker to one engine. After some requests in a row that got no answer in time it is
 * open: requests are refused at once, certainly not executed, instead of adding to what waits.
 * Then one request may try; its answer closes the breaker, its silence opens it again.
 */
export type Breaker = {
  state: 'closed' | 'open' | 'half-open';
  /** Requests without an answer in a row. */
  silent: number;
  openedMs: number;
  /** How often it opened. */
  opened: number;
};

export type BreakerLimits = { breakerSilentMax: number; breakerOpenMs: number };

export function newBreaker(): Breaker {
  return { state: 'closed', silent: 0, openedMs: 0, opened: 0 };
}

/** Whether a request may be sent now; a half-open breaker lets one through. */
export function mayPass(breaker: Breaker, limits: BreakerLimits, nowMs: number): boolean {
  if (breaker.state === 'closed') return true;
  if (breaker.state === 'half-open') return false;
  if (nowMs - breaker.openedMs < limits.breakerOpenMs) return false;
  breaker.state = 'half-open';
  return true;
}

/** It answered, or it is another engine than it was: a new connection, a new leadership. */
export function closeBreaker(breaker: Breaker): void {
  breaker.state = 'closed';
  breaker.silent = 0;
}

export function noteSilence(breaker: Breaker, limits: BreakerLimits, nowMs: number): void {
  breaker.silent += 1;
  if (breaker.state === 'closed' && breaker.silent < limits.breakerSilentMax) return;
  if (breaker.state !== 'open') breaker.opened += 1;
  breaker.state = 'open';
  breaker.openedMs = nowMs;
}
