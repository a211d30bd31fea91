import type { Command, NewOrder, StreamEvent } from '../stream/schema.ts';
import { judgeStream } from './judge-stream.ts';
import type { Ledger } from './ledger.ts';
import type { Answer, Case } from './property.ts';

/** What relations between two runs have in common: changing streams, and reading answers. */

/** Fields that hold a price, in commands and events. */
export const priceFields = ['price', 'trigger', 'low', 'high'] as const;

/** Fields that hold a quantity, in commands and events. */
export const quantityFields = ['quantity', 'by', 'display', 'minQuantity'] as const;

/** A copy with the named fields changed, where they are. */
export function mapFields<T extends Command | StreamEvent>(
  value: T,
  fields: readonly string[],
  change: (text: string) => string,
): T {
  const changed: Record<string, unknown> = { ...value };
  for (const field of fields) {
    const text = changed[field];
    if (typeof text === 'string') changed[field] = change(text);
  }
  return changed as T;
}

/** The numbers in the named fields of a whole stream. */
export function numbersIn(commands: readonly Command[], fields: readonly string[]): number[] {
  return commands.flatMap((command) =>
    fields.flatMap((field) => {
      const text = (command as Record<string, unknown>)[field];
      return typeof text === 'string' ? [Number(text)] : [];
    }),
  );
}

/** True if all those numbers lie where adding and multiplying a little leaves every bound far. */
export function areOrdinary(commands: readonly Command[], fields: readonly string[]): boolean {
  return numbersIn(commands, fields).every((number) => number >= 1 && number <= 1e9);
}

/** Far enough from every bound that prices may be moved, and stops may trail any of them. */
export function arePricesOrdinary(commands: readonly Command[]): boolean {
  if (!areOrdinary(commands, [...priceFields, 'trail'])) return false;
  const lowest = Math.min(...numbersIn(commands, priceFields));
  return lowest > greatestTrail(commands);
}

/** The longest distance of a trailing stop, in ticks; 0 without any. */
export function greatestTrail(commands: readonly Command[]): number {
  return Math.max(0, ...numbersIn(commands, ['trail']));
}

/** The stream with others put before position `at`, and where each command then stands. */
export function insertAt(
  commands: readonly Command[],
  at: number,
  inserted: readonly Command[],
): { commands: Command[]; indexOf: (index: number) => number } {
  return {
    commands: [...commands.slice(0, at), ...inserted, ...commands.slice(at)],
    indexOf: (index) => (index < at ? index : index + inserted.length),
  };
}

/** One of the positions, by the case's own choice; undefined for none. */
export function chooseIndex(
  subject: Case,
  suits: (command: Command, answer: Answer, index: number) => boolean,
): number | undefined {
  const suitable = subject.commands
    .map((_, index) => index)
    .filter((index) => suits(subject.commands[index]!, subject.answers[index] ?? [], index));
  return suitable.length === 0 ? undefined : suitable[subject.choices.below(suitable.length)];
}

/** A limit order, good till cancelled, with nothing else about it. */
export function isPlainLimit(command: Command): command is NewOrder {
  if (command.op !== 'new') return false;
  const known = ['op', 'id', 'account', 'symbol', 'side', 'price', 'quantity'];
  return Object.keys(command).every((field) => known.includes(field));
}

/** Whether the command was accepted and told of nothing else. */
export function onlyAccepted(answer: Answer): boolean {
  const told = answer.filter((event) => event.event !== 'done');
  return told.length === 1 && told[0]?.event === 'accepted';
}

/** Whether any command of the stream, but the one that makes it, names the order. */
export function isNamedElsewhere(commands: readonly Command[], id: string): boolean {
  const naming = commands.filter(
    (command) => ('id' in command && command.id === id) || ('oco' in command && command.oco === id),
  );
  return naming.length > 1;
}

export function usesOp(commands: readonly Command[], ...ops: Command['op'][]): boolean {
  return commands.some((command) => ops.includes(command.op));
}

export function usesField(commands: readonly Command[], ...fields: string[]): boolean {
  return commands.some((command) => fields.some((field) => field in command));
}

/** Trades of an answer. */
export function tradesOf(answer: Answer | undefined): (StreamEvent & { event: 'traded' })[] {
  return (answer ?? []).filter((event) => event.event === 'traded');
}

export function tradedQuantity(answer: Answer | undefined): number {
  return tradesOf(answer).reduce((sum, trade) => sum + Number(trade.quantity), 0);
}

/** Maker, price and quantity of each trade, in one line. */
export function tellTrades(answer: Answer | undefined): string {
  const told = tradesOf(answer).map((one) => `${one.quantity}@${one.price} of ${one.maker}`);
  return told.length === 0 ? 'no trade' : told.join(', ');
}

/** The book after the whole stream, as its events tell it. */
export function ledgerAfter(subject: Case): Ledger {
  const judge = judgeStream(new Map(), {
    conventions: subject.conventions,
    instruments: subject.hello.instruments,
  });
  for (const [index, command] of subject.commands.entries()) {
    judge.see(command, subject.answers[index] ?? []);
  }
  return judge.ledger;
}

/**
 * Whether an order put at the end meets ordinary trading in its symbol: open, without bands, and
 * nobody there who acts by himself (a stop, a reduce-only order, an OCO leg).
 */
export function endsOrdinarily(subject: Case, ledger: Ledger): boolean {
  const book = ledger.books.get('X');
  if (!ledger.known || book?.halted || book?.auction || (book?.high ?? 0) > 0) return false;
  return (
    ![...ledger.orders.values()].some(
      (order) => order.state !== 'dead' && (order.state === 'dormant' || isConditional(order)),
    ) && areOrdinary(subject.commands, [...priceFields, ...quantityFields])
  );
}

function isConditional(order: { reduceOnly: boolean; oco: string }): boolean {
  return order.reduceOnly || order.oco !== '';
}

/** The symbol a stream names first: an order in it brings no symbol forward. */
export function firstSymbol(commands: readonly Command[]): { symbol?: string } {
  const ops = ['new', 'halt', 'resume', 'auction', 'uncross', 'bands'];
  const first = commands.find((command) => ops.includes(command.op));
  return first && 'symbol' in first && first.symbol !== undefined ? { symbol: first.symbol } : {};
}

/** An account that no stream uses. */
export const strangerAccount = '98';

/** An order of a stranger to put at the end of a stream: side, limit and quantity by choice. */
export function drawStranger(subject: Case, id: string): NewOrder {
  const prices = numbersIn(subject.commands, ['price']);
  const low = prices.length === 0 ? 100 : Math.min(...prices);
  const span = prices.length === 0 ? 1 : Math.max(...prices) - low + 1;
  return {
    op: 'new',
    id,
    account: strangerAccount,
    side: subject.choices.below(2) === 0 ? 'buy' : 'sell',
    price: String(low + subject.choices.below(span)),
    quantity: String(1 + subject.choices.below(30)),
  };
}
