import { isCI } from 'std-env';
import { milliseconds } from '#contract/figures.ts';
import { printable } from '#kit/sanitize.ts';
import { paint, type TerminalStream } from './layout.ts';

/** What a running run tells its watcher; one line a phase, one a fault. */
export interface ProgressPrinter {
  /** A phase begins; `because` says how the one before ended. */
  phase(name: string, because: string): void;
  fault(text: string): void;
  note(text: string): void;
  /** The last phase is over; nothing is printed after it. */
  end(because?: string): void;
}

/** Redraws the running phase on a terminal. */
const redrawMs = 500;
/** CI systems end jobs that stay silent; without a terminal one line in this time says it lives. */
const heartbeatMs = 30_000;
const eraseLine = '\r\u001b[2K';

interface State {
  readonly stream: TerminalStream;
  readonly live: boolean;
  name: string | undefined;
  sinceMs: number;
}

/**
 * Prints a run's phases and faults as they come, to stderr. On a terminal the running phase is
 * redrawn in place; elsewhere there are only whole lines, and in CI a sign of life each 30 s.
 */
export function createProgress(
  stream: TerminalStream,
  options: { readonly ci?: boolean; readonly heartbeatMs?: number } = {},
): ProgressPrinter {
  const live = stream.isTTY === true && process.env.TERM !== 'dumb' && !(options.ci ?? isCI);
  const state: State = { stream, live, name: undefined, sinceMs: performance.now() };
  const beat = (options.ci ?? isCI) && !live;
  const everyMs = live ? redrawMs : (options.heartbeatMs ?? heartbeatMs);
  const timer =
    live || beat ? setInterval(() => (live ? draw(state) : stillAlive(state)), everyMs) : undefined;
  timer?.unref();
  return {
    phase(name, because) {
      finish(state, because);
      state.name = printable(name);
      state.sinceMs = performance.now();
      draw(state);
    },
    fault: (text) =>
      line(state, `${paint(state.stream, 'yellow', 'fault'.padEnd(10))} ${printable(text)}`),
    note: (text) =>
      line(state, `${paint(state.stream, 'dim', 'note'.padEnd(10))} ${printable(text)}`),
    end(because = '') {
      clearInterval(timer);
      finish(state, because);
    },
  };
}

function finish(state: State, because: string): void {
  if (state.name === undefined) return;
  const head = `${state.name.padEnd(10)} ${elapsed(state).padStart(7)}`;
  state.name = undefined;
  line(state, `${head}  ${printable(because)}`.trimEnd());
}

function line(state: State, text: string): void {
  state.stream.write(`${state.live ? eraseLine : ''}${text}\n`);
  draw(state);
}

function draw(state: State): void {
  if (!state.live || state.name === undefined) return;
  const text = `${state.name.padEnd(10)} ${elapsed(state).padStart(7)}  …`;
  state.stream.write(`${eraseLine}${paint(state.stream, 'dim', text)}`);
}

function stillAlive(state: State): void {
  if (state.name === undefined) return;
  state.stream.write(`${state.name.padEnd(10)} ${elapsed(state).padStart(7)}  still running\n`);
}

function elapsed(state: State): string {
  const ms = performance.now() - state.sinceMs;
  return ms < 119_500 ? `${(ms / 1000).toFixed(1)} s` : milliseconds(ms);
}
