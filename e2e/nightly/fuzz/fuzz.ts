import {
  createDraw,
  type Draw,
  drawCommand,
  drawConventions,
  type HostileOptions,
} from '#market/hostile-commands.ts';
import { createModel } from '#market/model/market.ts';
import type { Model } from '#market/model/types.ts';
import { MalformedLine, parseCommand } from '#market/stream/codec.ts';
import { type Command, eventSchema, type StreamEvent } from '#market/stream/schema.ts';
import { noise, spoil, spoilState } from './mutate.ts';
import { isCommand } from './recognise.ts';

/**
 * Throws hostile texts at the parser and hostile commands at the model. Finds: anything thrown that
 * is not the parser's own refusal, an input that takes a second of this thread's CPU time (a busy
 * machine is no finding), a line accepted that a second opinion calls nonsense, events that are
 * none, a book that cannot be.
 */
export interface FuzzOptions {
  readonly count: number;
  readonly seed: number;
  /** Stops before it, on the clock of `performance.now()`. */
  readonly deadlineMs?: number;
}

export interface FuzzResult {
  readonly inputs: number;
  /** Lines that the parser let in. */
  readonly accepted: number;
  /** CPU time of the costliest input. */
  readonly slowestMs: number;
  /** What went wrong, with the seed of the block that shows it again; at most 20 of them. */
  readonly findings: string[];
}

/** Inputs of one block: it has a seed and a model of its own, so that a finding is short. */
const blockInputs = 2_000;
const inputMsMax = 1_000;

export function fuzz({ count, seed, deadlineMs = Infinity }: FuzzOptions): FuzzResult {
  const findings: string[] = [];
  let [inputs, accepted, slowestMs] = [0, 0, 0];
  for (let block = 0; inputs < count && findings.length < 20; block++) {
    if (performance.now() > deadlineMs) break;
    const length = Math.min(blockInputs, count - inputs);
    const result = fuzzBlock((seed + block) >>> 0, length);
    inputs += length;
    accepted += result.accepted;
    slowestMs = Math.max(slowestMs, result.slowestMs);
    findings.push(...result.findings.map((each) => `block seed ${(seed + block) >>> 0}: ${each}`));
  }
  return { inputs, accepted, slowestMs, findings };
}

interface Block {
  readonly draw: Draw;
  readonly model: Model;
  readonly options: HostileOptions;
  seq: number;
  accepted: number;
}

function fuzzBlock(seed: number, length: number) {
  const draw = createDraw(seed);
  const profile = { conventions: drawConventions(draw) };
  const options = {
    ids: 20 + draw(100),
    accounts: 1 + draw(4),
    special: draw(100),
    sessions: draw(12),
  };
  const block: Block = { draw, model: createModel(profile), options, seq: 0, accepted: 0 };
  const findings: string[] = [];
  let slowestMs = 0;
  for (let n = 0; n < length && findings.length < 5; n++) {
    const text = drawText(block, n);
    const begun = process.threadCpuUsage();
    try {
      const wrong = feed(block, text);
      if (wrong !== undefined) findings.push(`input ${n}: ${wrong}: ${text.slice(0, 300)}`);
    } catch (thrown) {
      findings.push(`input ${n}: ${(thrown as Error).stack}: ${text.slice(0, 300)}`);
    }
    const { user, system } = process.threadCpuUsage(begun);
    const ms = (user + system) / 1000;
    slowestMs = Math.max(slowestMs, ms);
    if (ms > inputMsMax)
      findings.push(`input ${n} took ${ms.toFixed(0)} ms: ${text.slice(0, 300)}`);
  }
  return { findings, slowestMs, accepted: block.accepted };
}

function drawText({ draw, model, options }: Block, n: number): string {
  const kind = draw(400);
  if (kind < 12) return noise(draw);
  if (kind < 15) {
    const state = model.snapshot();
    const spoiled = kind === 12 ? state : spoilState(draw, state);
    return JSON.stringify({ op: 'restore', state: spoiled });
  }
  const text = JSON.stringify(drawCommand(draw, options, n * 20));
  return kind < 120 ? spoil(draw, text) : text;
}

/** What is wrong with how one text was taken; undefined for nothing. */
function feed(block: Block, text: string): string | undefined {
  let command: Command;
  try {
    command = parseCommand(text, block.seq + 1);
  } catch (thrown) {
    if (!(thrown instanceof MalformedLine)) throw thrown;
    return isCommand(safeParse(text)) ? 'refused a command' : undefined;
  }
  if (!isCommand(safeParse(text))) return 'accepted nonsense';
  block.accepted += 1;
  block.seq += 1;
  const { model, seq } = block;
  const wrong = wrongEvents(model.apply(command), seq);
  // Reading a book costs its size: now and then is enough, a wrong one stays wrong for a while.
  const reads = command.op === 'restore' || seq % 16 === 0;
  return wrong ?? (reads ? wrongBook(model) : undefined);
}

function safeParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function wrongEvents(events: StreamEvent[], seq: number): string | undefined {
  if (events.at(-1)?.event !== 'done') return 'no done at the end';
  for (const event of events) {
    if (event.seq !== seq) return `seq ${event.seq} instead of ${seq}`;
    const parsed = eventSchema.safeParse(event);
    if (!parsed.success) return `not an event: ${JSON.stringify(event)}`;
    if (event.event === 'traded' && !(Number(event.quantity) > 0 && Number(event.price) > 0)) {
      return `a trade of nothing: ${JSON.stringify(event)}`;
    }
  }
  return undefined;
}

function wrongBook(model: Model): string | undefined {
  for (const symbol of model.symbols()) {
    const { bids, asks, phase } = model.book(symbol);
    const [bid, ask] = [bids[0], asks[0]];
    const crossed = bid && ask && Number(bid.price) >= Number(ask.price);
    if (crossed && phase === 'open') return `crossed: ${bid.price} bid, ${ask.price} asked`;
    const sorted = (orders: typeof bids, sign: number) =>
      orders.every((each, n) => n === 0 || sign * (+each.price - +orders[n - 1]!.price) >= 0);
    if (!sorted(bids, -1) || !sorted(asks, 1)) return `${symbol} is not in the order of prices`;
    for (const { shown, quantity } of [...bids, ...asks]) {
      if (!(Number(shown) > 0 && Number(shown) <= Number(quantity))) {
        return `shows ${shown} of ${quantity}`;
      }
    }
  }
  return undefined;
}
