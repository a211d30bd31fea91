import { spawn } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import { expect, test } from 'vitest';
import { identify, stateOf } from './process-table.ts';

const serve = `require('net').createServer(() => {}).listen(0, '127.0.0.1', function () {
  console.log(this.address().port);
})`;

// A reading of the table and the news of a closed socket are two looks: each ends one turn apart.
test('a killed process is gone only when its sockets are', async () => {
  for (let round = 0; round < 10; round += 1) {
    const child = spawn(process.execPath, ['-e', serve], { stdio: ['ignore', 'pipe', 'ignore'] });
    const [port] = await once(child.stdout, 'data');
    const identity = identify(child.pid ?? -1);
    if (identity === undefined) throw new Error('the child has no identity');
    const socket = net.connect(Number(port), '127.0.0.1');
    let closed = false;
    socket
      .on('error', () => {})
      .once('close', () => {
        closed = true;
      });
    await once(socket, 'connect');
    expect(stateOf(identity)).toBeDefined();
    child.kill('SIGKILL');
    while (stateOf(identity) !== undefined) await new Promise((resolve) => setImmediate(resolve));
    for (let turn = 0; turn < 3 && !closed; turn += 1) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(closed, `round ${round}`).toBe(true);
  }
});
