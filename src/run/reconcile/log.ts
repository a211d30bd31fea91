import { parseClientOrderId } from '#contract/identifiers.ts';
import { untilAborted } from './bounded.ts';
import type { Reconciling } from './read.ts';

/** Writes the venue's own command log into the history; resolves to the number of entries. */
export async function readLogThrough(reconciling: Reconciling, gateway: string): Promise<number> {
  const { client, record, runTag, signal } = reconciling;
  if (client.readLog === undefined) return 0;
  let entries = 0;
  for await (const row of untilAborted(client.readLog(gateway, signal), signal)) {
    const { gen, op } = parseClientOrderId(runTag, row.clientId) ?? { gen: -1, op: -1 };
    const { sequence, epoch, kind } = row;
    record({ type: 'logged', sequence, epoch, kind, gen, op });
    entries++;
  }
  return entries;
}
