import zlib from 'node:zlib';

/**
 * A record in the log: magic (4 bytes), payload length (4), CRC-32 of length and payload (4),
 * payload (JSON, UTF-8). Numbers are little-endian. The magic lets a reader find the next record
 * behind a damaged one, which is how a torn tail is told from a corrupt middle.
 */
const magic = Buffer.from([0xa5, 0x50, 0x46, 0x4c]);
export const headerBytes = 12;

/** No record of this venue comes near; a longer length is damage. */
export const payloadBytesMax = 1024 * 1024;

export function encodeFrame(payload: string): Buffer {
  const length = Buffer.byteLength(payload);
  const frame = Buffer.allocUnsafe(headerBytes + length);
  magic.copy(frame, 0);
  frame.writeUInt32LE(length, 4);
  frame.write(payload, headerBytes, 'utf8');
  frame.writeUInt32LE(checksum(frame, 0, length), 8);
  return frame;
}

/** A whole record, or why there is none: `short` = the bytes end before the record does. */
export type Decoded = { kind: 'frame'; payload: string; end: number } | { kind: 'short' | 'bad' };

export function decodeFrame(bytes: Buffer, at: number): Decoded {
  const present = Math.min(4, bytes.length - at);
  if (bytes.compare(magic, 0, present, at, at + present) !== 0) return { kind: 'bad' };
  if (bytes.length - at < headerBytes) return { kind: 'short' };
  const length = bytes.readUInt32LE(at + 4);
  if (length > payloadBytesMax) return { kind: 'bad' };
  const end = at + headerBytes + length;
  if (end > bytes.length) return { kind: 'short' };
  if (bytes.readUInt32LE(at + 8) !== checksum(bytes, at, length)) return { kind: 'bad' };
  return { kind: 'frame', payload: bytes.toString('utf8', at + headerBytes, end), end };
}

/** Where the next whole record begins at or after `from`; -1 when there is none. */
export function findFrame(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(magic, from); at >= 0; at = bytes.indexOf(magic, at + 1)) {
    if (decodeFrame(bytes, at).kind === 'frame') return at;
  }
  return -1;
}

function checksum(bytes: Buffer, at: number, length: number): number {
  const ofLength = zlib.crc32(bytes.subarray(at + 4, at + 8));
  return zlib.crc32(bytes.subarray(at + headerBytes, at + headerBytes + length), ofLength);
}
