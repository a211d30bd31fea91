import { defaultConventions } from '#market/conventions.ts';
import { createBook, type Sink } from '#market/model/book.ts';
import { cancel, replace, submit } from '#market/model/core.ts';
import { createModel } from '#market/model/market.ts';
import { iocBit, type Side } from '#market/model/order-flags.ts';
import type { Command } from '#market/stream/schema.ts';
import { type CommandStream, operations } from './streams.ts';

/**
 * What is measured: a subject takes a stream and answers a function that carries out its n-th
 * command. Building commands, ids included, is done before the clock starts.
 */
export type Subject = (stream: CommandStream) => Promise<{
  readonly step: (n: number) => void;
  /** Lots executed: subjects that did the same work say the same. */
  readonly executed: () => number;
}>;

/** The core behind its numeric interface. */
const core: Subject = async (stream) => {
  let executed = 0;
  const ignore = () => {};
  const sink: Sink = {
    accepted: ignore,
    rejected: ignore,
    traded: (_maker, _taker, _price, quantity) => {
      executed += quantity;
    },
    cancelled: ignore,
    replaced: ignore,
    triggered: ignore,
    expired: ignore,
    refreshed: ignore,
    uncrossed: ignore,
    closed: ignore,
  };
  const book = createBook({ conventions: defaultConventions, sink, byAccount: true });
  const { operation, handle, account, side, price, quantity } = stream;
  const step = (n: number) => {
    const kind = operation[n]!;
    const which = handle[n]!;
    if (kind === operations.cancel) cancel(book, which);
    else if (kind === operations.replace) replace(book, which, price[n]!, quantity[n]!);
    else {
      const flags = kind === operations.take ? iocBit : 0;
      submit(book, which, account[n]!, side[n]! as Side, price[n]!, quantity[n]!, flags);
    }
  };
  return { step, executed: () => executed };
};

/** The model over the stream: ids and decimal strings in, event objects out. */
const model: Subject = async (stream) => {
  const commands = Array.from({ length: stream.length }, (_, n) => commandOf(stream, n));
  const subject = createModel();
  let executed = 0;
  const step = (n: number) => {
    for (const event of subject.apply(commands[n]!)) {
      if (event.event === 'traded') executed += Number(event.quantity);
    }
  };
  return { step, executed: () => executed };
};

export function commandOf(stream: CommandStream, n: number): Command {
  const kind = stream.operation[n]!;
  const id = `${stream.order[n]!}`;
  if (kind === operations.cancel) return { op: 'cancel', id };
  const price = `${stream.price[n]!}`;
  const quantity = `${stream.quantity[n]!}`;
  if (kind === operations.replace) return { op: 'replace', id, price, quantity };
  return {
    op: 'new',
    id,
    account: `${stream.account[n]!}`,
    side: stream.side[n] === 0 ? 'buy' : 'sell',
    price,
    quantity,
    ...(kind === operations.take ? { tif: 'ioc' as const } : {}),
  };
}

/** The peer: npm nodejs-order-book, through its own interface. */
const peer: Subject = async (stream) => {
  const { OrderBook } = await import('nodejs-order-book');
  const book = new OrderBook();
  let executed = 0;
  const ids = Array.from({ length: stream.length }, (_, n) => `${stream.order[n]!}`);
  const { operation, side, price, quantity } = stream;
  const sides = ['buy', 'sell'] as never[];
  const step = (n: number) => {
    const kind = operation[n]!;
    const id = ids[n]!;
    if (kind === operations.cancel) book.cancel(id);
    else if (kind === operations.replace) {
      book.modify(id, { price: price[n]!, size: quantity[n]! });
    } else {
      const timeInForce = (kind === operations.take ? 'IOC' : 'GTC') as never;
      const done = book.limit({
        id,
        side: sides[side[n]!]!,
        size: quantity[n]!,
        price: price[n]!,
        timeInForce,
      });
      executed += quantity[n]! - done.quantityLeft;
    }
  };
  return { step, executed: () => executed };
};

export const subjects = { core, model, peer } as const;
export type SubjectName = keyof typeof subjects;
