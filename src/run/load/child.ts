import { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { messageOf } from '#kit/errors.ts';
import type { LoadCommand } from './messages.ts';
import { openOutbox } from './outbox.ts';
import { type Session, startSession } from './session.ts';

/**
 * The load process: one generator, one client. Commands come as lines on the standard input, events
 * and replies leave as lines on descriptor 3; it ends when the harness's end of the pipe does.
 */
const pipe = new Socket({ fd: 3, readable: false, writable: true });
const outbox = openOutbox(pipe);
let session: Session | undefined;

async function obey(command: LoadCommand): Promise<unknown> {
  if (command.do === 'setup') {
    session = await startSession(command.setup, outbox.event);
    return session.described;
  }
  if (session === undefined) throw new Error(`${command.do} came before setup`);
  if (command.do === 'ping') return { nowUs: session.nowUs() };
  if (command.do === 'begin') return await session.begin();
  if (command.do === 'stop') return session.stop();
  if (command.do === 'drain') return await session.drain(command.timeoutMs);
  if (command.do === 'multiply') return session.multiply(command.factor);
  session.deliverTwice(command.everyNth);
  return {};
}

function fail(thrown: unknown): void {
  process.stderr.write(`${thrown instanceof Error ? thrown.stack : messageOf(thrown)}\n`);
  outbox.flush();
  process.exit(1);
}

process.on('uncaughtException', fail);
process.on('unhandledRejection', fail);
// Signals to the terminal's group are the harness's to answer; it ends its load itself.
process.on('SIGINT', () => {});
pipe.on('error', () => process.exit(1));

const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  const { id, ...command } = JSON.parse(line) as LoadCommand & { readonly id: number };
  obey(command as LoadCommand).then((answer) => outbox.reply({ reply: id, answer }), fail);
});
lines.on('close', () => process.exit(0));
