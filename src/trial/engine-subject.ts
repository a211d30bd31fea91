import { exitCodes, ProofhouseError } from '#kit/errors.ts';
import type { Hello } from '#market/stream/schema.ts';
import {
  type EngineLimits,
  type EngineProcess,
  engineLimits,
  startEngine,
} from './engine-process.ts';
import type { Subject } from './subject.ts';

/**
 * An engine that is a command line. Every run gets a fresh process; the next one starts while the
 * current one works, because starting is most of the cost.
 */
export async function engineSubject(
  command: string,
  limits: EngineLimits = engineLimits,
): Promise<Subject> {
  const first = startEngine(command, limits);
  const hello = await handshakeOf(first, command);
  let next: EngineProcess | null = first;
  return {
    name: `${hello.engine} ${hello.version}`,
    hello,
    async run(commands) {
      const engine = next ?? startEngine(command, limits);
      next = startEngine(command, limits);
      try {
        const greeting = await engine.hello;
        if ('kind' in greeting) return { events: [], fault: greeting };
        return await engine.run(commands);
      } finally {
        await engine.end();
      }
    },
    async cpuMs(commands) {
      const engine = startEngine(command, limits);
      try {
        await engine.hello;
        const before = engine.cpuMs();
        const { fault } = await engine.run(commands);
        const after = engine.cpuMs();
        return fault || before === undefined || after === undefined ? undefined : after - before;
      } finally {
        await engine.end();
      }
    },
    async close() {
      await next?.end();
      next = null;
    },
  };
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
