import type { ClientReport } from '#contract/client.ts';
import { referencePrice } from '#contract/generator.ts';
import type { OperationTold } from '#contract/history.ts';
import { clientOrderId } from '#contract/identifiers.ts';
import { runClock } from '#kit/clock.ts';
import type { Reconciling } from './read.ts';

export interface BarrierRequest {
  /** Number of the generator that the barrier orders are written down under. */
  readonly gen: number;
  readonly gateways: readonly string[];
  readonly symbols: readonly string[];
  readonly originNs: bigint;
  /** Gives up on barriers not accepted by then. */
  readonly timeoutMs: number;
}

/** A buy so far below every ask that it can only rest. */
const order = { side: 'buy', tif: 'gtc', price: referencePrice - 50, quantity: 1 } as const;
const accountsPerGenerator = 1_000;
const answerMs = 1_000;
const retryMs = 50;

/**
 * Places one order per symbol through every gateway, each tried again under a new id until
 * accepted. Resolves to the highest sequence that was told; undefined unless every one was accepted
 * in time.
 */
export async function placeBarriers(
  reconciling: Reconciling,
  request: BarrierRequest,
): Promise<number | undefined> {
  const { record, nowUs } = reconciling;
  const { gen, gateways, symbols, timeoutMs } = request;
  record({
    type: 'generator',
    atUs: nowUs(),
    gen,
    id: 'barrier',
    generator: 'barrier',
    ratePerSecond: 0,
    lanes: [],
    witness: false,
    clockOffsetUs: 0,
    clockErrorUs: 0,
  });
  const signal = AbortSignal.any([reconciling.signal, AbortSignal.timeout(timeoutMs)]);
  const place = barrierPlacer({ ...reconciling, signal }, request);
  const placing = gateways.flatMap((gateway) => symbols.map((symbol) => place(gateway, symbol)));
  const sequences = await Promise.all(placing);
  return sequences.reduce<number | undefined>(
    (highest, sequence) =>
      highest === undefined || sequence === undefined ? undefined : Math.max(highest, sequence),
    0,
  );
}

type Place = (gateway: string, symbol: string) => Promise<number | undefined>;

function barrierPlacer(reconciling: Reconciling, request: BarrierRequest): Place {
  const { client, record, runTag, nowUs, signal } = reconciling;
  const { gen } = request;
  const account = (gen + 1) * accountsPerGenerator;
  const clock = runClock(request.originNs);
  const answers = new Map<number, { op: number; resolve: (told: ClientReport) => void }>();
  let ops = 0;

  const hear = async (): Promise<void> => {
    for await (const report of client.reports) {
      if ('tradeId' in report) continue;
      const answer = answers.get(report.correlation);
      if (answer === undefined) continue;
      const { correlation: _correlation, atNs, ...told } = report;
      const event: OperationTold = {
        type: 'told',
        atUs: clock.toUs(atNs),
        gen,
        op: answer.op,
        ...told,
      };
      record(event);
      answer.resolve(report);
    }
  };
  // Ends with the client; a barrier that nobody answers runs into its own limit.
  hear().catch(() => {});

  const attempt = (gateway: string, symbol: string): Promise<ClientReport> => {
    const op = ops++;
    const sent = { gen, op, lane: -1, kind: 'new', account, symbol, gateway, ...order } as const;
    const atUs = nowUs();
    record({ type: 'sent', atUs, intendedUs: atUs, ...sent });
    const id = clientOrderId(runTag, gen, op);
    return new Promise((resolve) => {
      const correlation = client.send(gateway, {
        kind: 'new',
        clientOrderId: id,
        account,
        symbol,
        ...order,
      });
      answers.set(correlation, { op, resolve });
    });
  };

  return async (gateway, symbol) => {
    while (!signal.aborted) {
      const answer = await within(attempt(gateway, symbol), answerMs, signal);
      if (answer?.outcome === 'accepted' && answer.sequence !== undefined) return answer.sequence;
      await within(new Promise(() => {}), retryMs, signal);
    }
    return undefined;
  };
}

/** Resolves to undefined when the time is over or the signal aborts first. */
async function within<T>(
  work: Promise<T>,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<T | undefined> {
  const over = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => over.resolve(undefined), timeoutMs);
  const abort = (): void => over.resolve(undefined);
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  try {
    return await Promise.race([work, over.promise]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', abort);
  }
}
