import * as fc from 'fast-check';
import type { Command } from '#market/stream/schema.ts';

/** A drawn case: the stream, and the seed of the choices that properties make inside it. */
export interface DrawnCase {
  readonly commands: readonly Command[];
  readonly salt: number;
  /** The arbitrary that drew it. */
  readonly origin: string;
  readonly features: readonly string[];
}

/** Where the search for a smaller case goes on: first ever smaller blocks, then single fields. */
interface ShrinkContext {
  readonly block: number;
}

/**
 * The arbitrary of whole streams. Commands are drawn concretely, because a stream whose cancels
 * were drawn against its own orders stays meaningful when commands in the middle go away.
 * A class, because fast-check's own extension point is one.
 */
class StreamArbitrary extends fc.Arbitrary<DrawnCase> {
  readonly draw: (random: fc.Random) => DrawnCase;
  readonly failedAt: () => number;

  constructor(draw: (random: fc.Random) => DrawnCase, failedAt: () => number) {
    super();
    this.draw = draw;
    this.failedAt = failedAt;
  }

  generate(random: fc.Random): fc.Value<DrawnCase> {
    return new fc.Value(this.draw(random), undefined);
  }

  canShrinkWithoutContext(value: unknown): value is DrawnCase {
    return typeof value === 'object' && value !== null && 'commands' in value;
  }

  shrink(value: DrawnCase, context: unknown): fc.Stream<fc.Value<DrawnCase>> {
    const from = context as ShrinkContext | undefined;
    return new fc.Stream(candidates(value, from, this.failedAt()));
  }
}

/** `failedAt` tells the command at which the first failure was seen: what follows goes first. */
export function streamArbitrary(
  draw: (random: fc.Random) => DrawnCase,
  failedAt: () => number = () => 0,
): fc.Arbitrary<DrawnCase> {
  return new StreamArbitrary(draw, failedAt);
}

function* candidates(
  value: DrawnCase,
  context: ShrinkContext | undefined,
  failedAt: number,
): Generator<fc.Value<DrawnCase>> {
  const { commands } = value;
  if (commands.length === 0) return;
  const made = (changed: readonly Command[], block: number): fc.Value<DrawnCase> =>
    new fc.Value({ ...value, commands: changed }, { block } satisfies ShrinkContext);
  const unshrunk = context === undefined && failedAt > 0 && failedAt < commands.length;
  if (unshrunk) yield made(commands.slice(0, failedAt), Math.ceil(failedAt / 2));
  let block = Math.min(context?.block ?? Math.ceil(commands.length / 2), commands.length);
  // A stream that needs its thousands of commands is not tried without each of them.
  const tiles = commands.length > fieldsUpTo ? 16 : tilesMax;
  const least = Math.ceil(commands.length / tiles);
  for (; block >= least; block = block > least ? Math.max(least, Math.ceil(block / 2)) : 0) {
    // From the end: what came after the failure goes in one step.
    for (let to = commands.length; to > 0; to -= block) {
      const from = Math.max(0, to - block);
      yield made([...commands.slice(0, from), ...commands.slice(to)], block);
    }
  }
  if (commands.length <= pairsUpTo) {
    for (let a = commands.length - 1; a > 0; a -= 1) {
      for (let b = a - 2; b >= 0; b -= 1) {
        yield made(
          commands.filter((_, index) => index !== a && index !== b),
          1,
        );
      }
    }
  }
  if (commands.length > fieldsUpTo) return;
  for (const [index, command] of commands.entries()) {
    for (const simpler of simplerCommands(command, commands.length)) {
      yield made(commands.with(index, simpler), 1);
    }
  }
  for (const changed of simplerTogether(commands)) yield made(changed, 1);
}

/** Longer streams are not tried with simpler fields: there are too many. */
const fieldsUpTo = 512;

/** In the end a stream is tried without each of at most so many blocks. */
const tilesMax = fieldsUpTo;

/** Two orders that only fail together must go together; tried while pairs are few. */
const pairsUpTo = 24;

/** The same command with one thing less, or one number simpler. */
function* simplerCommands(command: Command, length: number): Generator<Command> {
  if (length > pairsUpTo) return;
  const optional = Object.keys(command).filter((field) => !required[command.op]?.includes(field));
  for (const field of optional) {
    if (field === 'price' || field === 'trigger' || field === 'expires') continue;
    const { [field]: _, ...rest } = command as Record<string, unknown>;
    if (field === 'type' && rest.price === undefined) continue;
    if (field === 'type') delete rest.trigger;
    if (field === 'tif') delete rest.expires;
    yield rest as Command;
  }
  for (const field of ['quantity', 'by', 'display', 'minQuantity'] as const) {
    const value = (command as Record<string, unknown>)[field];
    if (typeof value !== 'string') continue;
    for (const smaller of smallerNumbers(value)) yield { ...command, [field]: smaller } as Command;
  }
  if (command.op === 'new' && command.side === 'sell') yield { ...command, side: 'buy' };
}

const required: Record<string, readonly string[]> = {
  new: ['op', 'id', 'side', 'quantity'],
  cancel: ['op', 'id'],
  reduce: ['op', 'id', 'by'],
  replace: ['op', 'id', 'quantity'],
  'mass-cancel': ['op', 'account'],
  'kill-switch': ['op', 'account', 'on'],
  halt: ['op'],
  resume: ['op'],
  auction: ['op'],
  uncross: ['op'],
  bands: ['op', 'low', 'high'],
  time: ['op', 'at'],
  snapshot: ['op'],
  restore: ['op', 'state'],
};

function smallerNumbers(text: string): string[] {
  const value = BigInt(text);
  const tries = [1n, 2n, 3n, 5n, 10n];
  // Halving the step finds the least number that still fails in a few dozen tries.
  for (let step = value / 2n; step > 0n; step /= 2n) tries.push(value - step);
  return [...new Set(tries.filter((one) => one > 0n && one < value))].map(String);
}

/**
 * Changes that only make sense everywhere at once: ids, prices, accounts, as people number them.
 */
function* simplerTogether(commands: readonly Command[]): Generator<readonly Command[]> {
  const ids = new Map<string, string>();
  for (const command of commands) {
    if (command.op === 'new' && !ids.has(command.id)) ids.set(command.id, String(ids.size + 1));
  }
  const renamed = commands.map((command) => renameIds(command, ids));
  if (JSON.stringify(renamed) !== JSON.stringify(commands)) yield renamed;
  const prices = commands.flatMap((command) => pricesOf(command));
  const low = prices.length > 0 ? Math.min(...prices) : 100;
  if (low !== 100 && prices.every((price) => price > 0 && price < 1e9)) {
    yield commands.map((command) => shiftPrices(command, 100 - low));
  }
  for (const field of ['account', 'symbol']) {
    const dropped = commands.map((command) => {
      if (command.op !== 'new' && field === 'account') return command;
      const { [field]: _, ...rest } = command as Record<string, unknown>;
      return rest as Command;
    });
    if (JSON.stringify(dropped) !== JSON.stringify(commands)) yield dropped;
  }
}

function renameIds(command: Command, ids: ReadonlyMap<string, string>): Command {
  const renamed: Record<string, unknown> = { ...command };
  for (const field of ['id', 'oco']) {
    const id = renamed[field];
    if (typeof id === 'string' && ids.has(id)) renamed[field] = ids.get(id);
  }
  return renamed as Command;
}

const priceFields = ['price', 'trigger', 'low', 'high'] as const;

function pricesOf(command: Command): number[] {
  const fields = command as Record<string, unknown>;
  return priceFields.flatMap((field) =>
    typeof fields[field] === 'string' ? [Number(fields[field])] : [],
  );
}

function shiftPrices(command: Command, by: number): Command {
  const shifted: Record<string, unknown> = { ...command };
  for (const field of priceFields) {
    if (typeof shifted[field] === 'string') shifted[field] = String(Number(shifted[field]) + by);
  }
  return shifted as Command;
}
