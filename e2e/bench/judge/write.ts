import { closeSync, openSync, writeSync } from 'node:fs';
import type { HistoryEvent } from '#contract/history.ts';
import type { Plan } from '#contract/plan.ts';
import { sample, samplePlan } from '#contract/sample.ts';
import { digestOf } from '#kit/canonical.ts';

const flushLines = 5_000;
const ratePerSecond = 5_000;
const gateways = ['gateway-1', 'gateway-2'];
/** A symbol for each generator: the witness (one operation in ten) and the burst (the rest). */
const symbols = ['X', 'Y'] as const;
const kinds = ['rest', 'match', 'cancel'] as const;
const askPrice = 10_010;
const bidPrice = 9_990;
/** One cycle in so many leaves its bid open for good. */
const openEvery = 200;

export function benchPlan(): Plan {
  const load = samplePlan().load.map((one) => ({ ...one, ratePerSecond }));
  return samplePlan({ load, witnessIntervalUs: 50_000 });
}

/**
 * Writes a history of about `events` lines as a run writes one: a sent and a told line for each
 * operation, lag and service lines, and one full read at the end. Each generator repeats a cycle of
 * five: an ask, an immediate buy of part of it, a bid, the cancels of both. Returns the line count.
 */
export function writeHistory(file: string, events: number): number {
  const out = openSync(file, 'w');
  let lines: string[] = [];
  let count = 0;
  const write = (event: HistoryEvent) => {
    lines.push(JSON.stringify(event));
    count += 1;
    if (lines.length < flushLines) return;
    writeSync(out, `${lines.join('\n')}\n`);
    lines = [];
  };
  // Two lines an operation, and a row for three operations in five.
  const operations = Math.floor(events / 2.6);
  const endUs = Math.ceil((operations / ratePerSecond) * 1_000_000);
  opening(write, endUs);
  for (let index = 0; index < operations; index += 1) {
    const atUs = Math.round((index / ratePerSecond) * 1_000_000);
    operation(write, index, atUs);
    if (index % 500 === 0) observations(write, atUs);
  }
  closing(write, operations, endUs);
  writeSync(out, lines.length > 0 ? `${lines.join('\n')}\n` : '');
  closeSync(out);
  return count;
}

type Write = (event: HistoryEvent) => void;

/** Every tenth operation is the witness's; `index` counts both, and is one below the sequence. */
function locate(index: number): { gen: 0 | 1; op: number } {
  const tens = Math.floor(index / 10);
  return index % 10 === 0 ? { gen: 0, op: tens } : { gen: 1, op: tens * 9 + (index % 10) - 1 };
}

function sequenceOf(gen: 0 | 1, op: number): number {
  return gen === 0 ? op * 10 + 1 : Math.floor(op / 9) * 10 + (op % 9) + 2;
}

function opening(write: Write, endUs: number): void {
  write(sample('run-began', { planDigest: digestOf(benchPlan()) }));
  const lanes = gateways.flatMap((gateway) =>
    symbols.flatMap((symbol) => kinds.map((kind) => ({ gateway, symbol, kind }))),
  );
  const clocks = { clockOffsetUs: 0, clockErrorUs: 0 };
  write(sample('generator', { lanes, ...clocks }));
  write(sample('generator', { gen: 1, id: 'burst', witness: false, lanes: [], ...clocks }));
  for (const [index, phase] of (['warmup', 'baseline', 'steady'] as const).entries()) {
    write(sample('phase', { atUs: Math.round((endUs * index) / 1000), phase }));
  }
}

/** What the operation of a cycle is: [side, price, lots], or the step whose order it cancels. */
const steps = [
  { side: 'sell', price: askPrice, quantity: 10, tif: 'gtc' },
  { side: 'buy', price: askPrice, quantity: 4, tif: 'ioc' },
  { side: 'buy', price: bidPrice, quantity: 10, tif: 'gtc' },
  { cancels: 2, quantity: 10 },
  { cancels: 0, quantity: 6 },
] as const;

function operation(write: Write, index: number, atUs: number): void {
  const { gen, op } = locate(index);
  const step = steps[op % 5] as (typeof steps)[number];
  const lane = gen === 0 ? op % 12 : -1;
  const where = { account: 1_000 + (op % 7), symbol: symbols[gen], gateway: gateways[op % 2]! };
  const sent = { gen, op, atUs: atUs + 40, intendedUs: atUs, lane, ...where };
  const told = { gen, op, atUs: atUs + 1_900, epoch: 1, orderId: `o-${gen}-${op}` };
  const sequence = index + 1;
  if (!('cancels' in step)) {
    write(sample('sent', { ...sent, ...step }));
    const takes = step.tif === 'ioc';
    const filled = takes ? { quantity: 4, fills: [[askPrice, 4] as const] } : { quantity: 0 };
    write(sample('told', { ...told, sequence, ...filled }));
    return;
  }
  const target = op - (op % 5) + step.cancels;
  if (staysOpen(target)) {
    write(sample('sent', { ...sent, kind: 'cancel', target: target - 5 }));
    write(sample('told', { ...told, outcome: 'rejected', code: 'already-closed' }));
    return;
  }
  write(sample('sent', { ...sent, kind: 'cancel', target }));
  write(sample('told', { ...told, sequence, quantity: step.quantity }));
}

function staysOpen(op: number): boolean {
  return op % 5 === 2 && op > 5 && Math.floor(op / 5) % openEvery === 0;
}

function observations(write: Write, atUs: number): void {
  const fine = { sent: 50, lagP50Us: 40, lagP99Us: 90, lagMaxUs: 120, loopDelayMaxUs: 300 };
  write(sample('lag', { gen: 0, atUs, fromUs: Math.max(0, atUs - 100_000), ...fine }));
  const asked = { atUs, askedUs: atUs, previousUs: Math.max(0, atUs - 100_000) };
  write(sample('service', { ...asked, service: 'engine-1', leader: true, epoch: 1 }));
}

/** One full read in ascending sequence. */
function closing(write: Write, operations: number, endUs: number): void {
  const atUs = endUs + 10_000;
  write(sample('phase', { atUs, phase: 'reconcile' }));
  write(sample('read-began', { atUs }));
  let rows = 0;
  for (let index = 0; index < operations; index += 1) {
    const { gen, op } = locate(index);
    if (op % 5 >= 3) continue;
    write(sample('order', { ...rowOf(gen, op, operations), gen, op, epoch: 1 }));
    rows += 1;
  }
  const read = { rows, total: rows, asOfSequence: operations, epoch: 1 };
  write(sample('read-ended', { atUs: atUs + 1, ...read }));
  write(sample('run-ended', { atUs: atUs + 2 }));
}

function rowOf(gen: 0 | 1, op: number, operations: number) {
  const kind = op % 5;
  const { side, price, quantity, tif } = steps[kind as 0 | 1 | 2];
  const sequence = sequenceOf(gen, op);
  const order = { orderId: `o-${gen}-${op}`, account: 1_000 + (op % 7), symbol: symbols[gen] };
  const common = { ...order, side, price, quantity, tif, sequence };
  const first = op - kind;
  const took = sequenceOf(gen, first + 1);
  const trade = `t-${gen}-${first}`;
  if (kind === 1) {
    const fills = [[trade, took, askPrice, 4, 0] as const];
    return { ...common, executed: 4, status: 'filled', closedSequence: sequence, fills } as const;
  }
  const cancelled = sequenceOf(gen, first + (kind === 0 ? 4 : 3));
  const open = cancelled > operations || staysOpen(op);
  const closed = open ? {} : { closedSequence: cancelled };
  const status = open ? 'open' : 'cancelled';
  if (kind === 2 || took > operations)
    return { ...common, executed: 0, status, ...closed } as const;
  const fills = [[trade, took, askPrice, 4, 1] as const];
  return { ...common, executed: 4, status, ...closed, fills } as const;
}
