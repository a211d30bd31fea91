import {
  type Client,
  type ClientReport,
  defineClient,
  type GatewayAddress,
  type Operation,
} from 'proofhouse/contract';
import { Pool } from 'undici';
import { z } from 'zod';
import { readBook } from './reference-http/books.ts';
import { readLog, readOrders } from './reference-http/reads.ts';
import { reportQueue } from './reference-http/report-queue.ts';
import { type Answer, encode, outcomeOfAnswer, outcomeOfError } from './reference-http/wire.ts';

/** Idle connections are given up before the venue does, so that a reset is never our own doing. */
const idleMs = 60_000;

/**
 * The reference venue's HTTP/JSON wire. undici, because beside node:http it answered 0.1 to 0.2 ms
 * sooner at 200 and 1,000/s for the same CPU time an operation, and says when writing begins.
 */
export default defineClient({
  summary: 'HTTP/JSON with integers as decimal strings, one request an operation.',
  options: z.strictObject({}),
  async connect(gateways) {
    return connectTo(gateways);
  },
});

function connectTo(gateways: readonly GatewayAddress[]): Client {
  const pools = new Map(gateways.map(({ name, address }) => [name, openPool(address)]));
  const unanswered = new Map<number, (answer: Settled) => void>();
  const queue = reportQueue();
  let last = 0;

  const poolOf = (gateway: string): Pool => {
    const pool = pools.get(gateway);
    if (pool === undefined) throw new Error(`the client knows no gateway ${gateway}`);
    return pool;
  };

  return {
    send(gateway, operation) {
      const correlation = ++last;
      unanswered.set(correlation, ({ atNs, ...outcome }) => {
        if (!unanswered.delete(correlation)) return;
        queue.push({ correlation, atNs, ...outcome });
      });
      deliver(poolOf(gateway), operation, (settled) => unanswered.get(correlation)?.(settled));
      return correlation;
    },
    reports: queue.reports,
    readAll: (gateway, signal) => readOrders(poolOf(gateway), signal),
    readBook: (gateway, symbol, signal) => readBook(poolOf(gateway), symbol, signal),
    readLog: (gateway, signal) => readLog(poolOf(gateway), signal),
    async close() {
      const atNs = process.hrtime.bigint();
      for (const settle of [...unanswered.values()]) {
        settle({ atNs, outcome: 'indeterminate', code: 'closed-at-drain' });
      }
      queue.end();
      await Promise.all([...pools.values()].map((pool) => pool.destroy()));
    },
  };
}

type Settled = Omit<ClientReport, 'correlation'>;

/**
 * No limit on connections and no timeout: an open loop waits for nobody, and late answers count.
 */
function openPool(address: string): Pool {
  return new Pool(`http://${address}`, {
    connections: null,
    pipelining: 1,
    connectTimeout: 0,
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveTimeout: idleMs,
    keepAliveMaxTimeout: idleMs,
  });
}

function deliver(pool: Pool, operation: Operation, settle: (settled: Settled) => void): void {
  const answer: Answer = { status: 0, text: '' };
  let begun = false;
  pool.dispatch(encode(operation), {
    onRequestStart(controller) {
      // Writing twice would be a retry inside a measured operation.
      if (begun) controller.abort(new Error('the request would have been written twice'));
      begun = true;
    },
    onResponseStart(_controller, status) {
      answer.status = status;
    },
    onResponseData(_controller, chunk) {
      answer.text += chunk.toString('latin1');
    },
    onResponseEnd() {
      const atNs = process.hrtime.bigint();
      settle({ atNs, ...outcomeOfAnswer(operation, answer) });
    },
    onResponseError(_controller, error) {
      const atNs = process.hrtime.bigint();
      settle({ atNs, ...outcomeOfError(error, begun) });
    },
  });
}
