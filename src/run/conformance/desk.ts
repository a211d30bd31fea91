import type { Client, ClientReport, Operation } from '#contract/client.ts';
import { clientOrderId } from '#contract/identifiers.ts';
import { messageOf } from '#kit/errors.ts';

/** An order as it was entered for a trial; its id and account are the desk's. */
export interface Entry {
  readonly symbol: string;
  readonly side: 'buy' | 'sell';
  readonly price: number;
  readonly quantity: number;
  readonly tif: 'gtc' | 'ioc';
}

/** Everything that was sent and what was told of it: what reads are held against. */
export interface Sent {
  readonly op: number;
  readonly gateway: string;
  readonly operation: Operation;
  readonly sentNs: bigint;
  told: ClientReport | undefined;
  /** True if the answer to an earlier delivery is already known. */
  readonly again: boolean;
}

export interface Desk {
  readonly sent: readonly Sent[];
  /** What the client said beside the rules: answers nobody asked for, or a stream that broke. */
  readonly oddities: readonly string[];
  enter(gateway: string, entry: Entry): Promise<Sent>;
  cancel(gateway: string, order: Sent, orderId?: string): Promise<Sent>;
  /** Delivers the same operation once more, through any gateway. */
  again(gateway: string, before: Sent): Promise<Sent>;
  /** Sends without waiting for the answer. */
  begin(gateway: string, entry: Entry): Sent;
  answered(sent: Sent): Promise<Sent>;
  readonly ended: Promise<void>;
}

const account = 1_000;

/** A desk trades through one client; no answer within `boundMs` leaves `told` undefined. */
export function openDesk(client: Client, runTag: string, boundMs: number): Desk {
  const sent: Sent[] = [];
  const oddities: string[] = [];
  const waiting = new Map<number, { readonly one: Sent; readonly heard: () => void }>();
  const promises = new Map<Sent, Promise<void>>();
  const hear = async (): Promise<void> => {
    try {
      for await (const report of client.reports) {
        if (!('correlation' in report)) continue;
        const found = waiting.get(report.correlation);
        if (found === undefined) {
          oddities.push(`it reported correlation ${report.correlation}, which send never returned`);
          continue;
        }
        found.one.told ??= report;
        found.heard();
      }
    } catch (thrown) {
      oddities.push(`its reports broke off: ${messageOf(thrown)}`);
    }
  };
  const ended = hear();
  const deliver = (gateway: string, operation: Operation, op: number, again: boolean): Sent => {
    const sentNs = process.hrtime.bigint();
    const one: Sent = { op, gateway, operation, sentNs, told: undefined, again };
    sent.push(one);
    const { promise, resolve } = Promise.withResolvers<void>();
    promises.set(one, promise);
    waiting.set(client.send(gateway, operation), { one, heard: resolve });
    return one;
  };
  const answered = async (one: Sent): Promise<Sent> => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, boundMs);
    });
    await Promise.race([promises.get(one), late]);
    clearTimeout(timer);
    return one;
  };
  let ops = 0;
  const begin = (gateway: string, entry: Entry): Sent => {
    const op = ops++;
    const id = clientOrderId(runTag, 0, op);
    return deliver(gateway, { kind: 'new', clientOrderId: id, account, ...entry }, op, false);
  };
  return {
    sent,
    oddities,
    ended,
    begin,
    answered,
    enter: (gateway, entry) => answered(begin(gateway, entry)),
    cancel(gateway, order, orderId = order.told?.orderId ?? '') {
      const op = ops++;
      const { symbol } = order.operation;
      const clientRequestId = clientOrderId(runTag, 0, op);
      const operation = { kind: 'cancel', clientRequestId, account, symbol, orderId } as const;
      return answered(deliver(gateway, operation, op, false));
    },
    again: (gateway, before) => answered(deliver(gateway, before.operation, before.op, true)),
  };
}
