import { isCI } from 'std-env';
import { milliseconds } from '#contract/figures.ts';
import { printable } from '#kit/sanitize.ts';
import { type Colour, paint, type TerminalStream } from './layout.ts';

/** What a running run tells its watcher; one line a phase, one a fault. */
export interface ProgressPrinter {
  /** A phase begins; `because` says how the one before ended. */
  phase(name: string, because: string): void;
  fault(text: string): void;
  note(text: string): void;
  /** The running phase is over, and nothing is drawn until another begins. */
  end(because?: string): void;
}

export interface ProgressOptions {
  /** CI systems show terminals as plain text; found by the environment unless given. */
  readonly ci?: boolean;
  /** Without a terminal one line in this time says that the run lives. */
  readonly heartbeatMs?: number;
}

const redrawMs = 500;
const heartbeatMs = 30_000;
const eraseLine = '\r\u001b[2K';
const nameWidth = 10;

interface State {
  readonly stream: TerminalStream;
  readonly live: boolean;
  readonly everyMs: number;
  timer: NodeJS.Timeout | undefined;
  name: string | undefined;
  sinceMs: number;
}

/**
 * Prints a run's phases and faults as they come, to stderr. On a terminal the running phase is
 * redrawn in place; elsewhere there are only whole lines, and a sign of life each 30 s.
 */
export function createProgress(
  stream: TerminalStream,
  options: ProgressOptions = {},
): ProgressPrinter {
  const live = stream.isTTY === true && process.env.TERM !== 'dumb' && !(options.ci ?? isCI);
  const everyMs = live ? redrawMs : (options.heartbeatMs ?? heartbeatMs);
  const state: State = { stream, live, everyMs, timer: undefined, name: undefined, sinceMs: 0 };
  return {
    phase(name, because) {
      finish(state, because);
      begin(state, name);
    },
    fault: (text) => line(state, `${label(state, 'yellow', 'fault')} ${printable(text)}`),
    note: (text) => line(state, `${label(state, 'dim', 'note')} ${printable(text)}`),
    end: (because = '') => finish(state, because),
  };
}

function begin(state: State, name: string): void {
  state.name = printable(name);
  state.sinceMs = performance.now();
  state.timer = setInterval(() => (state.live ? draw(state) : stillAlive(state)), state.everyMs);
  // Watching a run must never keep its process alive.
  state.timer.unref();
  draw(state);
}

function finish(state: State, because: string): void {
  clearInterval(state.timer);
  if (state.name === undefined) return;
  const head = `${state.name.padEnd(nameWidth)} ${elapsed(state).padStart(7)}`;
  state.name = undefined;
  line(state, `${head}  ${printable(because)}`.trimEnd());
}

function line(state: State, text: string): void {
  state.stream.write(`${state.live ? eraseLine : ''}${text}\n`);
  draw(state);
}

function draw(state: State): void {
  if (!state.live || state.name === undefined) return;
  const text = `${state.name.padEnd(nameWidth)} ${elapsed(state).padStart(7)}  …`;
  state.stream.write(`${eraseLine}${paint(state.stream, 'dim', text)}`);
}

function stillAlive(state: State): void {
  if (state.name === undefined) return;
  state.stream.write(
    `${state.name.padEnd(nameWidth)} ${elapsed(state).padStart(7)}  still running\n`,
  );
}

function elapsed(state: State): string {
  const ms = performance.now() - state.sinceMs;
  return ms < 119_500 ? `${(ms / 1000).toFixed(1)} s` : milliseconds(ms);
}

function label(state: State, colour: Colour, text: string): string {
  return paint(state.stream, colour, text.padEnd(nameWidth));
}
