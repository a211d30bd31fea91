import { open, rm } from 'node:fs/promises';
import path from 'node:path';
import type { RunningService } from 'proofhouse/contract';

/** A page of memory, in which thin disks are given out. */
const blockBytes = 4096;

export interface Synced {
  readonly tookMs: number;
  /** The call that failed and its error code. */
  readonly failed: { readonly call: 'open' | 'write' | 'sync'; readonly code: string } | undefined;
}

/**
 * A small write from beside the service, made durable, to a file of its own on the same disk:
 * `again` in the same place, `further` in blocks that the disk has not used before.
 */
export async function syncBeside(
  target: RunningService | undefined,
  where: 'again' | 'further',
): Promise<Synced> {
  const file = path.join(target?.dataFolder ?? '', '.proofhouse-probe');
  const startedMs = performance.now();
  let call: 'open' | 'write' | 'sync' = 'open';
  try {
    const handle = await open(file, where === 'again' ? 'w' : 'a');
    try {
      call = 'write';
      await handle.write('x'.repeat(where === 'again' ? 512 : blockBytes));
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
    // A file that is to grow stays: its blocks would be given out again.
    if (where === 'again') await rm(file, { force: true }).catch(() => {});
  }
}
