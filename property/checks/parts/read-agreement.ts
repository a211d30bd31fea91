import {
  type Column,
  type Handlers,
  type OrderRead,
  type Outcomes,
  uint32Column,
} from 'proofhouse/contract';
import { addRow, createDigests, differences, digestOf, type ReadDigests } from './read-digests.ts';

const evidenceMax = 20;

export interface ReadAgreement {
  readonly on: Handlers;
  readonly evidence: readonly string[];
  /** Orders and log entries that were compared with the first complete read. */
  examined(): number;
  /** Reads that were complete, and places (stage and gateway) without any. */
  reads(): { complete: number; logged: number; missing: readonly string[] };
}

/**
 * Compares every complete read with the first one, and the log with it, in memory of two reads. Also
 * what was told: an acknowledged sequence is the order's, and a read reaches up to the newest one.
 */
export function createReadAgreement(outcomes: Outcomes): ReadAgreement {
  const evidence: string[] = [];
  // Of each generator, by operation: the sequence that the first read shows.
  const read: Column[] = [];
  const places = new Map<string, boolean>();
  const log = createDigests('the log');
  const newest = { epoch: 0, sequence: 0 };
  let first: ReadDigests | undefined;
  let current: ReadDigests | undefined;
  let place = '';
  let complete = 0;
  let examined = 0;
  const differs = (text: string) => {
    if (evidence.length < evidenceMax) evidence.push(text);
  };

  function order(row: OrderRead): void {
    if (current === undefined) return;
    addRow(current, row.sequence, digestOf(row));
    if (first !== undefined) return;
    read[row.gen]?.set(row.op, row.sequence);
    const acknowledged = outcomes.generators[row.gen]?.sequence.get(row.op) ?? 0;
    if (acknowledged === 0 || acknowledged === row.sequence) return;
    const { name } = current;
    differs(`${row.orderId} was acknowledged at ${acknowledged}, in ${name} at ${row.sequence}`);
  }

  return {
    evidence,
    examined: () => examined + log.rows,
    reads: () => {
      if (first !== undefined && log.rows > 0)
        for (const text of differences(first, log)) differs(text);
      const missing = [...places].filter(([, whole]) => !whole).map(([name]) => name);
      return { complete, logged: log.rows, missing };
    },
    on: {
      generator({ gen }) {
        read[gen] = uint32Column();
      },
      told({ outcome, sequence, epoch = 0 }) {
        if (outcome !== 'accepted' || sequence === undefined) return;
        if (epoch < newest.epoch || (epoch === newest.epoch && sequence < newest.sequence)) return;
        Object.assign(newest, { epoch, sequence });
      },
      'read-began'({ read: number, stage, gateway }) {
        place = `${stage} through ${gateway}`;
        if (!places.has(place)) places.set(place, false);
        current = createDigests(`read ${number} (${stage}, ${gateway})`);
      },
      order,
      'read-ended'({ complete: whole, asOfSequence, epoch }) {
        const ended = current;
        current = undefined;
        if (ended === undefined || !whole) return;
        complete += 1;
        places.set(place, true);
        if (epoch < newest.epoch || (epoch === newest.epoch && asOfSequence < newest.sequence)) {
          const acknowledged = `${newest.epoch}/${newest.sequence} was acknowledged before`;
          differs(`${ended.name} ends at ${epoch}/${asOfSequence}, ${acknowledged}`);
        }
        if (first === undefined) first = ended;
        else {
          examined += ended.rows;
          for (const text of differences(first, ended)) differs(text);
        }
      },
      logged({ sequence, kind, gen, op }) {
        if (kind !== 'new') return;
        addRow(log, sequence, 0);
        const shown = read[gen]?.get(op) ?? 0;
        if (gen < 0 || first === undefined || shown === sequence) return;
        const where = shown === 0 ? `not in ${first.name}` : `at ${shown} in ${first.name}`;
        differs(`the log has operation ${gen}-${op} at ${sequence}, it is ${where}`);
      },
    },
  };
}
