import { messageOf } from '#kit/errors.ts';
import type { ReadRequest, Reconciling } from './read.ts';

/**
 * Writes down every book as one gateway shows it, behind a complete read; resolves to why one is
 * missing, if one is. A client that reads no books is not asked.
 */
export async function readBooks(
  { client, record, nowUs, signal }: Reconciling,
  { read, stage, gateway }: Omit<ReadRequest, 'barrier'>,
  symbols: readonly string[],
): Promise<string | undefined> {
  for (const symbol of client.readBook === undefined ? [] : symbols) {
    try {
      const page = await client.readBook?.(gateway, symbol, signal);
      if (page === undefined) continue;
      record({ type: 'book', atUs: nowUs(), read, stage, gateway, symbol, ...page });
    } catch (thrown) {
      return `the book ${symbol} was not read through ${gateway}: ${messageOf(thrown)}`;
    }
  }
  return undefined;
}
