import { closeSync, openSync, writeSync } from 'node:fs';
import type { HistoryEvent } from '#contract/history.ts';
import type { Plan } from '#contract/plan.ts';
import { sample, samplePlan } from '#contract/sample.ts';
import { digestOf } from '#kit/canonical.ts';

const flushLines = 5_000;
const ratePerSecond = 5_000;
const gateways = ['gateway-1', 'gateway-2'];
const symbols = ['X', 'Y'];
const kinds = ['rest', 'match', 'cancel'] as const;

/** Three orders in four are cancelled by the operation after the next three. */
interface Cursor {
  op: number;
  readonly closed: Map<number, number>;
}

export function benchPlan(): Plan {
  const load = samplePlan().load.map((one) => ({ ...one, ratePerSecond }));
  return samplePlan({ load, witnessIntervalUs: 50_000 });
}

/**
 * Writes a history of about `events` lines as a run writes one: a sent and a told line an operation
 * of a witness (one in ten) and a burst (the rest), lag and service lines, and one full read at the
 * end. Returns the number of lines.
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
  // Two lines an operation and one row an order; three operations in four are orders.
  const operations = Math.floor(events / 2.75);
  const endUs = (operations / ratePerSecond) * 1_000_000;
  opening(write, endUs);
  const cursors = [0, 1].map((): Cursor => ({ op: 0, closed: new Map() }));
  for (let index = 0; index < operations; index += 1) {
    const atUs = Math.round((index / ratePerSecond) * 1_000_000);
    const gen = index % 10 === 0 ? 0 : 1;
    operation(write, gen, cursors[gen] as Cursor, atUs, index);
    if (index % 500 === 0) lag(write, atUs);
  }
  closing(write, cursors, endUs);
  writeSync(out, lines.length > 0 ? `${lines.join('\n')}\n` : '');
  closeSync(out);
  return count;
}

type Write = (event: HistoryEvent) => void;

function opening(write: Write, endUs: number): void {
  write(sample('run-began', { planDigest: digestOf(benchPlan()) }));
  const lanes = gateways.flatMap((gateway) =>
    symbols.flatMap((symbol) => kinds.map((kind) => ({ gateway, symbol, kind }))),
  );
  const clocks = { clockOffsetUs: 0, clockErrorUs: 0 };
  write(sample('generator', { lanes, ...clocks }));
  write(sample('generator', { gen: 1, id: 'burst', witness: false, lanes: [], ...clocks }));
  const phases = ['warmup', 'baseline', 'steady'] as const;
  for (const [index, phase] of phases.entries()) {
    write(sample('phase', { atUs: Math.round((endUs * index) / 1000), phase }));
  }
}

function operation(write: Write, gen: number, cursor: Cursor, atUs: number, index: number): void {
  const op = cursor.op++;
  const cancels = op % 4 === 3;
  const common = {
    gen,
    op,
    atUs: atUs + 40,
    intendedUs: atUs,
    lane: gen === 0 ? op % 12 : -1,
    account: 1_000 + (op % 7),
    symbol: symbols[op % 2] as string,
    gateway: gateways[op % 2] as string,
  };
  if (cancels) {
    write(sample('sent', { ...common, kind: 'cancel', target: op - 3 }));
    cursor.closed.set(op - 3, index + 1);
  } else {
    const side = op % 2 === 0 ? 'buy' : 'sell';
    const price = side === 'buy' ? 9_990 - (op % 9) : 10_010 + (op % 9);
    write(sample('sent', { ...common, side, price, quantity: 10 + (op % 5), tif: 'gtc' }));
  }
  const quantity = cancels ? 10 + ((op - 3) % 5) : 0;
  const told = { gen, op, atUs: atUs + 1_900, sequence: index + 1, epoch: 1, quantity };
  write(sample('told', { ...told, orderId: `o-${gen}-${op}` }));
}

function lag(write: Write, atUs: number): void {
  const fine = { sent: 50, lagP50Us: 40, lagP99Us: 90, lagMaxUs: 120, loopDelayMaxUs: 300 };
  write(sample('lag', { gen: 0, atUs, fromUs: Math.max(0, atUs - 100_000), ...fine }));
  write(
    sample('service', {
      atUs,
      askedUs: atUs,
      previousUs: atUs,
      service: 'engine-1',
      leader: true,
      epoch: 1,
    }),
  );
}

/** One full read in ascending sequence, from what the cursors remember of each order. */
function closing(write: Write, cursors: readonly Cursor[], endUs: number): void {
  const at = (offsetUs: number) => Math.ceil(endUs) + 10_000 + offsetUs;
  write(sample('phase', { atUs: at(0), phase: 'reconcile' }));
  write(sample('read-began', { atUs: at(1) }));
  const next = [0, 0];
  const total = cursors[0]!.op + cursors[1]!.op;
  let rows = 0;
  for (let index = 0; index < total; index += 1) {
    const gen = index % 10 === 0 ? 0 : 1;
    const op = next[gen] as number;
    next[gen] = op + 1;
    if (op % 4 === 3) continue;
    const side = op % 2 === 0 ? 'buy' : 'sell';
    const price = side === 'buy' ? 9_990 - (op % 9) : 10_010 + (op % 9);
    const closedSequence = cursors[gen]?.closed.get(op);
    write(
      sample('order', {
        gen,
        op,
        orderId: `o-${gen}-${op}`,
        account: 1_000 + (op % 7),
        symbol: symbols[op % 2] as string,
        side,
        price,
        quantity: 10 + (op % 5),
        executed: 0,
        status: closedSequence === undefined ? 'open' : 'cancelled',
        sequence: index + 1,
        epoch: 1,
        ...(closedSequence === undefined ? {} : { closedSequence }),
      }),
    );
    rows += 1;
  }
  write(sample('read-ended', { atUs: at(2), rows, total: rows, asOfSequence: total, epoch: 1 }));
  write(sample('run-ended', { atUs: at(3) }));
}
