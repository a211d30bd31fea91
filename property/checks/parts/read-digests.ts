import { type Column, float64Column, type OrderRead, uint32Column } from 'proofhouse/contract';

/** A full read as sequences and digests of its orders: 12 bytes an order. */
export interface ReadDigests {
  readonly name: string;
  rows: number;
  readonly sequences: Column;
  readonly digests: Column;
}

export function createDigests(name: string): ReadDigests {
  return { name, rows: 0, sequences: float64Column(), digests: uint32Column() };
}

export function addRow(read: ReadDigests, sequence: number, digest: number): void {
  read.sequences.set(read.rows, sequence);
  read.digests.set(read.rows, digest);
  read.rows += 1;
}

/**
 * Where two lists in ascending sequence part, from a sequence on. A digest of 0 agrees with every
 * other.
 */
export function* differences(one: ReadDigests, other: ReadDigests, from = 0): Generator<string> {
  let at = 0;
  let to = 0;
  while (at < one.rows && one.sequences.get(at) < from) at += 1;
  while (at < one.rows || to < other.rows) {
    const mine = at < one.rows ? one.sequences.get(at) : Number.POSITIVE_INFINITY;
    const its = to < other.rows ? other.sequences.get(to) : Number.POSITIVE_INFINITY;
    if (mine !== its) {
      const [here, there] = mine < its ? [one.name, other.name] : [other.name, one.name];
      yield `sequence ${Math.min(mine, its)} is in ${here}, not in ${there}`;
    } else if (!alike(one.digests.get(at), other.digests.get(to))) {
      yield `the order at sequence ${mine} is not the same in ${one.name} and ${other.name}`;
    }
    if (mine <= its) at += 1;
    if (its <= mine) to += 1;
  }
}

function alike(one: number, other: number): boolean {
  return one === other || one === 0 || other === 0;
}

/**
 * FNV-1a over all that a read says of an order: 32 bits, so one change in 4 billion goes unseen.
 * Never 0.
 */
export function digestOf(row: OrderRead): number {
  let hash = ofText(0x811c9dc5, row.orderId);
  hash = ofText(ofText(ofText(hash, row.symbol), row.side), row.tif);
  hash = ofText(ofNumber(hash, (row.market ? 1 : 0) + (row.postOnly ? 2 : 0)), row.code ?? '');
  hash = ofText(ofNumber(ofNumber(ofNumber(hash, row.gen), row.op), row.account), row.status);
  hash = ofNumber(ofNumber(ofNumber(hash, row.price), row.quantity), row.executed);
  hash = ofNumber(ofNumber(ofNumber(hash, row.sequence), row.epoch), row.closedSequence ?? -1);
  for (const [trade, sequence, price, lots, maker] of row.fills ?? []) {
    hash = ofNumber(ofNumber(ofText(hash, trade), sequence), price);
    hash = ofNumber(ofNumber(hash, lots), maker);
  }
  for (const [sequence, price, lots, refused] of row.replaces ?? []) {
    hash = ofNumber(ofNumber(ofNumber(ofNumber(hash, sequence), price), lots), refused);
  }
  return hash >>> 0 || 1;
}

function ofNumber(hash: number, value: number): number {
  const low = Math.imul(hash ^ (value | 0), 0x01000193);
  return Math.imul(low ^ (low >>> 15) ^ Math.floor(value / 0x1_0000_0000), 0x01000193);
}

/** The length ends a text, so that two neighbours cannot trade a character. */
function ofText(hash: number, text: string): number {
  let mixed = hash;
  for (let at = 0; at < text.length; at += 1) {
    mixed = Math.imul(mixed ^ text.charCodeAt(at), 0x01000193);
  }
  return ofNumber(mixed, text.length);
}
