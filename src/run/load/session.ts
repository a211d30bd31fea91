import { loadPlugin } from '#catalogue';
import type { Client, ClientPlugin } from '#contract/client.ts';
import type { Flow, GeneratorPlugin } from '#contract/generator.ts';
import type { HistoryEvent } from '#contract/history.ts';
import { runClock } from '#kit/clock.ts';
import { deriveSeed } from '#kit/random.ts';
import { type LagMeter, lagMeter } from './lag.ts';
import type { LoadAnswers, LoadSetup } from './messages.ts';
import { type Operations, trackOperations } from './operations.ts';
import { type Pump, startPump } from './pump.ts';
import { planRedelivery } from './redelivery.ts';

/** One generator trading through one client, inside the load process. */
export interface Session {
  readonly described: LoadAnswers['setup'];
  nowUs(): number;
  /** Places the seeding, then starts the flow. */
  begin(): Promise<LoadAnswers['begin']>;
  stop(): LoadAnswers['stop'];
  /** Waits for late answers at most so long, then gives up on the rest. */
  drain(timeoutMs: number): Promise<LoadAnswers['drain']>;
  deliverTwice(everyNth: number): void;
  /** Sends so many operations in the place of one; a witness does not heed it. */
  multiply(factor: number): LoadAnswers['multiply'];
}

const accountsPerGenerator = 1_000;
const lagWindowMs = 100;
const seedingMaxMs = 10_000;
/** Seeding operations on their way at one time. */
const seedingAtOnce = 16;

export async function startSession(
  setup: LoadSetup,
  record: (event: HistoryEvent) => void,
): Promise<Session> {
  const { gen, gateways, symbols, load } = setup;
  const plugin = await loadPlugin<GeneratorPlugin>('generator', load.generator);
  const clientPlugin = await loadPlugin<ClientPlugin>('client', setup.client.name);
  const names = gateways.map(({ name }) => name);
  const flow = plugin.flow(load.options, {
    gateways: names,
    symbols,
    offers: setup.offers ?? [],
    seed: load.seed,
    firstAccount: (gen + 1) * accountsPerGenerator,
  });
  const client = await clientPlugin.connect(gateways, setup.client.options);
  const clock = runClock(BigInt(setup.originNs));
  const redelivery = planRedelivery(names, deriveSeed(load.seed, 'redelivery'));
  const { runTag } = setup;
  const operations = trackOperations({ gen, runTag, flow, client, redelivery, record, ...clock });
  const listened = listen(client, operations);
  const note = (because: string): void =>
    record({
      type: 'harness',
      atUs: clock.nowUs(),
      part: `generator:${load.id}`,
      event: 'note',
      because,
    });

  let sending: Sending | undefined;
  let copies = 1;
  return {
    described: { lanes: flow.lanes, ratePerSecond: flow.ratePerSecond, witness: plugin.witness },
    nowUs: clock.nowUs,
    async begin() {
      for (const because of flow.notes ?? []) note(because);
      const unplaced = await seed(flow, operations, clock.nowUs);
      if (unplaced > 0) note(`${unplaced} of ${flow.seeding.length} seeding orders not accepted`);
      const beganUs = clock.nowUs();
      const times = () => copies;
      const { nowUs } = clock;
      sending = startSending({ flow, operations, beganUs, nowUs, gen, record, times });
      return { beganUs };
    },
    stop() {
      redelivery.stop();
      sending?.stop();
      return { sent: sending?.sent() ?? 0 };
    },
    async drain(timeoutMs) {
      await within(operations.allAnswered(), timeoutMs);
      const unanswered = operations.unanswered();
      await client.close();
      await listened;
      return { unanswered };
    },
    deliverTwice: redelivery.everyNth,
    multiply(factor) {
      if (!plugin.witness) copies = factor;
      return { heeded: !plugin.witness };
    },
  };
}

async function listen(client: Client, operations: Operations): Promise<void> {
  for await (const report of client.reports) operations.heard(report);
}

/** Resolves to the number of seeding operations that were not accepted in time. */
async function seed(flow: Flow, operations: Operations, nowUs: () => number): Promise<number> {
  let next = 0;
  let accepted = 0;
  const place = async (): Promise<void> => {
    while (next < flow.seeding.length) {
      const op = next++;
      const outcome = operations.outcome(op);
      operations.send(flow.seeding[op] as Flow['seeding'][number], nowUs(), op);
      if ((await outcome) === 'accepted') accepted++;
    }
  };
  const all = Promise.all(Array.from({ length: seedingAtOnce }, place));
  await within(all, seedingMaxMs);
  next = flow.seeding.length;
  return flow.seeding.length - accepted;
}

interface Sending {
  stop(): void;
  sent(): number;
}

interface SendingSetting {
  readonly flow: Flow;
  readonly operations: Operations;
  readonly beganUs: number;
  readonly nowUs: () => number;
  readonly gen: number;
  readonly record: (event: HistoryEvent) => void;
  /** How many operations leave in the place of one. */
  times(): number;
}

function startSending({ flow, operations, ...setting }: SendingSetting): Sending {
  const { beganUs, nowUs, gen, record, times } = setting;
  const lag: LagMeter = lagMeter(nowUs);
  let sent = 0;
  const pump: Pump = startPump({
    dueUs: (index) => beganUs + flow.dueUs(index),
    nowUs,
    send(_index, intendedUs) {
      for (let copy = 0; copy < times(); copy++) {
        const op = flow.seeding.length + sent;
        lag.sent(nowUs() - intendedUs);
        operations.send(flow.intent(sent, op), intendedUs, op);
        sent++;
      }
    },
  });
  const window = (): void => record({ type: 'lag', gen, ...lag.window(pump.overdueUs()) });
  const timer = setInterval(window, lagWindowMs);
  return {
    sent: () => sent,
    stop() {
      pump.stop();
      clearInterval(timer);
      window();
      lag.stop();
    },
  };
}

async function within(work: Promise<unknown>, timeoutMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, timeoutMs);
  });
  await Promise.race([work, limit]);
  clearTimeout(timer);
}
