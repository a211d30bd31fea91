import { HttpError } from './http.ts';

const logLimit = { fallback: 1_000, max: 10_000 };

/** `GET /log?from=&limit=`, of engines and gateways. */
export function readLogQuery(query: URLSearchParams): { from: number; limit: number } {
  const from = readCount(query, 'from', 1);
  const limit = readCount(query, 'limit', logLimit.fallback);
  if (limit < 1 || limit > logLimit.max) {
    throw new HttpError(400, 'bad-limit', `limit: expected 1 to ${logLimit.max}`, 'limit');
  }
  return { from, limit };
}

function readCount(query: URLSearchParams, name: string, fallback: number): number {
  const text = query.get(name) ?? String(fallback);
  if (!/^\d{1,15}$/.test(text)) {
    throw new HttpError(400, `bad-${name}`, `${name}: expected a whole number`, name);
  }
  return Number(text);
}
