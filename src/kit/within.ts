/**
 * What a plugin is asked to do, with a bound: rejects when it is not over in `ms`, however it
 * hangs. The act itself cannot be ended and may still go on.
 */
export async function within<T>(what: string, ms: number, act: () => Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`${what} was not over in ${ms} ms`)), ms);
  try {
    return await Promise.race([act(), late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
