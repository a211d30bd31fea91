import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { exitCodes, ProofhouseError } from '#kit/errors.ts';

export interface NullServer extends AsyncDisposable {
  /** host:port on loopback. */
  readonly address: string;
  /** Median of the milliseconds it held requests: timers make it a little more than was asked. */
  heldMs(): Promise<number>;
}

/** Starts a process that accepts every order, `delayMs` after it came. */
export async function startNullServer(delayMs: number): Promise<NullServer> {
  const file = path.join(import.meta.dirname, 'main.ts');
  const child = spawn(process.execPath, [file, String(delayMs)], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const exited = once(child, 'exit');
  const port = await Promise.race([once(child.stdout, 'data'), exited]);
  if (child.exitCode !== null || child.signalCode !== null) {
    throw new ProofhouseError('The null server ended before it told its port.', {
      code: 'null-server',
      exitCode: exitCodes.broken,
      cure: `Run \`${process.execPath} ${file}\` to see why.`,
    });
  }
  const address = `127.0.0.1:${String(port[0]).trim()}`;
  return {
    address,
    heldMs: async () => Number(await (await fetch(`http://${address}/held`)).text()),
    async [Symbol.asyncDispose]() {
      child.stdin.end();
      await exited;
    },
  };
}
