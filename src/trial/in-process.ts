import { messageOf } from '#kit/errors.ts';
import type { Command, Hello, StreamEvent } from '#market/stream/schema.ts';
import type { Answers, Subject } from './subject.ts';

/**
 * An engine inside this process: no codec, no pipes, a hundred thousand streams a minute. What it
 * throws is its death; what it never returns from hangs us, so that is tried as a process.
 */
export function inProcessSubject(
  name: string,
  hello: Hello,
  create: () => (command: Command) => readonly StreamEvent[],
): Subject {
  return {
    name,
    hello,
    run: (commands) => runAll(create(), commands),
    cpuMs: async (commands) => {
      const apply = create();
      const before = process.threadCpuUsage();
      runAll(apply, commands);
      const { user, system } = process.threadCpuUsage(before);
      return (user + system) / 1_000;
    },
    close: async () => {},
  };
}

function runAll(
  apply: (command: Command) => readonly StreamEvent[],
  commands: readonly Command[],
): Answers {
  const events: (readonly StreamEvent[])[] = [];
  for (const command of commands) {
    const seq = events.length + 1;
    try {
      const answer = apply(command);
      const stray = answer.find((event) => event.seq !== seq);
      events.push(answer);
      if (!stray) continue;
      const message = `expected an event of command ${seq}, received ${JSON.stringify(stray)}`;
      return { events, fault: { kind: 'protocol', seq, message, stderr: [] } };
    } catch (thrown) {
      const message = `the engine threw: ${messageOf(thrown)}`;
      return { events, fault: { kind: 'died', seq, message, stderr: [] } };
    }
  }
  return { events, fault: null };
}
