import type { LoadControl } from '#contract/fault.ts';
import type { HistoryEvent, PhaseName } from '#contract/history.ts';
import type { ServiceFold } from '#contract/service/service.ts';
import { messageOf } from '#kit/errors.ts';
import type { RunState } from './context.ts';
import { runFault } from './faults.ts';
import { type LoadProcess, startLoad } from './load/start.ts';
import { sleep } from './moments.ts';
import { reconcileVenue } from './reconcile/venue.ts';

const pollMs = 10;
const drainMs = 3_000;
/** A fault still waiting for its moment is given up this long after nothing else is going on. */
const expiryMs = 300;

export interface LoadUnderControl {
  readonly control: LoadControl;
  readonly processes: LoadProcess[];
  end(): Promise<void>;
}

/** The load processes of a run, as faults may change them. */
export function loadUnderControl(): LoadUnderControl {
  const processes: LoadProcess[] = [];
  let everyNth = 0;
  let factor = 1;
  return {
    processes,
    control: {
      async deliverTwice(next) {
        everyNth = next;
        await Promise.all(processes.map((one) => one.deliverTwice(next)));
      },
      deliversTwice: async () => everyNth > 0,
      async multiply(next) {
        const heeded = await Promise.all(processes.map((one) => one.multiply(next)));
        factor = next;
        return heeded.filter(Boolean).length;
      },
      multiplies: async () => factor > 1,
    },
    async end() {
      await Promise.all(processes.map((one) => one.end()));
    },
  };
}

/**
 * All phases between a venue that is up and one that may go down. Rejects with the stop's reason.
 */
export async function tradeThroughPhases(
  state: RunState,
  service: ServiceFold,
  load: LoadUnderControl,
): Promise<void> {
  const { phases, faults } = state.plan;
  await startLoads(state, load);
  enter('warmup', 'venue ready', state);
  await beginLoads('warmup', state, load);
  const warm = await until((nowUs) => service.p99Stable(nowUs), phases.warmupMaxMs, state);
  enter('baseline', warm.held ? 'p99 stable' : 'limit reached', state, warm.atUs);
  await sleep(phases.baselineMs, state.stop);
  if (faults.length === 0) enter('steady', 'baseline over', state);
  else {
    const atUs = state.clock.nowUs();
    const baseline = service.baseline(atUs);
    if (!baseline.met) return enter('down', `baseline not met: ${baseline.because}`, state, atUs);
    enter('fault', 'baseline met', state, atUs);
    await beginLoads('fault', state, load);
    const back = await breakAndRecover(state, service);
    enter('steady', back.held ? 'all lanes back' : 'limit reached', state, back.atUs);
  }
  await sleep(phases.steadyMs, state.stop);
  enter('reconcile', 'time is up', state);
  await Promise.all(load.processes.map((one) => one.stop()));
  await Promise.all(load.processes.map((one) => one.drain(drainMs)));
  await reconcileVenue(state, load.processes.length);
}

async function startLoads(state: RunState, load: LoadUnderControl): Promise<void> {
  const { plan, environment, request, clock, record } = state;
  const topology = request.plugins.venue.topology(plan.venue.options, plan.venue.defects);
  // What a load leaves out is said where it is read, too.
  const tell = (event: HistoryEvent): void => {
    record(event);
    if (event.type === 'harness' && event.event === 'note') {
      request.progress.note(`${event.part}: ${event.because}`);
    }
  };
  const started = plan.load.map((planned, gen) =>
    startLoad({
      gen,
      load: planned,
      client: { name: plan.venue.client, options: {} },
      gateways: environment.gateways(),
      symbols: topology.symbols,
      offers: plan.venue.offers ?? [],
      runTag: request.runId,
      runId: request.runId,
      originNs: clock.originNs,
      record: tell,
    }),
  );
  for (const settled of await Promise.allSettled(started)) {
    if (settled.status === 'fulfilled') load.processes.push(settled.value);
    else throw new Error(`a load process did not start: ${messageOf(settled.reason)}`);
  }
}

/** Processes stand in the order of the plan's loads. */
async function beginLoads(
  phase: 'warmup' | 'fault',
  { plan }: RunState,
  { processes }: LoadUnderControl,
): Promise<void> {
  const due = processes.filter((_, index) => plan.load[index]?.begins === phase);
  await Promise.all(due.map((one) => one.begin()));
}

/** Injects every fault, heals it, and waits for the venue to be back. */
async function breakAndRecover(state: RunState, service: ServiceFold): Promise<Waited> {
  const { phases, faults } = state.plan;
  const expired = new AbortController();
  const phaseOver = Promise.withResolvers<void>();
  let armed = 0;
  let done = 0;
  state.moments.watchVenue();
  const tasks = faults.map(async (fault) => {
    let counted = false;
    await runFault(fault, state, {
      expired: expired.signal,
      phaseOver: phaseOver.promise,
      onArmed: () => {
        armed += 1;
        counted = true;
      },
    });
    if (counted) done += 1;
  });
  const all = Promise.all(tasks);
  try {
    await sleep(phases.faultMs, state.stop);
    enter('recovery', 'time is up', state);
    phaseOver.resolve();
    const recoveryUs = state.clock.nowUs();
    // Faults anchored to others still come; one whose moment has no cause left is given up.
    while (armed !== done || !(await quiet(state, () => armed === done))) {
      await sleep(pollMs, state.stop);
    }
    expired.abort(new Error('its moment did not come'));
    await all;
    const healedUs = state.clock.nowUs();
    const leftMs = phases.recoveryMaxMs - (healedUs - recoveryUs) / 1000;
    return await until((nowUs) => service.back(nowUs, healedUs).back, leftMs, state);
  } finally {
    // Whatever ended the phase, faults are healed before anything else happens.
    phaseOver.resolve();
    expired.abort(new Error('the run is ending'));
    await all;
  }
}

async function quiet(state: RunState, still: () => boolean): Promise<boolean> {
  if (state.plan.faults.every((fault) => fault.at.after === 'phase')) return still();
  await sleep(expiryMs, state.stop);
  return still();
}

function enter(
  phase: PhaseName,
  because: string,
  state: RunState,
  atUs: number = state.clock.nowUs(),
): void {
  state.record({ type: 'phase', atUs, phase, because });
  state.request.progress.phase(phase, because);
}

/**
 * Whether it came to hold, and the moment it was last asked about, which the judge asks about
 * again.
 */
interface Waited {
  readonly held: boolean;
  readonly atUs: number;
}

async function until(
  holds: (nowUs: number) => boolean,
  withinMs: number,
  state: RunState,
): Promise<Waited> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const atUs = state.clock.nowUs();
    const held = holds(atUs);
    if (held || performance.now() > deadline) return { held, atUs };
    await sleep(pollMs, state.stop);
  }
}
