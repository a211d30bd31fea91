import { open, rm } from 'node:fs/promises';
import path from 'node:path';
import type { RunningService } from 'proofhouse/contract';

export interface Synced {
  readonly tookMs: number;
  /** The call that failed and its error code. */
  readonly failed: { readonly call: 'open' | 'write' | 'sync'; readonly code: string } | undefined;
}

/** A small write from beside the service, made durable, to a file of its own on the same disk. */
export async function syncBeside(target: RunningService | undefined): Promise<Synced> {
  const file = path.join(target?.dataFolder ?? '', '.proofhouse-probe');
  const startedMs = performance.now();
  let call: 'open' | 'write' | 'sync' = 'open';
  try {
    const handle = await open(file, 'w');
    try {
      call = 'write';
      await handle.write('x'.repeat(512));
      call = 'sync';
      await handle.datasync();
    } finally {
      await handle.close();
    }
    return { tookMs: performance.now() - startedMs, failed: undefined };
  } catch (thrown) {
    const code = (thrown as NodeJS.ErrnoException).code ?? 'unknown';
    return { tookMs: performance.now() - startedMs, failed: { call, code } };
  } finally {
    await rm(file, { force: true }).catch(() => {});
  }
}
