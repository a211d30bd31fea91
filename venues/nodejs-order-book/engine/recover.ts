import { StartError } from '../service/settings.ts';
import { apply, type Exchange, openExchange } from './exchange.ts';
import { append, type Durability, type Journal, openJournal, syncNow } from './journal.ts';
import { readRecord, readSnapshot } from './snapshot.ts';

export interface Recovered {
  readonly exchange: Exchange;
  readonly journal: Journal;
  /** Sequence of the snapshot it began with; 0 without one. */
  readonly snapshot: number;
  readonly replayed: number;
  readonly cutBytes: number;
}

/** Snapshot and journal make the state again, through the npm engine; then a new epoch begins. */
export function recover(
  folder: string,
  durability: Durability,
  symbols: readonly string[],
): Recovered {
  const { journal, content, cutBytes } = openJournal(folder, durability);
  const image = readSnapshot(folder, journal, content);
  const exchange = openExchange(symbols, image);
  const snapshot = exchange.sequence;
  while (exchange.sequence < journal.offsets.length) {
    const record = readRecord(journal, content, exchange.sequence + 1);
    const refusal = record === undefined ? 'it is not there' : apply(exchange, record);
    if (refusal === undefined) continue;
    throw new StartError(
      `replaying ${journal.file}: expected record ${exchange.sequence + 1} to be carried out ` +
        `again, the npm engine refused it (${refusal}); was SYMBOLS or the package changed?`,
    );
  }
  const replayed = exchange.sequence - snapshot;
  const epoch = {
    sequence: exchange.sequence + 1,
    epoch: exchange.epoch + 1,
    op: 'epoch',
  } as const;
  apply(exchange, epoch);
  append(journal, epoch);
  // Synced with every durability: an epoch told twice would make two orders one.
  syncNow(journal);
  return { exchange, journal, snapshot, replayed, cutBytes };
}
