import type { Client, ClientReport, ExecutionReport, Operation } from '#contract/client.ts';
import type { Flow, Intent } from '#contract/generator.ts';
import type { HistoryEvent, OperationTold } from '#contract/history.ts';
import { clientOrderId, parseClientOrderId } from '#contract/identifiers.ts';
import type { Redelivery } from './redelivery.ts';

/** The operations of one generator: sends them, writes down what left and what was told. */
export interface Operations {
  /** Sends at once and writes it down; returns the operation's number. */
  send(intent: Intent, intendedUs: number, op: number): void;
  heard(report: ClientReport | ExecutionReport): void;
  /** Resolves to the outcome of an operation once somebody told it. */
  outcome(op: number): Promise<OperationTold['outcome']>;
  unanswered(): number;
  /** Resolves when every delivery was answered. */
  allAnswered(): Promise<void>;
}

export interface OperationsSetting {
  readonly gen: number;
  readonly runTag: string;
  readonly flow: Flow;
  readonly client: Client;
  readonly redelivery: Redelivery;
  readonly record: (event: HistoryEvent) => void;
  nowUs(): number;
  toUs(monotonicNs: bigint): number;
}

interface Delivery {
  readonly op: number;
  readonly repeat: boolean;
}

export function trackOperations(setting: OperationsSetting): Operations {
  const { gen, client, flow, redelivery, record } = setting;
  const deliveries = new Map<number, Delivery>();
  const untold = new Set<number>();
  const resting: RestingOrders = new Map();
  const outcomes = new Map<number, (outcome: OperationTold['outcome']) => void>();
  let whenAllAnswered: () => void = () => {};

  const redeliver = (op: number, operation: Operation, gateway: string): void => {
    record({ type: 'redelivered', atUs: setting.nowUs(), gen, op, gateway });
    deliveries.set(client.send(gateway, operation), { op, repeat: true });
  };

  const learn = (op: number, repeat: boolean, report: ClientReport): void => {
    // A second delivery teaches only that the operation is in force.
    if (repeat && report.outcome !== 'accepted') return;
    const order = resting.get(op);
    if (order !== undefined && report.orderId !== undefined) order.orderId = report.orderId;
    if (!untold.delete(op)) return;
    const { outcome, quantity, fills } = report;
    flow.told({
      op,
      outcome,
      ...(quantity === undefined ? {} : { quantity }),
      ...(fills === undefined ? {} : { fills }),
    });
    outcomes.get(op)?.(outcome);
    outcomes.delete(op);
  };

  return {
    send(intent, intendedUs, op) {
      const operation = toOperation(intent, clientOrderId(setting.runTag, gen, op), resting);
      untold.add(op);
      if (intent.kind === 'new' && intent.tif === 'gtc') {
        resting.set(op, { account: intent.account, orderId: undefined });
      }
      const { account } = operation;
      // Stamped before it leaves: no answer can seem older than its question.
      record({ type: 'sent', atUs: setting.nowUs(), gen, op, intendedUs, ...intent, account });
      deliveries.set(client.send(intent.gateway, operation), { op, repeat: false });
      redelivery.consider(intent.gateway, (gateway) => redeliver(op, operation, gateway));
    },
    heard(report) {
      if ('tradeId' in report) return executed(report, setting);
      const delivery = deliveries.get(report.correlation);
      if (delivery === undefined) return;
      deliveries.delete(report.correlation);
      const { correlation: _correlation, atNs, ...told } = report;
      const { op, repeat } = delivery;
      const atUs = setting.toUs(atNs);
      record({ type: 'told', atUs, gen, op, ...told, ...(repeat ? { repeat: true } : {}) });
      learn(op, repeat, report);
      if (deliveries.size === 0) whenAllAnswered();
    },
    outcome: (op) =>
      new Promise((resolve) => {
        outcomes.set(op, resolve);
      }),
    unanswered: () => deliveries.size,
    allAnswered: () =>
      new Promise((resolve) => {
        whenAllAnswered = resolve;
        if (deliveries.size === 0) resolve();
      }),
  };
}

/** Orders that may be changed, by operation number; the id is known once the venue told it. */
type RestingOrders = Map<number, { account: number; orderId: string | undefined }>;

function toOperation(intent: Intent, id: string, resting: RestingOrders): Operation {
  if (intent.kind === 'new') {
    const { lane: _lane, gateway: _gateway, ...order } = intent;
    return { ...order, clientOrderId: id };
  }
  const { symbol } = intent;
  if (intent.kind === 'mass-cancel') {
    return { kind: 'mass-cancel', clientRequestId: id, account: intent.account, symbol };
  }
  const { target } = intent;
  const order = resting.get(target);
  // Without a told order id the venue is asked for an order that it can only call unknown.
  const orderId = order?.orderId ?? `untold-${target}`;
  const change = { clientRequestId: id, account: order?.account ?? 0, symbol, orderId };
  if (intent.kind === 'cancel') return { kind: 'cancel', ...change };
  const { price, quantity } = intent;
  return { kind: 'replace', ...change, price, quantity };
}

function executed(report: ExecutionReport, setting: OperationsSetting): void {
  const { clientOrderId: id, atNs, ...trade } = report;
  const { gen, runTag, record } = setting;
  const op = parseClientOrderId(runTag, id)?.op;
  if (op === undefined) return;
  record({ type: 'executed', atUs: setting.toUs(atNs), gen, op, ...trade });
}
