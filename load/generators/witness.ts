import { defineGenerator, type Flow, type Intent, rate } from 'proofhouse/contract';
import { z } from 'zod';
import { type Book, openBook } from './witness/book.ts';
import { seeded } from './witness/draw.ts';
import { laneOrder, lanesOf } from './witness/lanes.ts';

const options = z.strictObject({
  rate: rate().default(200),
});

/** Laned operations between two that keep the books in shape. */
const lanedPerUpkeep = 6;

/**
 * Probes every way through the venue at a constant interval: gateway × symbol × {rest, match,
 * cancel}. In a healthy venue a match lane's order trades and a cancel lane's target is open, so a
 * refusal says something about the venue. Upkeep of the books adds one operation to six, outside
 * every lane.
 */
export default defineGenerator({
  summary:
    'Every gateway, symbol and kind of operation at a constant interval; carries RTO and SLO.',
  options,
  witness: true,
  flow(given, setting): Flow {
    const { rate: ratePerSecond } = given as z.infer<typeof options>;
    const { gateways, symbols, firstAccount, seed } = setting;
    const draw = seeded(seed);
    const lanes = lanesOf(gateways, symbols);
    const order = laneOrder(lanes.length, draw);
    const cancelsPerSecond = ratePerSecond / (3 * symbols.length);
    const sentPerSecond = (ratePerSecond * (lanedPerUpkeep + 1)) / lanedPerUpkeep;
    const books = symbols.map((symbol) =>
      openBook({ symbol, gateways, firstAccount, cancelsPerSecond, sentPerSecond, draw }),
    );
    const bookBySymbol = new Map(symbols.map((symbol, at) => [symbol, books[at] as Book]));
    const bookByOp = new Map<number, Book>();

    const remember = (intent: Intent, op: number): Intent => {
      const book = bookBySymbol.get(intent.symbol) as Book;
      bookByOp.set(op, book);
      book.sent(intent, op);
      return intent;
    };
    const seeding = books.flatMap((book) => book.seeding()).map(remember);

    return {
      lanes,
      ratePerSecond,
      seeding,
      dueUs: (index) => Math.round((position(index) * 1_000_000) / ratePerSecond),
      intent(index, op) {
        if (isUpkeep(index)) {
          const turn = Math.floor(index / (lanedPerUpkeep + 1));
          const book = books[turn % books.length] as Book;
          const gateway = gateways[Math.floor(turn / books.length) % gateways.length] as string;
          return remember(book.upkeep(gateway), op);
        }
        const lane = order[position(index) % order.length] as number;
        const { gateway, symbol, kind } = lanes[lane] as (typeof lanes)[number];
        return remember((bookBySymbol.get(symbol) as Book)[kind](lane, gateway), op);
      },
      told(told) {
        bookByOp.get(told.op)?.told(told);
        bookByOp.delete(told.op);
      },
    };
  },
});

function isUpkeep(index: number): boolean {
  return index % (lanedPerUpkeep + 1) === lanedPerUpkeep;
}

/**
 * In laned intervals since the start: whole for laned operations, half way between two for upkeep.
 */
function position(index: number): number {
  const block = Math.floor(index / (lanedPerUpkeep + 1)) * lanedPerUpkeep;
  return isUpkeep(index) ? block + lanedPerUpkeep - 0.5 : block + (index % (lanedPerUpkeep + 1));
}
