import type { OrderRead } from 'proofhouse/contract';

/** A full read, as sequences and digests of its orders. */
export interface Read {
  readonly name: string;
  readonly sequences: number[];
  readonly digests: number[];
  complete: boolean;
}

/**
 * Where two lists of orders in ascending sequence part; digests are compared where both have them.
 */
export function* differences(one: Read, other: Read): Generator<string> {
  let at = 0;
  for (const [index, sequence] of one.sequences.entries()) {
    while ((other.sequences[at] ?? Infinity) < sequence) {
      yield `sequence ${other.sequences[at]} is in ${other.name}, not in ${one.name}`;
      at += 1;
    }
    if (other.sequences[at] !== sequence) {
      yield `sequence ${sequence} is in ${one.name}, not in ${other.name}`;
      continue;
    }
    const digest = other.digests[at];
    if (digest !== undefined && digest !== one.digests[index]) {
      yield `the order at sequence ${sequence} is not the same in ${one.name} and ${other.name}`;
    }
    at += 1;
  }
  for (; at < other.sequences.length; at += 1) {
    yield `sequence ${other.sequences[at]} is in ${other.name}, not in ${one.name}`;
  }
}

/**
 * FNV-1a over all that a read says of an order: 32 bits, so one change in 4 billion goes unseen.
 */
export function digestOf({ type: _type, read: _read, ...row }: OrderRead): number {
  let hash = 0x811c9dc5;
  const text = JSON.stringify(row);
  for (let at = 0; at < text.length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  return hash >>> 0;
}
