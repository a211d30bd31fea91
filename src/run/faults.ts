import type { FaultPlugin, ProbeContext, Reading, Step } from '#contract/fault.ts';
import type { FaultEvent, FaultState } from '#contract/history.ts';
import type { PlannedFault } from '#contract/plan.ts';
import type { RunningService } from '#contract/runtime.ts';
import { messageOf } from '#kit/errors.ts';
import { within } from '#kit/within.ts';
import type { RunState } from './context.ts';
import { crashPoint } from './crash-point.ts';
import type { JournalEntry } from './journal.ts';
import { killSwitch } from './kill-switch.ts';
import { awaitTargets, resolveTargets } from './targets.ts';

const targetsWithinMs = 1_000;
const effectWithinMs = 3_000;
const healWithinMs = 10_000;
const probeEveryMs = 2;
const probeTimeoutMs = 1_000;
/** Beyond these a plugin hangs: a probe that does not heed its signal, an act, an undoing. */
const probeMaxMs = 5_000;
const applyMaxMs = 15_000;
const revertMaxMs = 5_000;
const revertAttempts = 3;

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
  try {
    const refused = await state.budget.admit(fault, plugin, targets);
    if (refused === undefined) await inject(fault, plugin, targets, state, gates, say);
    else say('failed', { because: refused });
  } catch (thrown) {
    say('failed', { because: messageOf(thrown) });
    state.budget.release(fault.id);
  }
}

type Say = (next: FaultState, more: Pick<FaultEvent, 'targets' | 'because'>) => void;

/**
 * What is said of a fault goes into the history, to whoever watches, and into the journal. A
 * journal that cannot be written any more must keep nobody from healing: only what comes before
 * the act insists on it, and does so itself.
 */
function teller(fault: PlannedFault, state: RunState): Say {
  return (next, more) => {
    const event = { type: 'fault', fault: fault.id, kind: fault.kind, state: next } as const;
    state.record({ ...event, atUs: state.clock.nowUs(), ...more });
    const because = more.because === undefined ? {} : { because: more.because };
    // `arming` and `active` are in the journal already, before anything was done.
    const written = next === 'arming' || next === 'active';
    if (!written) writeIfPossible(state, { fault: fault.id, state: next, ...because });
    if (next === 'planned') return;
    const whom = more.targets?.map((target) => `${target.service} (${target.identity})`).join(', ');
    const text = [fault.id, next, whom, more.because].filter(Boolean).join('  ');
    state.request.progress.fault(text);
  };
}

function writeIfPossible(state: RunState, entry: JournalEntry): void {
  try {
    state.journal.write(entry);
  } catch (thrown) {
    state.request.progress.note(`the journal could not be written: ${messageOf(thrown)}`);
  }
}

async function findTargets(
  fault: PlannedFault,
  plugin: FaultPlugin,
  state: RunState,
): Promise<readonly RunningService[]> {
  if (plugin.targets === 'load') return [];
  if (typeof plugin.targets === 'object') {
    const { role } = plugin.targets;
    return state.environment.services().filter((service) => service.role === role);
  }
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
  const signal = AbortSignal.timeout(probeTimeoutMs);
  const remember = async () => plugin.remember?.({ ...base, signal });
  const before = await within('looking before the fault', probeMaxMs, remember);
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
    crashPoint('armed');
    await assertSameTargets(fault, plugin, targets, state);
    const stopped = killSwitch(state.request.runId);
    if (stopped !== undefined) throw new Error(`the kill switch is on: ${stopped}`);
    state.journal.write({ fault: fault.id, state: 'active' });
  } catch (thrown) {
    say('failed', { because: messageOf(thrown) });
    await withdraw(fault, state);
    return;
  }
  // The journal's own fsync stands before the command: the stamp is the last thing before apply.
  const commandUs = state.clock.nowUs();
  const event = { type: 'fault', fault: fault.id, kind: fault.kind, state: 'active' } as const;
  state.record({ ...event, atUs: commandUs, targets: named });
  const applied = applyAll(steps, state);
  const bites = probe(fault, 'effect', plugin, context, state, effectWithinMs);
  const failure = await applied;
  crashPoint('applied');
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
      const lost = state.guardian.lost();
      if (lost !== undefined) throw new Error(lost);
      const act = () => injectorOf(step, state).apply(step, worldOf(state));
      await within(`apply of ${step.action}`, applyMaxMs, act);
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
  const failures = await revertAll(steps, state);
  if (failures.length > 0) {
    // It stays armed: what is still in at the end of the run is reverted once more, by whoever can.
    say('failed', { because: `heal failed: ${failures.join('; ')}` });
    return;
  }
  crashPoint('reverted');
  say('healed', {});
  // Without an effect it was undone all the same, but there is nothing whose end could be seen.
  if (bitten) {
    const saw = await probe(fault, 'heal', plugin, context, state, healWithinMs);
    if (saw === undefined) {
      say('failed', { because: `the heal was not seen within ${healWithinMs} ms` });
      return;
    }
    say('verified', { because: saw });
  }
  await withdraw(fault, state);
  crashPoint('disarmed');
}

/** The fault is out, or never was in: the guardian forgets it, and the budget is free again. */
async function withdraw(fault: PlannedFault, state: RunState): Promise<void> {
  state.budget.release(fault.id);
  await state.guardian.disarm(fault.id).catch(() => {});
}

/** In reverse order, every step, however the others went; resolves to what failed for good. */
async function revertAll(steps: readonly Step[], state: RunState): Promise<string[]> {
  const failures: string[] = [];
  for (const step of steps.toReversed()) {
    let failure: string | undefined;
    for (let attempt = 1; attempt <= revertAttempts; attempt += 1) {
      const act = () => injectorOf(step, state).revert(step, worldOf(state));
      failure = await within(`revert of ${step.action}`, revertMaxMs, act).then(
        () => undefined,
        messageOf,
      );
      if (failure === undefined) break;
    }
    if (failure !== undefined) failures.push(failure);
  }
  return failures;
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
    const look = () => read({ ...context, signal });
    const reading = await within('the probe', probeMaxMs, look).catch(blind);
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

function blind(thrown: unknown): Reading {
  return { holds: null, saw: `the probe failed: ${messageOf(thrown)}` };
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
