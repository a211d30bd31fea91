import type { LoggedCommand, OrderRead, ReadBegan, ReadEnded } from 'proofhouse/contract';
import { addRow, createDigests, differences, digestOf, type ReadDigests } from './read-digests.ts';

/** Collects what is found; only so much of it is ever shown. */
export type Differs = (text: string) => void;

/** Compares every complete read with the first one, and the log with it, in memory of two reads. */
export function createReadAgreement(differs: Differs) {
  const log = createDigests('the log');
  /** Where the log begins: a venue may keep a snapshot in the place of its head. */
  let logFrom = 0;
  const places = new Map<string, boolean>();
  let first: ReadDigests | undefined;
  let current: ReadDigests | undefined;
  let place = '';
  let complete = 0;
  let examined = 0;
  return {
    on: {
      'read-began'({ read, stage, gateway }: ReadBegan): void {
        place = `${stage} through ${gateway}`;
        if (!places.has(place)) places.set(place, false);
        current = createDigests(`read ${read} (${stage}, ${gateway})`);
      },
      order(row: OrderRead): void {
        if (current !== undefined) addRow(current, row.sequence, digestOf(row));
      },
      'read-ended'({ complete: whole }: ReadEnded): void {
        const read = current;
        current = undefined;
        if (read === undefined || !whole) return;
        complete += 1;
        places.set(place, true);
        if (first === undefined) {
          first = read;
          return;
        }
        examined += read.rows;
        for (const text of differences(first, read)) differs(text);
      },
      logged({ kind, sequence }: LoggedCommand): void {
        if (logFrom === 0) logFrom = sequence;
        if (kind === 'new') addRow(log, sequence, 0);
      },
    },
    /** `missing`: stages and gateways that were read, but never completely. */
    end(): { complete: number; logged: number; examined: number; missing: readonly string[] } {
      if (first !== undefined && log.rows > 0) {
        for (const text of differences(first, log, logFrom)) differs(text);
      }
      const missing = [...places].filter(([, whole]) => !whole).map(([name]) => name);
      return { complete, logged: log.rows, examined: examined + log.rows, missing };
    },
  };
}
