import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { driveFolds } from '#contract/fold.ts';
import { type HistoryEvent, historySchema } from '#contract/history.ts';
import { processesOf } from '#contract/process-table.ts';
import type { Verdict } from '#contract/run.ts';
import type { Environment } from '#contract/runtime.ts';
import { createServiceFold, type ServiceFold } from '#contract/service/service.ts';
import { canonicalJson } from '#kit/canonical.ts';
import { bootId, type RunClock, runClock } from '#kit/clock.ts';
import { messageOf } from '#kit/errors.ts';
import type { RunRequest, RunState, StopReason } from './context.ts';
import { startGuardian } from './guardian/guardian.ts';
import { openHistory } from './history-writer.ts';
import { openJournal } from './journal.ts';
import { trackMoments } from './moments.ts';
import { startObservers } from './observers.ts';
import { type LoadUnderControl, loadUnderControl, tradeThroughPhases } from './phases.ts';
import { stopConditions } from './stop.ts';

export interface RunOutcome {
  readonly verdict: Verdict;
  readonly durationMs: number;
  /** What the run started and is still there, by name. */
  readonly residues: readonly string[];
  /** Set when the run was ended by a signal. */
  readonly stopped: StopReason | undefined;
}

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
  request.stop.addEventListener('abort', () => stop.abort(request.stop.reason));
  const recording = startRecording(request, clock, stop);
  const journal = openJournal(runFolder, runId);
  const guardian = await startGuardian(runId, runFolder);
  const load = loadUnderControl();
  let environment: Environment | undefined;
  let verdict: Verdict;
  try {
    const { record, moments, service } = recording;
    try {
      record({ type: 'phase', atUs: clock.nowUs(), phase: 'up' });
      request.progress.phase('up', '');
      environment = await bringUp(request, clock.nowUs, record);
      const common = { request, plan, clock, record, moments, journal, guardian, environment };
      await trade({ ...common, load: load.control, stop: stop.signal }, service, load);
    } catch (thrown) {
      noteFailure(thrown, stop.signal, record, clock.nowUs());
    }
    const historyFile = recording.finish();
    request.progress.phase('judge', '');
    verdict = await request.judge(plan, historyFile);
    writeFileSync(path.join(runFolder, 'verdict.json'), `${canonicalJson(verdict)}\n`);
  } finally {
    await load.end();
    await environment?.[Symbol.asyncDispose]();
    journal.close();
    await guardian.finish();
  }
  return {
    verdict,
    durationMs: clock.nowUs() / 1000,
    residues: residuesOf(runId),
    stopped: stop.signal.aborted ? (stop.signal.reason as StopReason) : undefined,
  };
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
  const record = (event: HistoryEvent) => {
    history.write(event);
    deliver(event);
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
    diskImages: plan.faults.some((fault) =>
      plugins.faults.get(fault.kind)?.needs.includes('disk-image'),
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

function residuesOf(runId: string): string[] {
  return processesOf(runId).map((one) => `process ${one.pid} of run ${runId} is still alive`);
}
