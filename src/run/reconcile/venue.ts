import type { Client, GatewayAddress } from '#contract/client.ts';
import { messageOf } from '#kit/errors.ts';
import type { RunState } from '../context.ts';
import { placeBarriers } from './barrier.ts';
import { readBooks } from './books.ts';
import { readLogThrough } from './log.ts';
import { type Reconciling, readGateway } from './read.ts';

const barrierMaxMs = 5_000;
const attemptsMax = 5;
const retryMs = 200;

/**
 * Reads what the venue has kept: barrier orders, every order through every gateway, the leader's
 * log, and every order once more after the whole venue was killed and started from its disks. `gen`
 * is the number that the barrier orders get. Never throws for what the venue does, and ends in
 * time.
 */
export async function reconcileVenue(state: RunState, gen: number): Promise<void> {
  const { plan, clock, environment, request } = state;
  const { reconcileMaxMs } = plan.phases;
  const deadlineMs = performance.now() + reconcileMaxMs;
  const signal = AbortSignal.any([state.stop, AbortSignal.timeout(reconcileMaxMs)]);
  const reads = { next: 0 };
  const topology = request.plugins.venue.topology(plan.venue.options, plan.venue.defects);
  const readAll = (reconciling: Reconciling, what: Stage) =>
    readGateways(reconciling, what, reads, topology.symbols, state);
  const barrier = await withClient(state, environment.gateways(), signal, async (reconciling) => {
    const reached = await placeBarriers(reconciling, {
      gen,
      gateways: environment.gateways().map(({ name }) => name),
      symbols: topology.symbols,
      originNs: clock.originNs,
      timeoutMs: Math.min(barrierMaxMs, reconcileMaxMs / 3),
    });
    await readAll(reconciling, { stage: 'live', barrier: reached });
    return reached;
  });
  await readLeadersLog(state, signal);
  const cold = await restart(state, signal, deadlineMs);
  if (cold !== undefined) note(state, `cold restart: ${cold}`);
  await withClient(state, environment.gateways(), signal, (reconciling) =>
    readAll(reconciling, { stage: 'cold', barrier }),
  );
}

interface Stage {
  readonly stage: 'live' | 'cold';
  readonly barrier: number | undefined;
}

async function readGateways(
  reconciling: Reconciling,
  what: Stage,
  reads: { next: number },
  symbols: readonly string[],
  state: RunState,
): Promise<void> {
  for (const { name: gateway } of state.environment.gateways()) {
    for (let attempt = 1; attempt <= attemptsMax; attempt++) {
      const read = reads.next++;
      const result = await readGateway(reconciling, { ...what, read, gateway });
      if (result === 'complete') {
        const missing = await readBooks(reconciling, { ...what, read, gateway }, symbols);
        if (missing !== undefined) note(state, missing);
      }
      if (result !== 'failed' || reconciling.signal.aborted) break;
      await new Promise((resolve) => setTimeout(resolve, retryMs));
    }
  }
}

/**
 * The log is asked of the service that says it leads; of several the one with the highest epoch.
 */
async function readLeadersLog(state: RunState, signal: AbortSignal): Promise<void> {
  const { environment } = state;
  const asked = environment.services().map(async ({ name, address }) => {
    const status = await environment.status(name, signal).catch(() => undefined);
    return status?.leader === true ? { name, address, epoch: status.epoch ?? 0 } : undefined;
  });
  const leaders = (await Promise.all(asked)).filter((leader) => leader !== undefined);
  const leader = leaders.sort((one, other) => other.epoch - one.epoch)[0];
  if (leader === undefined) return note(state, 'no service said it leads: its log was not read');
  await withClient(state, [leader], signal, async (reconciling) => {
    try {
      await readLogThrough(reconciling, leader.name);
    } catch (thrown) {
      note(state, `the log of ${leader.name} was not read to its end: ${messageOf(thrown)}`);
    }
  });
}

/** Resolves to why the venue did not come back, if it did not. */
async function restart(
  { environment }: RunState,
  signal: AbortSignal,
  deadlineMs: number,
): Promise<string | undefined> {
  const names = environment.services().map(({ name }) => name);
  try {
    signal.throwIfAborted();
    await environment.killAll();
    await Promise.all(names.map((name) => environment.start(name)));
    const leftMs = Math.max(0, deadlineMs - performance.now());
    await Promise.all(names.map((name) => environment.untilReady(name, leftMs)));
    return undefined;
  } catch (thrown) {
    return messageOf(thrown);
  }
}

async function withClient<T>(
  state: RunState,
  gateways: readonly GatewayAddress[],
  signal: AbortSignal,
  work: (reconciling: Reconciling) => Promise<T>,
): Promise<T> {
  const { request, record, clock } = state;
  const client: Client = await request.plugins.client.connect(gateways, {});
  try {
    return await work({ client, runTag: request.runId, record, nowUs: clock.nowUs, signal });
  } finally {
    await client.close();
  }
}

function note(state: RunState, because: string): void {
  const atUs = state.clock.nowUs();
  state.record({ type: 'harness', atUs, part: 'reconcile', event: 'note', because });
}
