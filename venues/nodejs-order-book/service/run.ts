import { enableCompileCache, flushCompileCache } from 'node:module';

/** A killed process saves no cache of compiled code, so it is saved soon after the start. */
const saveCacheAfterMs = 1_000;

/**
 * Runs a service. There is no clean stop: the engine is made to be killed, and SIGTERM ends it as
 * SIGKILL does. An error nobody expected ends the process too, which then starts from its journal.
 */
export async function runService(load: () => Promise<{ start(): Promise<void> }>): Promise<void> {
  enableCompileCache();
  try {
    const { start } = await load();
    await start();
    setTimeout(flushCompileCache, saveCacheAfterMs).unref();
  } catch (thrown) {
    const { name, message, stack } = thrown as Error;
    log('cannot start', { reason: name === 'StartError' ? message : (stack ?? message) });
    process.exit(70);
  }
}

/** One JSON object a line on stdout. */
export function log(event: string, more: object = {}): void {
  console.log(JSON.stringify({ event, ...more }));
}
