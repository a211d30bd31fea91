import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { holdMachine } from './lock.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'proofhouse-lock-'));
  file = path.join(folder, 'lock');
});
afterEach(() => rmSync(folder, { recursive: true }));

const holderProgram = `
  import { holdMachine } from ${JSON.stringify(new URL('./lock.ts', import.meta.url).href)};
  await holdMachine({ what: 'a run of another process', file: process.argv[1] });
  process.stdout.write('held');
  setInterval(() => {}, 1000);
`;

async function holdElsewhere() {
  const child = spawn(process.execPath, ['--input-type=module', '-e', holderProgram, file]);
  await once(child.stdout, 'data');
  return child;
}

test('a lock is held until it is disposed of, and leaves nothing', async () => {
  {
    using _held = await holdMachine({ what: 'this test', file });
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ what: 'this test' });
  }
  expect(existsSync(file)).toBe(false);
});

test('waiting tells who holds it; a holder that is killed is no holder', async () => {
  const other = await holdElsewhere();
  const told: string[] = [];
  const taken = holdMachine({
    what: 'mine',
    file,
    onWait: (text) => {
      told.push(text);
      other.kill('SIGKILL');
    },
  });
  using _held = await taken;
  expect(told).toHaveLength(1);
  expect(told[0]).toContain(`waiting for pid ${other.pid} (a run of another process, since `);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ what: 'mine' });
});

test('a pid that was given to another process since is no holder', async () => {
  const stale = { pid: process.pid, startTicks: 1, what: 'long ago', since: '' };
  writeFileSync(file, JSON.stringify(stale));
  using _held = await holdMachine({ what: 'mine', file });
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ what: 'mine' });
});

test('a lock that says nothing is taken over, and waiting can be given up', async () => {
  writeFileSync(file, 'garbage');
  using _held = await holdMachine({ what: 'mine', file });
  const given = new AbortController();
  const waiting = holdMachine({
    what: 'second',
    file,
    signal: given.signal,
    onWait: () => given.abort(new Error('enough')),
  });
  await expect(waiting).rejects.toThrow('enough');
});
