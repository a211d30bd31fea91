import type { Environment, RuntimeContext } from 'proofhouse/contract';
import { lastLines, type ManagedService } from './service.ts';

const pollMs = 10;

/** Resolves when the service says that it is ready; rejects with what it last logged. */
export async function untilReady(
  service: ManagedService,
  environment: Environment,
  context: RuntimeContext,
  timeoutMs: number,
): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  let last = 'it did not answer';
  while (performance.now() < deadline) {
    const why = service.ended;
    if (why !== undefined) {
      throw new Error(
        `${service.spec.name} ended before it was ready (${why}); it last said:\n${lastLines(service.logFile)}`,
      );
    }
    try {
      const status = await environment.status(service.spec.name, AbortSignal.timeout(1_000));
      if (status.ready) {
        const pid = service.child?.pid ?? -1;
        context.onLifecycle({ service: service.spec.name, event: 'ready', pid });
        return;
      }
      last = `it answers, but is not ready (state ${status.state ?? status.mode ?? 'unknown'})`;
    } catch (thrown) {
      last = thrown instanceof Error ? thrown.message : String(thrown);
    }
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
  throw new Error(
    `${service.spec.name} was not ready within ${timeoutMs} ms: ${last}; it last said:\n${lastLines(service.logFile)}`,
  );
}
