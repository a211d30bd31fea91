import type { LogRow, ReadPage, ReadRow } from 'proofhouse/contract';
import type { Pool } from 'undici';
import { z } from 'zod';

const integer = z.union([z.string().regex(/^-?\d+$/), z.int()]).transform(Number);

const fill = z
  .object({
    tradeId: z.string(),
    sequence: integer,
    price: integer,
    quantity: integer,
    role: z.enum(['maker', 'taker']),
  })
  .transform(
    ({ tradeId, sequence, price, quantity, role }) =>
      [tradeId, sequence, price, quantity, role === 'maker' ? 1 : 0] as const,
  );

const replacement = z
  .object({
    sequence: integer,
    price: integer,
    quantity: integer,
    code: z.string().optional(),
  })
  .transform(
    ({ sequence, price, quantity, code }) =>
      [sequence, price, quantity, code === undefined ? 0 : 1] as const,
  );

const row = z.object({
  orderId: z.string(),
  clientOrderId: z.string(),
  account: integer,
  symbol: z.string(),
  side: z.enum(['buy', 'sell']),
  type: z.enum(['limit', 'market']).default('limit'),
  timeInForce: z.enum(['gtc', 'ioc', 'fok']),
  postOnly: z.boolean().default(false),
  price: integer,
  quantity: integer,
  executed: integer,
  status: z.enum(['open', 'filled', 'cancelled', 'rejected']),
  code: z.string().optional(),
  sequence: integer,
  epoch: integer,
  closedSequence: integer.optional(),
  fills: z.array(fill).optional(),
  entered: z.object({ price: integer, quantity: integer }).optional(),
  replacements: z.array(replacement).optional(),
});

const page = z.object({
  orders: z.array(row),
  total: integer,
  asOfSequence: integer,
  epoch: integer,
  cursor: z.string().nullish(),
});

const logRecord = z.object({
  sequence: integer,
  epoch: integer,
  op: z.string(),
  clientOrderId: z.string().default(''),
  clientRequestId: z.string().default(''),
});

const ordersPerPage = 1_000;
const recordsPerPage = 10_000;

/** Reads every page of `GET /orders`; throws on an answer that is none, with what was wrong. */
export async function* readOrders(pool: Pool, signal: AbortSignal): AsyncGenerator<ReadPage> {
  let cursor: string | undefined;
  do {
    const after = cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const text = await get(pool, `/orders?limit=${ordersPerPage}${after}`, signal);
    const read = page.parse(JSON.parse(text));
    const { total, asOfSequence, epoch } = read;
    yield { rows: read.orders.map(readRow), total, asOfSequence, epoch };
    const next = read.cursor ?? undefined;
    if (next !== undefined && next === cursor) throw new Error(`the cursor ${next} came twice`);
    cursor = next;
  } while (cursor !== undefined);
}

/** `price` and `quantity` of a row that got new terms are those; here they are the first. */
function readRow(read: z.infer<typeof row>) {
  const { timeInForce: tif, closedSequence, fills, type, postOnly, ...others } = read;
  const { code, entered, replacements, ...rest } = others;
  return {
    ...rest,
    ...entered,
    tif,
    ...(type === 'market' ? { market: true } : {}),
    ...(postOnly ? { postOnly } : {}),
    ...(code === undefined ? {} : { code }),
    ...(replacements === undefined ? {} : { replaces: replacements }),
    ...(closedSequence === undefined ? {} : { closedSequence }),
    ...(fills === undefined || fills.length === 0 ? {} : { fills }),
  } satisfies ReadRow;
}

/** Reads `GET /log`, one JSON object a line, and leaves out what is no client's command. */
export async function* readLog(pool: Pool, signal: AbortSignal): AsyncGenerator<LogRow> {
  for (let from = 1; ; ) {
    const text = await get(pool, `/log?from=${from}&limit=${recordsPerPage}`, signal);
    const lines = text.split('\n').filter((line) => line !== '');
    if (lines.length === 0) return;
    for (const line of lines) {
      const { sequence, epoch, op, ...ids } = logRecord.parse(JSON.parse(line));
      if (op === 'new') yield { sequence, epoch, kind: op, clientId: ids.clientOrderId };
      if (op === 'cancel' || op === 'replace' || op === 'mass-cancel') {
        yield { sequence, epoch, kind: op, clientId: ids.clientRequestId };
      }
      if (sequence < from) throw new Error(`the log went back to ${sequence} from ${from}`);
      from = sequence + 1;
    }
  }
}

async function get(pool: Pool, path: string, signal: AbortSignal): Promise<string> {
  const { statusCode, body } = await pool.request({ method: 'GET', path, signal });
  const text = await body.text();
  if (statusCode === 200) return text;
  throw new Error(`GET ${path} was answered ${statusCode}: ${text.slice(0, 200)}`);
}
