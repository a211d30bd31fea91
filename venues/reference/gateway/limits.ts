import { HttpError, type Route } from '../service/http.ts';

/**
 * New orders of an account through this gateway: at most so many a second, and as many at once. A
 * token bucket an account. Cancels always pass: nobody is kept from getting out.
 */
export type Limits = {
  ordersPerSecond: number;
  buckets: Map<string, { tokens: number; atMs: number }>;
  throttled: number;
};

/** Buckets are looked through for full ones, which say nothing, when there are more than this. */
const bucketsMax = 10_000;

export function newLimits(ordersPerSecond: number): Limits {
  return { ordersPerSecond, buckets: new Map(), throttled: 0 };
}

/** The route, refusing what is too much with 429; nothing was sent on then. */
export function limited(limits: Limits, route: Route): Route {
  const isEntry = route.method === 'POST' && route.path === '/orders';
  if (!isEntry || limits.ordersPerSecond === 0) return route;
  return {
    ...route,
    handle(request) {
      const { account } = (request.body ?? {}) as { account?: unknown };
      // Without an account the order is refused anyway, and by name.
      if (typeof account === 'string' && !takeToken(limits, account, performance.now())) {
        limits.throttled += 1;
        const message = `account ${account.slice(0, 64)}: expected at most ${limits.ordersPerSecond} orders a second`;
        throw new HttpError(429, 'throttled', message, 'account');
      }
      return route.handle(request);
    },
  };
}

export function takeToken(limits: Limits, account: string, nowMs: number): boolean {
  const { buckets, ordersPerSecond } = limits;
  const bucket = buckets.get(account) ?? { tokens: ordersPerSecond, atMs: nowMs };
  const grown = bucket.tokens + ((nowMs - bucket.atMs) * ordersPerSecond) / 1_000;
  bucket.tokens = Math.min(ordersPerSecond, grown);
  bucket.atMs = nowMs;
  buckets.set(account, bucket);
  if (buckets.size > bucketsMax) forgetFull(limits, nowMs);
  if (bucket.tokens < 1) return false;
  bucket.tokens -= 1;
  return true;
}

/** A bucket that nobody took from for a second is full again. */
function forgetFull({ buckets }: Limits, nowMs: number): void {
  for (const [account, { atMs }] of buckets) if (nowMs - atMs > 1_000) buckets.delete(account);
}
