import { createHash } from 'node:crypto';

/**
 * JSON with one spelling for one value (RFC 8785: keys sorted by UTF-16 code units, no spaces), so
 * that equal values have equal digests. Members that are undefined are left out; what JSON cannot
 * say (NaN, infinities, functions, big integers) throws, because it would not come back.
 */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new TypeError(`JSON cannot hold the number ${value}.`);
  }
  if (value === null || typeof value !== 'object') {
    const text = JSON.stringify(value);
    if (text === undefined) throw new TypeError(`JSON cannot hold a ${typeof value}.`);
    return text;
  }
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, m]) => `${JSON.stringify(key)}:${canonicalJson(m)}`).join(',')}}`;
}

/** Hexadecimal sha256 of a text or of bytes. */
export function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

/** sha256 of a value's canonical JSON: the digest of a plan. */
export function digestOf(value: unknown): string {
  return sha256(canonicalJson(value));
}
