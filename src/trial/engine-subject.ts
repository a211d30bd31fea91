import { exitCodes, ProofhouseError } from '#kit/errors.ts';
import type { Delivery } from '#market/evidence/property.ts';
import type { Command, Hello } from '#market/stream/schema.ts';
import {
  type EngineLimits,
  type EngineProcess,
  engineLimits,
  startEngine,
} from './engine-process.ts';
import type { Answers, Subject } from './subject.ts';

/** A process that is emptied between streams by restoring the snapshot of its beginning. */
interface Reused {
  readonly engine: EngineProcess;
  readonly empty: Record<string, unknown>;
}

/**
 * An engine that is a command line. One that offers snapshots serves many streams from one
 * process, emptied in between; another gets a fresh process for each, started while the one before
 * works, because starting is most of the cost. What is found is confirmed on a fresh process.
 */
export async function engineSubject(
  command: string,
  limits: EngineLimits = engineLimits,
): Promise<Subject> {
  const first = startEngine(command, limits);
  const hello = await handshakeOf(first, command);
  let next: EngineProcess | null = first;
  let reused: Reused | null = null;
  let reuses = hello.capabilities.includes('snapshot');

  const runFresh = async (commands: readonly Command[], delivery?: Delivery): Promise<Answers> => {
    const engine = next ?? startEngine(command, limits);
    next = reuses ? null : startEngine(command, limits);
    return await runAndEnd(engine, commands, delivery);
  };

  const run = async (commands: readonly Command[], delivery?: Delivery): Promise<Answers> => {
    if (reuses) reused ??= await prepare(startEngine(command, limits));
    if (!reused) {
      reuses = false;
      return await runFresh(commands, delivery);
    }
    const answers = await runEmptied(reused, commands, delivery);
    if (answers.fault === null) return answers;
    await reused.engine.end();
    reused = null;
    return answers;
  };

  return {
    name: `${hello.engine} ${hello.version}`,
    hello,
    run: (commands) => run(commands),
    deliver: run,
    runFresh: (commands) => runFresh(commands),
    cpuMs: (commands) => cpuMsOf(startEngine(command, limits), commands),
    async close() {
      await Promise.all([next?.end(), reused?.engine.end()]);
      next = null;
    },
  };
}

async function runAndEnd(
  engine: EngineProcess,
  commands: readonly Command[],
  delivery?: Delivery,
): Promise<Answers> {
  try {
    const greeting = await engine.hello;
    if ('kind' in greeting) return { events: [], fault: greeting };
    return await engine.run(commands, delivery);
  } finally {
    await engine.end();
  }
}

async function cpuMsOf(
  engine: EngineProcess,
  commands: readonly Command[],
): Promise<number | undefined> {
  try {
    await engine.hello;
    const before = engine.cpuMs();
    const { fault } = await engine.run(commands);
    const after = engine.cpuMs();
    return fault || before === undefined || after === undefined ? undefined : after - before;
  } finally {
    await engine.end();
  }
}

/** Takes the snapshot of the empty engine; null if there is none to be had. */
async function prepare(engine: EngineProcess): Promise<Reused | null> {
  const greeting = await engine.hello;
  const { events, fault } =
    'kind' in greeting ? { events: [], fault: greeting } : await engine.run([{ op: 'snapshot' }]);
  const taken = events[0]?.find((event) => event.event === 'snapshot');
  if (fault === null && taken?.event === 'snapshot') return { engine, empty: taken.state };
  await engine.end();
  return null;
}

async function runEmptied(
  { engine, empty }: Reused,
  commands: readonly Command[],
  delivery?: Delivery,
): Promise<Answers> {
  // Answered before the stream is sent: what is ours must not share a read with what is tried.
  const { fault } = await engine.run([{ op: 'restore', state: empty }]);
  if (fault) return { events: [], fault: { ...fault, seq: 0 } };
  return await engine.run(commands, delivery);
}

async function handshakeOf(engine: EngineProcess, command: string): Promise<Hello> {
  const hello = await engine.hello;
  if (!('kind' in hello)) return hello;
  await engine.end();
  const stderr = hello.stderr.length > 0 ? `\nIts last words:\n${hello.stderr.join('\n')}` : '';
  throw new ProofhouseError(`The engine does not start: ${hello.message}.${stderr}`, {
    code: 'engine-cannot-start',
    exitCode: exitCodes.unavailable,
    cure: `Run it yourself (${command}): its first line must be {"hello":{…}}.`,
  });
}
