import { HttpError, type HttpRequest, type Route } from '../service/http.ts';
import type { Logger } from '../service/logger.ts';

/**
 * Named places between which a crash must lose nothing. An engine that is armed at one kills itself
 * with SIGKILL right after the next time it gets there, for tests of exactly that moment.
 *
 * The route exists only when the engine was started with `CRASH_POINTS=on`, which `venue.ts` does
 * and nobody else should; without it every method below is answered 404 `not-found`. It listens
 * where `/status` does, on the service's own loopback port:
 *
 *   GET    /crash-point                     200 {"steps": […], "armed": null, "reached": {…}}
 *   PUT    /crash-point {"step": "synced"}  200 the same; 400 bad-step names the steps
 *   DELETE /crash-point                     200 the same, with nothing armed
 *
 * `reached` is the position up to which each step was done. The last line of a process that died so
 * is `{"msg": "crash point", "step": "synced", "sequence": 812, "reached": {"logged": 812,
 * "synced": 812, "replicated": 811, "acked": 809, …}}`: the step and those before it were done for
 * 812, those behind it were not.
 */
export const crashSteps = [
  // Of a round of commands: written to the log, on the disk, confirmed by the standby, told to
  // the gateways, told to the market-data feed.
  'logged',
  'synced',
  'replicated',
  'acked',
  'published',
  // Of a snapshot: half of its temporary file is written; it is whole and named; the log before
  // it is gone.
  'snapshot-half-written',
  'snapshot-written',
  'log-truncated',
] as const;

export type CrashStep = (typeof crashSteps)[number];

export type CrashPoint = {
  enabled: boolean;
  armed: CrashStep | null;
  reached: Record<CrashStep, number>;
  logger: Logger | null;
};

export function newCrashPoint(enabled: boolean, logger: Logger): CrashPoint {
  const reached = Object.fromEntries(crashSteps.map((step) => [step, 0]));
  return { enabled, armed: null, reached: reached as CrashPoint['reached'], logger };
}

/** A step is done up to a sequence. The line is there before the signal: it is written at once. */
export function reached(point: CrashPoint, step: CrashStep, sequence: number): void {
  if (!point.enabled || sequence <= point.reached[step]) return;
  point.reached[step] = sequence;
  if (point.armed !== step) return;
  point.logger?.fatal({ step, sequence, reached: point.reached }, 'crash point');
  process.kill(process.pid, 'SIGKILL');
}

export function crashPointRoutes(point: CrashPoint): Route[] {
  if (!point.enabled) return [];
  const path = '/crash-point';
  const answer = () => {
    const { armed, reached } = point;
    return { status: 200, body: { steps: crashSteps, armed, reached } };
  };
  return [
    { method: 'GET', path, handle: answer },
    {
      method: 'PUT',
      path,
      handle(request) {
        point.armed = readStep(request);
        return answer();
      },
    },
    {
      method: 'DELETE',
      path,
      handle() {
        point.armed = null;
        return answer();
      },
    },
  ];
}

function readStep(request: HttpRequest): CrashStep {
  const { step } = (request.body ?? {}) as { step?: unknown };
  const known = crashSteps.find((one) => one === step);
  if (known !== undefined) return known;
  const received = JSON.stringify(step) ?? 'nothing';
  const message = `step: expected one of ${crashSteps.join(', ')}, received ${received}`;
  throw new HttpError(400, 'bad-step', message, 'step');
}
