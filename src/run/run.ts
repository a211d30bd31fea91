import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { driveFolds } from '#contract/fold.ts';
import { type HistoryEvent, historySchema } from '#contract/history.ts';
import type { Verdict } from '#contract/run.ts';
import type { Environment } from '#contract/runtime.ts';
import { createServiceFold, type ServiceFold } from '#contract/service/service.ts';
import { canonicalJson } from '#kit/canonical.ts';
import { bootId, type RunClock, runClock } from '#kit/clock.ts';
import { messageOf } from '#kit/errors.ts';
import { within } from '#kit/within.ts';
import { createBudget } from './budget.ts';
import type { RunRequest, RunState, StopReason } from './context.ts';
import { enrolRun } from './enrolment.ts';
import { type Guardian, startGuardian } from './guardian/guardian.ts';
import { openHistory } from './history-writer.ts';
import { type Journal, openFaults, openJournal, readJournal } from './journal.ts';
import { longestRunMs } from './longest.ts';
import { trackMoments } from './moments.ts';
import { startObservers } from './observers.ts';
import { type LoadUnderControl, loadUnderControl, tradeThroughPhases } from './phases.ts';
import { stopConditions } from './stop.ts';
import { watchOver } from './watch.ts';

export interface RunOutcome {
  readonly verdict: Verdict;
  readonly durationMs: number;
  /** What the run started and is still there, by name, with the command that removes it. */
  readonly residues: readonly string[];
  /**
   * What could not be kept on disk, one sentence each: the verdict stands, its evidence does not.
   */
  readonly unwritten: readonly string[];
  /** True if the venue was left up, as it was asked for. */
  readonly kept: boolean;
}

/** After a stop the faults heal, each in bounded time; what is not over by then hangs. */
const stopGraceMs = 90_000;
const upGraceMs = 15_000;
const lookEveryMs = 100;
const endMaxMs = 15_000;

/**
 * One run of a plan, from an empty folder to a judged history and a venue that is gone. What the
 * venue or the machine does is written down and judged; it throws only if that cannot be written.
 */
export async function executeRun(request: RunRequest): Promise<RunOutcome> {
  const { plan, runId, runFolder } = request;
  mkdirSync(runFolder, { recursive: true });
  writeFileSync(path.join(runFolder, 'plan.json'), `${canonicalJson(plan)}\n`);
  const clock = runClock();
  const stop = new AbortController();
  const handOn = () => stop.abort(request.stop.reason);
  if (request.stop.aborted) handOn();
  else request.stop.addEventListener('abort', handOn);
  const recording = startRecording(request, clock, stop);
  const end = (reason: StopReason) => stop.abort(reason);
  const fail = (part: string) => (because: string) => {
    recording.record({ type: 'harness', atUs: clock.nowUs(), part, event: 'failed', because });
    request.progress.note(`${part} failed: ${because}`);
    end({ by: 'harness', breach: false, because });
  };
  const longestMs = plan.limits?.runTimeMs ?? longestRunMs(plan.phases);
  using _watch = watchOver({ runId, longestMs }, end, fail('run'));
  const enrolled = enrolRun(runId, runFolder);
  const journal = openJournal(runFolder, runId);
  const { epilogue } = request;
  const onLost = fail('guardian');
  const guardian = await startGuardian({ runId, runFolder, onLost, ...(epilogue && { epilogue }) });
  enrolled.guardedBy(guardian);
  const load = loadUnderControl();
  const up: { environment?: Environment } = {};
  const unwritten: string[] = [];
  let verdict: Verdict;
  let kept: Environment | undefined;
  try {
    const parts = { request, clock, stop, recording, journal, guardian, load, up };
    verdict = await tradeAndJudge(parts, unwritten);
  } finally {
    await giveUpAfter('the end of the load', endMaxMs, request, () => load.end());
    kept = mayKeep(request, stop.signal) ? up.environment : undefined;
    const dispose = async () => up.environment?.[Symbol.asyncDispose]();
    if (kept === undefined) {
      await giveUpAfter('the end of the venue', endMaxMs, request, dispose);
    } else kept.leaveUp();
    request.stop.removeEventListener('abort', handOn);
    journal.close();
    if (kept === undefined) await enrolled.sweep(request.progress);
    else enrolled.keep();
    await guardian.finish();
  }
  return {
    verdict,
    durationMs: clock.nowUs() / 1000,
    residues: enrolled.left(),
    unwritten,
    kept: kept !== undefined,
  };
}

/** A venue with a fault still in it, or that was to be stopped, is never left to itself. */
function mayKeep({ keep, runFolder }: RunRequest, stop: AbortSignal): boolean {
  return keep === true && !stop.aborted && openFaults(readJournal(runFolder)).length === 0;
}

interface RunParts {
  readonly request: RunRequest;
  readonly clock: RunClock;
  readonly stop: AbortController;
  readonly recording: ReturnType<typeof startRecording>;
  readonly journal: Journal;
  readonly guardian: Guardian;
  readonly load: LoadUnderControl;
  /** Filled as soon as the venue is up, so that whoever ends the run can end it. */
  readonly up: { environment?: Environment };
}

async function tradeAndJudge(parts: RunParts, unwritten: string[]): Promise<Verdict> {
  const { request, clock, stop, recording } = parts;
  const { plan, runFolder } = request;
  const { record } = recording;
  try {
    record({ type: 'phase', atUs: clock.nowUs(), phase: 'up' });
    request.progress.phase('up', '');
    await unlessHanging(stop.signal, () => bringUpAndTrade(parts));
  } catch (thrown) {
    noteFailure(thrown, stop.signal, record, clock.nowUs());
  }
  const historyFile = recording.finish();
  request.progress.phase('judge', '');
  const verdict = await request.judge(plan, historyFile);
  try {
    writeFileSync(path.join(runFolder, 'verdict.json'), `${canonicalJson(verdict)}\n`);
  } catch (thrown) {
    unwritten.push(`verdict.json could not be written: ${messageOf(thrown)}`);
  }
  return verdict;
}

async function bringUpAndTrade(parts: RunParts): Promise<void> {
  const { request, clock, stop, recording, journal, guardian, load, up } = parts;
  const { plan, runId } = request;
  const { record, moments, service } = recording;
  const upMaxMs = plan.phases.upMaxMs + upGraceMs;
  const bring = () => bringUp(request, clock.nowUs, record);
  const environment = await within('the start of the venue', upMaxMs, bring);
  up.environment = environment;
  const budget = createBudget(plan, environment, runId);
  const common = { request, plan, clock, record, moments, journal, guardian, environment, budget };
  await trade({ ...common, load: load.control, stop: stop.signal }, service, load);
}

/** Rejects when the act is not over long after it was told to stop: what hangs is left behind. */
async function unlessHanging(stop: AbortSignal, act: () => Promise<void>): Promise<void> {
  const hanging = Promise.withResolvers<never>();
  let timer: NodeJS.Timeout | undefined;
  const begin = () => {
    const late = new Error(`the run did not end within ${stopGraceMs} ms of being stopped`);
    timer = setTimeout(() => hanging.reject(late), stopGraceMs);
  };
  if (stop.aborted) begin();
  else stop.addEventListener('abort', begin, { once: true });
  try {
    await Promise.race([act(), hanging.promise]);
  } finally {
    stop.removeEventListener('abort', begin);
    clearTimeout(timer);
  }
}

/** Ending must end: what hangs or throws here is told, and the sweep takes what it left. */
async function giveUpAfter(
  what: string,
  ms: number,
  { progress }: RunRequest,
  act: () => Promise<void> | undefined,
): Promise<void> {
  await within(what, ms, async () => act()).catch((thrown: unknown) => {
    progress.note(`${what} failed: ${messageOf(thrown)}`);
  });
}

/** The history and the folds that learn from it while it is written. */
function startRecording(request: RunRequest, clock: RunClock, stop: AbortController) {
  const { plan, runId, runFolder, planDigest } = request;
  const end = (reason: StopReason) => stop.abort(reason);
  let unwritable: Error | undefined;
  const history = openHistory(runFolder, (error) => {
    unwritable = error;
    end({ by: 'condition', breach: false, because: error.message });
  });
  const moments = trackMoments(clock.nowUs);
  const service = createServiceFold(plan);
  const conditions = stopConditions(plan, request.plugins.checks, service, clock, end);
  const deliver = driveFolds([moments, service, conditions]);
  const looking = setInterval(conditions.look, lookEveryMs);
  looking.unref();
  let crashed = false;
  const record = (event: HistoryEvent) => {
    history.write(event);
    try {
      if (!crashed) deliver(event);
    } catch (thrown) {
      // A check that watches for a stop condition is a plugin: it must keep nobody from healing.
      crashed = true;
      const because = `watching for stop conditions failed: ${messageOf(thrown)}`;
      const failed = { type: 'harness', part: 'run', event: 'failed', because } as const;
      history.write({ ...failed, atUs: clock.nowUs() });
      end({ by: 'harness', breach: false, because });
    }
  };
  const began = { wallMs: Date.now(), bootId: bootId() };
  record({ type: 'run-began', atUs: 0, schema: historySchema, run: runId, planDigest, ...began });
  stop.signal.addEventListener('abort', () => {
    record({ type: 'stop', atUs: clock.nowUs(), ...(stop.signal.reason as StopReason) });
  });
  return {
    record,
    moments,
    service,
    /** Closes the history and returns its file; throws if not all of it could be written. */
    finish(): string {
      clearInterval(looking);
      record({ type: 'run-ended', atUs: clock.nowUs() });
      history.close();
      if (unwritable !== undefined) throw unwritable;
      return history.file;
    },
  };
}

async function trade(state: RunState, service: ServiceFold, load: LoadUnderControl): Promise<void> {
  const observers = startObservers(state);
  try {
    await tradeThroughPhases(state, service, load);
  } finally {
    await observers.stop();
  }
}

async function bringUp(
  request: RunRequest,
  nowUs: () => number,
  record: (event: HistoryEvent) => void,
): Promise<Environment> {
  const { plan, plugins, runId, runFolder } = request;
  const topology = plugins.venue.topology(plan.venue.options, plan.venue.defects);
  return plugins.runtime.up({
    runId,
    runFolder,
    topology,
    venue: plugins.venue,
    prepare: plugins.runtime.capabilities.filter((capability) =>
      plan.faults.some((fault) => plugins.faults.get(fault.kind)?.needs.includes(capability)),
    ),
    upTimeoutMs: plan.phases.upMaxMs,
    onLifecycle: (notice) => record({ type: 'lifecycle', atUs: nowUs(), ...notice }),
  });
}

/**
 * A stop was written when it came; anything else is a failure of the harness or of the venue's
 * start.
 */
function noteFailure(
  thrown: unknown,
  stop: AbortSignal,
  record: (event: HistoryEvent) => void,
  atUs: number,
): void {
  if (stop.aborted && thrown === stop.reason) return;
  record({ type: 'harness', atUs, part: 'run', event: 'failed', because: messageOf(thrown) });
}
