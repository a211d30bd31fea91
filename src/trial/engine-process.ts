import { type ChildProcess, spawn } from 'node:child_process';
import { messageOf } from '#kit/errors.ts';
import type { Delivery } from '#market/evidence/property.ts';
import { formatLine, parseEvent, parseHello } from '#market/stream/codec.ts';
import type { Command, Hello, StreamEvent } from '#market/stream/schema.ts';
import { groupCpuMs } from './group-cpu.ts';
import type { Answers, EngineFault, EngineFaultKind } from './subject.ts';

/** What an engine may cost before it is a finding. Milliseconds, events and characters. */
export interface EngineLimits {
  readonly startMsMax: number;
  /** Longest silence while a command is unanswered. */
  readonly silenceMsMax: number;
  readonly eventsPerCommandMax: number;
  readonly lineCharactersMax: number;
}

export const engineLimits: EngineLimits = {
  startMsMax: 15_000,
  silenceMsMax: 5_000,
  eventsPerCommandMax: 100_000,
  lineCharactersMax: 64 * 1024 * 1024,
};

/** One engine process in its own process group; it serves streams one after the other. */
export interface EngineProcess {
  /** Resolves to the handshake, or to the reason why there is none. */
  readonly hello: Promise<Hello | EngineFault>;
  /** Pipelined as far as the pipe takes it, unless a delivery is asked for. */
  run(commands: readonly Command[], delivery?: Delivery): Promise<Answers>;
  /** Processor time of the whole group so far, in milliseconds; undefined off Linux. */
  cpuMs(): number | undefined;
  /** Ends the whole process group; resolves when the engine is gone. */
  end(): Promise<void>;
}

interface Wire {
  readonly child: ChildProcess;
  readonly limits: EngineLimits;
  readonly stderr: string[];
  /** Called with each line, or with the fault that ended the conversation. */
  listener: ((line: string | EngineFault) => void) | null;
  readonly waiting: (string | EngineFault)[];
  lines: number;
  /** Commands of earlier conversations: the engine goes on counting, ours begins at 1. */
  answered: number;
}

/** Starts `command` in a shell, as the user would have typed it. */
export function startEngine(command: string, limits: EngineLimits = engineLimits): EngineProcess {
  const child = spawn(command, { shell: true, detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
  const wire: Wire = {
    child,
    limits,
    stderr: [],
    listener: null,
    waiting: [],
    lines: 0,
    answered: 0,
  };
  const gone = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
    child.once('error', () => resolve());
  });
  listen(wire);
  const hello = handshake(wire);
  return {
    hello,
    run: (commands, delivery) => converse(wire, commands, delivery),
    cpuMs: () => (child.pid === undefined ? undefined : groupCpuMs(child.pid)),
    end: async () => {
      endGroup(child);
      await gone;
    },
  };
}

/** SIGKILL to the group: it also ends members that were stopped or that ignore SIGTERM. */
function endGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // The group is already gone, which is what was wanted.
  }
}

function listen(wire: Wire): void {
  const { child, limits } = wire;
  let rest = '';
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.trim() !== '') deliver(wire, line);
    if (rest.length > limits.lineCharactersMax) {
      deliver(wire, fault(wire, 'flood', `a line of more than ${rest.length} characters`));
    }
  });
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    wire.stderr.push(...chunk.split('\n').filter((line) => line.trim() !== ''));
    wire.stderr.splice(0, wire.stderr.length - 10);
  });
  // A dead reader makes writes fail; the exit tells the story.
  child.stdin?.on('error', () => {});
  child.once('error', (thrown) => deliver(wire, fault(wire, 'cannot-start', messageOf(thrown))));
  child.once('close', (code, signal) => {
    const how = signal === null ? `exited with ${code}` : `was ended by ${signal}`;
    deliver(wire, fault(wire, 'died', `the engine ${how}`));
  });
}

function deliver(wire: Wire, item: string | EngineFault): void {
  if (typeof item === 'string') wire.lines += 1;
  if (wire.listener) {
    wire.listener(item);
    return;
  }
  wire.waiting.push(item);
  // Nobody listens between two conversations: an engine that floods there waits for its reader.
  if (wire.waiting.length > wire.limits.eventsPerCommandMax) wire.child.stdout?.pause();
}

function fault(wire: Wire, kind: EngineFaultKind, message: string, seq = 0): EngineFault {
  return { kind, seq, message, stderr: [...wire.stderr] };
}

function attach(wire: Wire, listener: (item: string | EngineFault) => void): void {
  wire.listener = listener;
  wire.child.stdout?.resume();
  for (const item of wire.waiting.splice(0)) wire.listener?.(item);
}

function handshake(wire: Wire): Promise<Hello | EngineFault> {
  return new Promise((resolve) => {
    const finish = (result: Hello | EngineFault): void => {
      clearTimeout(timer);
      wire.listener = null;
      resolve(result);
    };
    const timer = setTimeout(() => {
      const message = `expected a hello line within ${wire.limits.startMsMax} ms, received nothing`;
      finish(fault(wire, 'cannot-start', message));
    }, wire.limits.startMsMax);
    attach(wire, (item) => {
      if (typeof item !== 'string') {
        finish({ ...item, kind: 'cannot-start', message: `${item.message} before its hello` });
        return;
      }
      try {
        finish(parseHello(item));
      } catch (thrown) {
        finish(fault(wire, 'cannot-start', messageOf(thrown)));
      }
    });
  });
}

/** Sends the stream and collects the answers until the last `done` or a fault. */
function converse(
  wire: Wire,
  commands: readonly Command[],
  delivery: Delivery | undefined,
): Promise<Answers> {
  if (commands.length === 0) return Promise.resolve({ events: [], fault: null });
  return new Promise((resolve) => {
    const events: StreamEvent[][] = [];
    let open: StreamEvent[] = [];
    const finish = (found: EngineFault | null): void => {
      clearTimeout(timer);
      wire.listener = found ? () => {} : null;
      wire.answered += events.length;
      if (found && open.length > 0) events.push(open);
      resolve({ events, fault: found });
    };
    const failed = (kind: EngineFaultKind, message: string): void =>
      finish(fault(wire, kind, message, events.length + 1));
    const { silenceMsMax } = wire.limits;
    const timer = setTimeout(() => {
      failed('silent', `expected an answer within ${silenceMsMax} ms, received nothing`);
    }, silenceMsMax);
    const sendMore = delivery && sender(wire.child, commands, delivery);
    attach(wire, (item) => {
      if (typeof item !== 'string') return failed(item.kind, item.message);
      const read = readEvent(item, wire, events.length + 1);
      if ('kind' in read) return failed(read.kind, read.message);
      timer.refresh();
      open.push(read);
      if (open.length > wire.limits.eventsPerCommandMax) {
        return failed('flood', `more than ${open.length - 1} events for one command`);
      }
      if (read.event !== 'done') return;
      events.push(open);
      open = [];
      if (events.length === commands.length) finish(null);
      else sendMore?.(events.length);
    });
    if (sendMore) sendMore(0);
    else void send(wire.child, commands);
  });
}

/** The event, or what is wrong with the line. */
function readEvent(
  line: string,
  { lines, answered }: Wire,
  seq: number,
): StreamEvent | { kind: EngineFaultKind; message: string } {
  try {
    const event = parseEvent(line, lines);
    if (event.seq === answered + seq) return { ...event, seq };
    const message = `expected an event of command ${answered + seq}, received ${line.slice(0, 200)}`;
    return { kind: 'protocol', message };
  } catch (thrown) {
    return { kind: 'garbage', message: messageOf(thrown) };
  }
}

/**
 * Writes in the portions of a delivery: called with the number of commands that are answered so
 * far. A cut line is finished by the next write, when the engine has read and answered what stood
 * before it.
 */
function sender(
  { stdin }: ChildProcess,
  commands: readonly Command[],
  { linesAtOnce, cutsLines }: Delivery,
): (answered: number) => void {
  let sent = 0;
  let rest = '';
  return (answered) => {
    if (answered < sent || !stdin?.writable) return;
    const portion = commands.slice(sent, sent + linesAtOnce);
    sent += portion.length;
    const [first = '', ...lines] = portion.map((command) => `${formatLine(command)}\n`);
    const next = commands[sent];
    const cut = cutsLines && next ? formatLine(next) : '';
    const half = cut.slice(0, cut.length >> 1);
    stdin.write(first.slice(rest.length) + lines.join('') + half);
    rest = half;
  };
}

/** Writes in blocks and waits for the pipe to drain, so that a slow engine costs no memory here. */
async function send(child: ChildProcess, commands: readonly Command[]): Promise<void> {
  const stdin = child.stdin;
  if (!stdin) return;
  const blockSize = 512;
  for (let from = 0; from < commands.length; from += blockSize) {
    if (child.exitCode !== null || stdin.destroyed) return;
    const block = commands.slice(from, from + blockSize).map(formatLine);
    if (stdin.write(`${block.join('\n')}\n`)) continue;
    await new Promise<void>((resolve) => {
      const go = (): void => {
        stdin.off('drain', go).off('close', go);
        resolve();
      };
      stdin.once('drain', go).once('close', go);
    });
  }
}
