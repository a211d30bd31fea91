import zlib from 'node:zlib';

export type Side = 'buy' | 'sell';
export type TimeInForce = 'gtc' | 'ioc';

/** A new order as its owner wishes it. Prices in ticks, quantities in lots. */
export interface Wish {
  readonly clientOrderId: string;
  readonly account: string;
  readonly symbol: string;
  readonly side: Side;
  readonly timeInForce: TimeInForce;
  readonly price: number;
  readonly quantity: number;
}

interface Positioned {
  /** From 1, without a gap: a record's place in the journal. */
  readonly sequence: number;
  readonly epoch: number;
}

export type NewRecord = Positioned & Wish & { readonly op: 'new'; readonly orderId: string };
export type CancelRecord = Positioned & {
  readonly op: 'cancel';
  readonly orderId: string;
  readonly clientRequestId: string | null;
};
/** The first record of every start. */
export type EpochRecord = Positioned & { readonly op: 'epoch' };

/** What the journal holds: commands. Everything else the npm engine makes of them again. */
export type JournalRecord = NewRecord | CancelRecord | EpochRecord;

const checksumLength = 8;

/** A line of the journal, and of a snapshot: CRC-32 in hexadecimal, a space, JSON, a newline. */
export function encodeLine(value: object): string {
  const text = JSON.stringify(value);
  return `${checksumOf(text)} ${text}\n`;
}

/** The JSON text of a line without its newline; undefined if the line is not whole. */
export function textOfLine(line: Buffer): string | undefined {
  const text = line.toString('utf8', checksumLength + 1);
  const head = line.toString('latin1', 0, checksumLength + 1);
  return head === `${checksumOf(text)} ` ? text : undefined;
}

function checksumOf(text: string): string {
  return zlib.crc32(text).toString(16).padStart(checksumLength, '0');
}
