/**
 * Clients that misbehave. What to do comes as one JSON line on the standard input; the process ends
 * when that is closed, which is when whoever started it is gone.
 */
import { createInterface } from 'node:readline';
import { neverRead } from './never-read.ts';
import { reconnect } from './reconnect.ts';
import { sendMalformed } from './send-malformed.ts';

const actions = { malformed: sendMalformed, reconnect, 'never-read': neverRead } as const;

/** A refused connection or a reset is what they ask for: it ends nothing. */
process.on('uncaughtException', () => {});

const lines = createInterface({ input: process.stdin });
lines.once('line', (line) => {
  const { action, ...wish } = JSON.parse(line) as { action: keyof typeof actions };
  actions[action](wish as never);
});
lines.on('close', () => process.exit(0));
