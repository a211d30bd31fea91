import type { BookLevel, BookPage } from 'proofhouse/contract';
import type { Pool } from 'undici';
import { z } from 'zod';

const integer = z.union([z.string().regex(/^\d+$/), z.int()]).transform(Number);

const levels = z.array(
  z
    .object({
      price: integer,
      orders: z.array(z.object({ orderId: z.string(), quantity: integer })),
    })
    .transform(({ price, orders }): BookLevel => {
      return [price, orders.map(({ orderId, quantity }) => [orderId, quantity] as const)];
    }),
);

const book = z.object({ asOfSequence: integer, epoch: integer, bids: levels, asks: levels });

/** Reads `GET /book/{symbol}`; throws on an answer that is none, with what was wrong. */
export async function readBook(pool: Pool, symbol: string, signal: AbortSignal): Promise<BookPage> {
  const path = `/book/${encodeURIComponent(symbol)}`;
  const { statusCode, body } = await pool.request({ method: 'GET', path, signal });
  const text = await body.text();
  if (statusCode === 200) return book.parse(JSON.parse(text));
  throw new Error(`GET ${path} was answered ${statusCode}: ${text.slice(0, 200)}`);
}
