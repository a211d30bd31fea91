import {
  type Client,
  type ClientReport,
  defineClient,
  type ExecutionReport,
  type GatewayAddress,
  type Operation,
} from 'proofhouse/contract';
import { Pool } from 'undici';
import { z } from 'zod';
import { readBook } from './reference-http/books.ts';
import { readLog, readOrders } from './reference-http/reads.ts';
import { reportQueue } from './reference-http/report-queue.ts';
import { encode, outcomeOfAnswer } from './reference-http/wire.ts';
import { type Line, openLine } from './reference-websocket/line.ts';

/**
 * The reference venue's order entry over one WebSocket a gateway: orders go in, answers come back
 * as messages of their own, and so do the trades of what rests. A lost connection is opened again,
 * and nothing is sent again: what was not answered stays indeterminate. Reads go over HTTP.
 */
export default defineClient({
  summary: 'Orders over a WebSocket, answers and trades as messages of their own; reads over HTTP.',
  options: z.strictObject({}),
  async connect(gateways) {
    return connectTo(gateways);
  },
});

async function connectTo(gateways: readonly GatewayAddress[]): Promise<Client> {
  const unanswered = new Map<number, Unanswered>();
  const queue = reportQueue();
  let last = 0;

  const settle = (correlation: number, settled: Omit<ClientReport, 'correlation'>): void => {
    if (unanswered.delete(correlation)) queue.push({ correlation, ...settled });
  };
  const lines = new Map<string, Line>();
  const pools = new Map<string, Pool>();
  for (const { name, address } of gateways) {
    pools.set(name, new Pool(`http://${address}`, { connections: null }));
    const onMessage = (message: Message): void => {
      const atNs = process.hrtime.bigint();
      if (message.type === 'executed') queue.push(executionOf(message, atNs));
      if (message.type !== 'answer') return;
      const correlation = Number(message.id);
      const asked = unanswered.get(correlation);
      if (asked === undefined) return;
      const answer = { status: message.status, text: JSON.stringify(message.body) };
      settle(correlation, { atNs, ...outcomeOfAnswer(asked.operation, answer) });
    };
    const onLost = (): void => {
      const atNs = process.hrtime.bigint();
      for (const [correlation, { gateway }] of unanswered) {
        if (gateway === name)
          settle(correlation, { atNs, outcome: 'indeterminate', code: 'reset' });
      }
    };
    lines.set(name, openLine(address, { onMessage, onLost }));
  }
  await Promise.all([...lines.values()].map((line) => line.tried));

  return {
    send(gateway, operation) {
      const correlation = ++last;
      unanswered.set(correlation, { gateway, operation });
      const { method, path, body } = encode(operation);
      const head = JSON.stringify({ id: String(correlation), method, path });
      // The body is JSON already.
      const text = `${head.slice(0, -1)},"body":${body}}`;
      if (!knownIn(lines, gateway).send(text)) {
        const atNs = process.hrtime.bigint();
        queueMicrotask(() =>
          settle(correlation, { atNs, outcome: 'not-executed', code: 'refused' }),
        );
      }
      return correlation;
    },
    reports: queue.reports,
    readAll: (gateway, signal) => readOrders(knownIn(pools, gateway), signal),
    readBook: (gateway, symbol, signal) => readBook(knownIn(pools, gateway), symbol, signal),
    readLog: (gateway, signal) => readLog(knownIn(pools, gateway), signal),
    async close() {
      const atNs = process.hrtime.bigint();
      for (const correlation of [...unanswered.keys()]) {
        settle(correlation, { atNs, outcome: 'indeterminate', code: 'closed-at-drain' });
      }
      for (const line of lines.values()) line.close();
      queue.end();
      await Promise.all([...pools.values()].map((pool) => pool.destroy()));
    },
  };
}

interface Unanswered {
  readonly gateway: string;
  readonly operation: Operation;
}

// biome-ignore lint/suspicious/noExplicitAny: what a venue says may be anything.
type Message = any;

function executionOf(message: Message, atNs: bigint): ExecutionReport {
  const { clientOrderId, tradeId, sequence, price, quantity, role } = message;
  const numbers = { sequence: +sequence, price: +price, quantity: +quantity };
  return { clientOrderId, tradeId, ...numbers, maker: role === 'maker', atNs };
}

function knownIn<T>(map: ReadonlyMap<string, T>, gateway: string): T {
  const found = map.get(gateway);
  if (found === undefined) throw new Error(`the client knows no gateway ${gateway}`);
  return found;
}
