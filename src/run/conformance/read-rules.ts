import type { OrderRead } from '#contract/history.ts';
import { canonicalJson } from '#kit/canonical.ts';
import { messageOf } from '#kit/errors.ts';
import {
  accepted,
  type CompleteRead,
  gatewaysOf,
  type Rule,
  readAll,
  type Trial,
} from './trial.ts';

const shownMax = 5;

/** What the venue says it has, against what it told. */
export const readRules: readonly Rule[] = [
  {
    id: 'reads-complete',
    says: 'every gateway reads every order once: as many as the total, at or behind what was told',
    async attempt(trial) {
      if (accepted(trial).length === 0) return { unknown: 'nothing was accepted' };
      const wrong: string[] = [];
      for (const gateway of gatewaysOf(trial)) {
        wrong.push(...readProblems(trial, await readAll(trial, gateway)));
      }
      return wrong.slice(0, shownMax);
    },
  },
  {
    id: 'reads-agree',
    says: 'what one gateway reads, every other reads too',
    async attempt(trial) {
      const gateways = gatewaysOf(trial);
      if (gateways.length < 2) return { unknown: 'the venue has one gateway' };
      const reads: CompleteRead[] = [];
      for (const gateway of gateways) reads.push(await readAll(trial, gateway));
      const [first, ...others] = reads.map(({ rows }) => canonicalJson(rows));
      const bad = others.findIndex((text) => text !== first);
      return bad < 0 ? [] : [`${gateways[0]} and ${gateways[bad + 1]} read different orders`];
    },
  },
  {
    id: 'log-tells-all',
    says: 'the command log, where a client reads one, has every accepted operation once',
    attempt: logTellsAll,
  },
];

/** What is wrong with a read, seen by itself and against everything that was told before it. */
export function readProblems(trial: Trial, { gateway, rows, ended }: CompleteRead): string[] {
  const wrong = ended?.complete === true ? [] : [ended?.because ?? 'the read did not end'];
  const byOp = new Map<number, OrderRead>();
  const orderIds = new Set<string>();
  for (const row of rows) {
    if (byOp.has(row.op) && row.op >= 0) wrong.push(`order ${row.op} is there twice`);
    if (orderIds.has(row.orderId)) wrong.push(`the order id ${row.orderId} is there twice`);
    byOp.set(row.op, row);
    orderIds.add(row.orderId);
  }
  for (const { op, operation, told } of trial.desk.sent) {
    if (operation.kind !== 'new' || told === undefined) continue;
    const row = byOp.get(op);
    const { outcome } = told;
    if (outcome === 'accepted' && row === undefined) {
      wrong.push(`the order of sequence ${told.sequence} was told accepted and is not there`);
    } else if (outcome === 'accepted' && row !== undefined) {
      if (row.orderId !== told.orderId || row.sequence !== told.sequence) {
        const read = `${row.orderId} at ${row.sequence}`;
        wrong.push(`told order ${told.orderId} at ${told.sequence}, read as ${read}`);
      }
    } else if (outcome === 'not-executed' && row !== undefined) {
      wrong.push(`an order was told ${outcome} (${told.code}), and is there at ${row.sequence}`);
    } else if (outcome === 'rejected' && row !== undefined && row.status !== 'rejected') {
      wrong.push(`an order was told rejected (${told.code}), and is there as ${row.status}`);
    }
  }
  return wrong.slice(0, shownMax).map((text) => `${gateway}: ${text}`);
}

async function logTellsAll(trial: Trial) {
  const { client, environment, boundMs } = trial;
  if (client.readLog === undefined) return { unknown: 'the client reads no log' };
  const leader = await leaderOf(trial);
  if (leader === undefined) return { unknown: 'no service says that it leads' };
  const found = new Map<string, number>();
  const signal = AbortSignal.timeout(boundMs);
  const reader = await trial.connect([
    { name: leader, address: environment.service(leader).address },
  ]);
  try {
    for await (const row of reader.readLog?.(leader, signal) ?? []) {
      found.set(row.clientId, (found.get(row.clientId) ?? 0) + 1);
    }
  } catch (thrown) {
    if (found.size === 0) return { unknown: `${leader} serves no log: ${messageOf(thrown)}` };
    return [`the log of ${leader} was not read to its end: ${messageOf(thrown)}`];
  } finally {
    await reader.close();
  }
  const told = accepted(trial).filter((one) => !one.again);
  const wrong = told.flatMap(({ operation }) => {
    const id = operation.kind === 'new' ? operation.clientOrderId : operation.clientRequestId;
    const times = found.get(id) ?? 0;
    return times === 1 ? [] : [`${id} was accepted and is in the log ${times} times`];
  });
  return wrong.slice(0, shownMax);
}

async function leaderOf({ environment, venue, boundMs }: Trial): Promise<string | undefined> {
  if (venue.status === undefined) return undefined;
  for (const { name } of environment.services()) {
    const status = await environment.status(name, AbortSignal.timeout(boundMs)).catch(() => null);
    if (status?.leader === true) return name;
  }
  return undefined;
}
