import type { FaultPlugin, ProbeContext, Reading, Step } from '#contract/fault.ts';
import type { FaultEvent, FaultState } from '#contract/history.ts';
import type { PlannedFault } from '#contract/plan.ts';
import type { RunningService } from '#contract/runtime.ts';
import { messageOf } from '#kit/errors.ts';
import type { RunState } from './context.ts';
import { awaitTargets, resolveTargets } from './targets.ts';

const targetsWithinMs = 1_000;
const effectWithinMs = 3_000;
const healWithinMs = 10_000;
const probeEveryMs = 2;
const probeTimeoutMs = 1_000;

/** Moments a fault waits for, given by the run. */
export interface FaultGates {
  /** Aborted when a fault whose moment has not come will not be injected any more. */
  readonly expired: AbortSignal;
  /** Resolves when faults without an `until` are to be healed. */
  readonly phaseOver: Promise<void>;
  /** Told when the fault is armed, and when it is done with. */
  readonly onArmed: () => void;
}

/** One fault from its moment to its verified heal. Never throws: what went wrong is recorded. */
export async function runFault(
  fault: PlannedFault,
  state: RunState,
  gates: FaultGates,
): Promise<void> {
  const plugin = state.request.plugins.faults.get(fault.kind);
  if (plugin === undefined) throw new Error(`no fault plugin ${fault.kind} was loaded`);
  const say = teller(fault, state);
  say('planned', {});
  try {
    await state.moments.reach(fault.at, AbortSignal.any([state.stop, gates.expired]));
  } catch {
    return;
  }
  gates.onArmed();
  let targets: readonly RunningService[];
  try {
    targets = await findTargets(fault, plugin, state);
  } catch (thrown) {
    say('failed', { because: `no target: ${messageOf(thrown)}` });
    return;
  }
  await inject(fault, plugin, targets, state, gates, say);
}

type Say = (next: FaultState, more: Pick<FaultEvent, 'targets' | 'because'>) => void;

function teller(fault: PlannedFault, state: RunState): Say {
  return (next, more) => {
    const event = { type: 'fault', fault: fault.id, kind: fault.kind, state: next } as const;
    state.record({ ...event, atUs: state.clock.nowUs(), ...more });
    const because = more.because === undefined ? {} : { because: more.because };
    state.journal.write({ fault: fault.id, state: next, ...because });
    if (next === 'planned') return;
    const whom = more.targets?.map((target) => `${target.service} (${target.identity})`).join(', ');
    const text = [fault.id, next, whom, more.because].filter(Boolean).join('  ');
    state.request.progress.fault(text);
  };
}

async function findTargets(
  fault: PlannedFault,
  plugin: FaultPlugin,
  state: RunState,
): Promise<readonly RunningService[]> {
  if (plugin.targets === 'load') return [];
  if (plugin.targets === 'all' || fault.target === undefined) return state.environment.services();
  return awaitTargets(fault.target, state.environment, targetsWithinMs);
}

async function inject(
  fault: PlannedFault,
  plugin: FaultPlugin,
  targets: readonly RunningService[],
  state: RunState,
  gates: FaultGates,
  say: Say,
): Promise<void> {
  const base = { targets, environment: state.environment, options: fault.options };
  const before = await plugin.remember?.({ ...base, signal: AbortSignal.timeout(probeTimeoutMs) });
  const context = { ...base, before };
  const steps = plugin.steps(targets, fault.options);
  const named = targets.map((target) => ({
    service: target.name,
    identity: `pid ${target.process?.pid} start ${target.process?.startTicks}`,
  }));
  // Written ahead, then armed and confirmed by the guardian: only then may anything be done.
  state.journal.write({ fault: fault.id, state: 'arming', steps, ttlMs: fault.ttlMs });
  say('arming', { targets: named });
  try {
    await state.guardian.arm(fault.id, steps, fault.ttlMs);
    await assertSameTargets(fault, plugin, targets, state);
  } catch (thrown) {
    say('failed', { because: messageOf(thrown) });
    await state.guardian.disarm(fault.id).catch(() => {});
    return;
  }
  // The journal's own fsync stands before the command: the stamp is the last thing before apply.
  state.journal.write({ fault: fault.id, state: 'active' });
  const commandUs = state.clock.nowUs();
  const event = { type: 'fault', fault: fault.id, kind: fault.kind, state: 'active' } as const;
  state.record({ ...event, atUs: commandUs, targets: named });
  const applied = applyAll(steps, state);
  const bites = probe(fault, 'effect', plugin, context, state, effectWithinMs);
  const failure = await applied;
  if (failure !== undefined) say('failed', { because: `apply failed: ${failure}` });
  const took = await bites;
  const text = took === undefined ? 'no effect seen' : `confirmed: ${took}`;
  state.request.progress.fault(`${fault.id}  ${text}`);
  if (took !== undefined && failure === undefined) await healMoment(fault, state, gates);
  await heal(fault, plugin, context, steps, state, say, took !== undefined);
}

/** A target that is no longer what the selector asked for would make the fault another one. */
async function assertSameTargets(
  fault: PlannedFault,
  plugin: FaultPlugin,
  targets: readonly RunningService[],
  state: RunState,
): Promise<void> {
  if (plugin.targets !== 'one' || fault.target === undefined) return;
  const now = await resolveTargets(fault.target, state.environment);
  const same = now.every(
    (service, index) =>
      service.name === targets[index]?.name &&
      service.process?.startTicks === targets[index]?.process?.startTicks,
  );
  if (!same) throw new Error(`mismatch: it is ${now.map((one) => one.name).join(', ')} by now`);
}

async function applyAll(steps: readonly Step[], state: RunState): Promise<string | undefined> {
  try {
    for (const step of steps) {
      if (state.guardian.lost()) throw new Error('the guardian is gone');
      await injectorOf(step, state).apply(step, worldOf(state));
    }
    return undefined;
  } catch (thrown) {
    return messageOf(thrown);
  }
}

async function healMoment(fault: PlannedFault, state: RunState, gates: FaultGates): Promise<void> {
  const stopped = new Promise<void>((resolve) => {
    if (state.stop.aborted) resolve();
    else state.stop.addEventListener('abort', () => resolve(), { once: true });
  });
  const due = fault.until
    ? state.moments.reach(fault.until, state.stop).catch(() => {})
    : gates.phaseOver;
  await Promise.race([due, stopped]);
}

async function heal(
  fault: PlannedFault,
  plugin: FaultPlugin,
  context: Omit<ProbeContext, 'signal'>,
  steps: readonly Step[],
  state: RunState,
  say: Say,
  bitten: boolean,
): Promise<void> {
  say('healing', {});
  try {
    for (const step of [...steps].reverse()) {
      await injectorOf(step, state).revert(step, worldOf(state));
    }
  } catch (thrown) {
    say('failed', { because: `heal failed: ${messageOf(thrown)}` });
    return;
  }
  say('healed', {});
  if (!bitten) {
    // Undone all the same, but there is nothing whose end could be seen.
    await state.guardian.disarm(fault.id).catch(() => {});
    return;
  }
  const saw = await probe(fault, 'heal', plugin, context, state, healWithinMs);
  if (saw === undefined) {
    say('failed', { because: `the heal was not seen within ${healWithinMs} ms` });
    return;
  }
  say('verified', { because: saw });
  await state.guardian.disarm(fault.id).catch(() => {});
}

/** Reads the world until the probe holds; resolves to what it saw, or undefined when time is up. */
export async function probe(
  fault: PlannedFault,
  about: 'effect' | 'heal',
  plugin: FaultPlugin,
  context: Omit<ProbeContext, 'signal'>,
  state: Pick<RunState, 'clock' | 'record'>,
  withinMs: number,
): Promise<string | undefined> {
  const deadline = performance.now() + withinMs;
  let written: boolean | null | undefined;
  let pending: (() => void) | undefined;
  for (;;) {
    const startedUs = state.clock.nowUs();
    const signal = AbortSignal.timeout(probeTimeoutMs);
    const read = about === 'effect' ? plugin.effect : plugin.healed;
    const reading: Reading = await read({ ...context, signal }).catch((thrown: unknown) => ({
      holds: null,
      saw: `the probe failed: ${messageOf(thrown)}`,
    }));
    const atUs = state.clock.nowUs();
    const event = { type: 'probe', atUs, startedUs, fault: fault.id, about, ...reading } as const;
    if (reading.holds) {
      // The last negative reading bounds the effect from below: it belongs into the history too.
      pending?.();
      state.record(event);
      return reading.saw;
    }
    if (reading.holds === written) pending = () => state.record(event);
    else {
      pending?.();
      pending = undefined;
      state.record(event);
      written = reading.holds;
    }
    if (performance.now() > deadline) {
      pending?.();
      return undefined;
    }
    await new Promise((resolve) => setTimeout(resolve, probeEveryMs));
  }
}

function injectorOf(step: Step, state: RunState) {
  const injector = state.request.plugins.injectors.get(step.injector);
  if (injector === undefined) throw new Error(`there is no injector "${step.injector}"`);
  return injector;
}

function worldOf(state: RunState) {
  const { environment, load } = state;
  return { environment, load, runFolder: state.request.runFolder };
}
